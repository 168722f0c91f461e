using System.Diagnostics;
using System.Net;
using Parley.Cli.Commands;
using Parley.Node;
using Parley.Node.Accounts;

namespace Parley.Cli.Demo;

/// <summary>One party of the exercise: its directory, its process and a client of its API.</summary>
internal sealed class ExerciseNode(ScenarioParty party, NodeDirectory directory) : IAsyncDisposable
{
    // Beside this assembly, so that another program that drives an exercise starts the same command.
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "parley");
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public ScenarioParty Party { get; } = party;

    public NodeDirectory Directory { get; } = directory;

    public NodeClient Client { get; private set; } = null!;

    /// <summary>Completes, with what to say, when the process ends though nobody killed it.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>The process of a node that is up.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Processor time that the node has used since it was started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>MB that the process has in memory, and of it what is its own and no file's.</summary>
    public (double Resident, double Anonymous) Memory()
    {
        var status = File.ReadLines($"/proc/{_process!.Id}/status").ToArray();
        return (Of("VmRSS:"), Of("RssAnon:"));

        double Of(string name) => double.Parse(status.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>The address of the node's page, with its token.</summary>
    public string Page => $"http://{Client.Configuration.Api}/open?token={Directory.ReadApiToken()}";

    /// <summary>The address of the party's console.</summary>
    public string Console => $"http://localhost:{IPEndPoint.Parse(Client.Configuration.Console!).Port}";

    /// <summary>A one-time code with which whoever plays the party opens an account of its first officer, with every role that one person may have.</summary>
    public string Invite()
    {
        var code = "";
        OfficerCommand.Open(Directory, (self, book, _) => code = new Invitations(book, self, TimeProvider.System).Make(
            Party.Officers[0], null, Party.Desks, [.. Enum.GetValues<Role>().Except([Role.Administrator, Role.Auditor])], false, new Act("demo", "officer.invite")));
        return code;
    }

    /// <summary>Starts <c>parley serve</c> and waits until its API answers.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        Client ??= NodeClient.Open(Directory.Path);
        var start = new ProcessStartInfo(Program)
        {
            ArgumentList = { "serve", "--node", Directory.Path },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Four nodes share the machine with their driver: start fast, optimise what turns out hot.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        var process = Process.Start(start)!;
        _process = process;
        var log = new StreamWriter(Path.Combine(Directory.Path, "serve.log"), append: true) { AutoFlush = true };
        var lines = new object();
        var last = "none";
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
        {
            // A process that was to be killed is no longer this node's when it ends.
            if (ReferenceEquals(_process, process))
                _ended.TrySetResult($"the node of {Party.Id} ended by itself; its last words were: {last}");
        };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        for (; ; )
        {
            cancel.ThrowIfCancellationRequested();
            if (process.HasExited)
                throw new CommandFailure($"the node of {Party.Id} ended with exit code {process.ExitCode}; its last words were: {last}");
            try
            {
                await Client.NodeAsync(cancel);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(20, cancel);
            }
        }

        void Write(string? line)
        {
            lock (lines)
            {
                if (line is null)
                    log.Flush();
                else
                    log.WriteLine(last = line);
            }
        }
    }

    /// <summary>Ends the process without warning, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client?.Dispose();
    }
}
