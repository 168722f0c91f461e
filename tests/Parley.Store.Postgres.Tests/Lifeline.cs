using System.Diagnostics;
using System.Text;

namespace Parley.Store.Postgres.Tests;

/// <summary>
/// A program of somebody else's that lives no longer than this test: a shell holds it by a pipe, and ends it when the pipe closes, which
/// it does however this process ends. Where this is root it runs as nobody, for PostgreSQL refuses root.
/// </summary>
public sealed class Lifeline : IDisposable
{
    private const string Script = """
        [ -z "$1" ] || exec >>"$1" 2>&1
        shift
        signal=$1; shift
        "$@" </dev/null &
        child=$!
        read -r _
        kill -"$signal" "$child" 2>/dev/null
        wait "$child"
        """;

    private readonly Process _process;

    private Lifeline(Process process) => _process = process;

    public static bool IsRoot => Environment.UserName == "root";

    /// <summary>Starts it; its output goes to a file.</summary>
    public static Lifeline Start(string log, string endsBy, string program, params IEnumerable<string> arguments)
    {
        File.WriteAllText(log, "");
        return new Lifeline(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", log, endsBy, .. As(program, arguments)]) { RedirectStandardInput = true })!);
    }

    /// <summary>Starts it in a network namespace.</summary>
    public static Lifeline StartIn(string network, string log, string endsBy, string program, params IEnumerable<string> arguments)
    {
        File.WriteAllText(log, "");
        return new Lifeline(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", log, endsBy, "ip", "netns", "exec", network, .. As(program, arguments)]) { RedirectStandardInput = true })!);
    }

    /// <summary>Runs it to its end, and fails where it does.</summary>
    public static void Run(string program, params IEnumerable<string> arguments)
    {
        var all = As(program, arguments);
        using var process = Process.Start(new ProcessStartInfo(all[0], all.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = new StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error} {output}");
    }

    /// <summary>Hands a directory to whom programs run as.</summary>
    public static void Give(string directory)
    {
        if (IsRoot)
            Process.Start("chown", ["nobody:nogroup", directory])!.WaitForExit();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string[] As(string program, IEnumerable<string> arguments) =>
        IsRoot ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", program, .. arguments] : [program, .. arguments];
}
