using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Data.Common;
using Parley.Node.Api;
using Parley.Records.Text;
using Spectre.Console;

namespace Parley.Cli;

/// <summary>How commands speak: results on standard output, everything else on standard error; failures in one sentence.</summary>
internal static class Terminal
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static Option<bool> JsonOption { get; } = new("--json") { Description = "Write the result as JSON." };

    public static Option<DirectoryInfo> NodeOption { get; } = new("--node", "-n")
    {
        Description = "The node's directory. Default: PARLEY_NODE of the environment, else the current one.",
        DefaultValueFactory = _ => new DirectoryInfo(NodeOfSession),
    };

    /// <summary>The node that a command is about where it names none.</summary>
    public static string NodeOfSession => Environment.GetEnvironmentVariable("PARLEY_NODE") is { Length: > 0 } set ? set : ".";

    /// <summary>What starts the node in a directory: the service of the Debian package, where that has it, or the command.</summary>
    public static string StartOf(string directory) => System.IO.Path.GetFullPath(directory) == "/var/lib/parley" && File.Exists("/usr/lib/systemd/system/parley.service")
        ? "systemctl enable --now parley"
        : $"parley serve --node {directory}";

    /// <summary>An option that takes an address, which the command line's own parser does not read.</summary>
    public static Option<Uri> AddressOption(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address))
                return address;
            result.AddError($"'{result.Tokens[0].Value}' is not an address, such as https://192.0.2.1:7443");
            return null;
        },
    };

    /// <summary>Runs a command; what is expected to go wrong becomes one sentence and exit code 1.</summary>
    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await action(parsed, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return 130;
            }
            catch (Exception e)
            {
                await Console.Error.WriteLineAsync($"parley: {Plain(Explain(e))}");
                return 1;
            }
        });

    /// <summary>
    /// Text whose origin is another party or a file, for a screen: a terminal obeys control characters, and could be made
    /// to show what nobody wrote.
    /// </summary>
    public static string Plain(string text) => PlainText.IsAllowed(text, multiline: true)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => PlainText.IsAllowed(r.ToString(), multiline: true) ? r.ToString() : "?"));

    private static string Explain(Exception e) => e switch
    {
        CommandFailure or InvalidDataException or IOException or UnauthorizedAccessException => e.Message,
        DbException => $"the store cannot be read ({e.Message}); is this a node's directory?",
        JsonException => "what answers at the node's address does not speak as a node does; is another program on its port?",
        _ => $"this is a fault of the program, please report it: {e.GetType().Name}, {e.Message}",
    };

    public static void WriteJson(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    public static CommandFailure Refused(FaultMessage fault) =>
        new($"refused by {fault.Rule}{(fault.Line > 0 ? $", line {fault.Line}" : "")}: {fault.Detail}");
}
