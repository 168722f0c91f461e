using System.Net;
using Microsoft.Playwright;
using Parley.Cli.Demo;
using Parley.EndToEnd.Tests;
using Parley.Node;

namespace Parley.Screens.Tests;

/// <summary>A sample played to its end by real nodes; then one of them stays up, with its console, and an officer has signed in there.</summary>
internal sealed class PlayedSample : IAsyncDisposable
{
    private const long Rate = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Scratch _scratch = new();
    private Exercise? _exercise;

    /// <summary>The node that is up.</summary>
    public EndToEnd.Tests.RunningNode Node { get; private set; } = null!;

    /// <summary>A page of an officer who reads everything and makes extracts.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Where the console answers.</summary>
    public Uri Console { get; private set; } = null!;

    /// <summary>The ids of the records by the sample's steps.</summary>
    public IReadOnlyDictionary<string, string> Records { get; private set; } = new Dictionary<string, string>();

    public static async Task<PlayedSample> PlayAsync(Browser browser, string sample, string party)
    {
        var played = new PlayedSample();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var scenario = Scenario.Read(Path.Combine(ParleyCommand.Root, "samples", sample, "scenario.yaml"));
            played._exercise = await Exercise.BringUpAsync(scenario, played._scratch.Path, Rate, _ => { }, patience.Token);
            var player = new Player(played._exercise, _ => { });
            await played._exercise.WhileUpAsync(player.PlayAsync, patience.Token);
            await Completion.WaitAsync(played._exercise, patience.Token);
            played.Records = player.Records;
            foreach (var node in played._exercise.Nodes)
                await node.KillAsync();
            await played.OpenConsoleAsync(browser, played._exercise[party], patience.Token);
            return played;
        }
        catch
        {
            await played.DisposeAsync();
            throw;
        }
    }

    private async Task OpenConsoleAsync(Browser browser, ExerciseNode played, CancellationToken cancel)
    {
        var port = EndToEnd.Tests.RunningNode.FreePort();
        var file = Path.Combine(played.Directory.Path, "node.yaml");
        var lines = (await File.ReadAllLinesAsync(file, cancel)).Where(l => !l.StartsWith("console:", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(file, [.. lines, $"console: 127.0.0.1:{port}"], cancel);
        var configuration = NodeConfiguration.Read(played.Directory.Path);
        Node = await EndToEnd.Tests.RunningNode.OpenAsync(played.Party.Id, played.Directory.Path, IPEndPoint.Parse(configuration.Listen).Port, IPEndPoint.Parse(configuration.Api).Port);
        await Node.StartAsync();
        Console = new Uri($"http://localhost:{port}");
        Page = (await SignedIn.OpenAsync(browser, Node, Console, "duty-1", "watch", "investigator", "press", "verification")).Page;
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
            await Node.DisposeAsync();
        if (_exercise is not null)
            await _exercise.DisposeAsync();
        _scratch.Dispose();
    }
}
