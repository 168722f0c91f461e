using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>Two nodes of an exercise with a console each, and a channel between them; shared by the tests of a class.</summary>
public sealed class TwoConsoles(Browser browser) : IAsyncLifetime
{
    /// <summary>The channel.</summary>
    public const string Channel = "border";

    private readonly Scratch _scratch = new();

    internal RunningNode By { get; private set; } = null!;

    internal RunningNode Ua { get; private set; } = null!;

    /// <summary>X-BY's console.</summary>
    public Desk AtBy { get; private set; } = null!;

    /// <summary>X-UA's.</summary>
    public Desk AtUa { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (By, AtBy) = await StartAsync("X-BY", "Europe/Minsk");
        (Ua, AtUa) = await StartAsync("X-UA", "Europe/Kyiv");
        await By.OpenChannelAsync(Ua, Channel);
    }

    public async ValueTask DisposeAsync()
    {
        await By.DisposeAsync();
        await Ua.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task<(RunningNode, Desk)> StartAsync(string party, string zone)
    {
        var port = RunningNode.FreePort();
        var node = await RunningNode.InitAsync(_scratch[party], party, "--console", $"127.0.0.1:{port}");
        await File.AppendAllTextAsync(Path.Combine(node.Directory, "node.yaml"), $"""

            zones:
              X-BY: Europe/Minsk
              X-UA: Europe/Kyiv
            roster:
              - name: duty-1
                mail: duty-1@{party[2..].ToLowerInvariant()}.example
                zone: {zone}

            """);
        await node.StartAsync();
        var console = new Uri($"http://localhost:{port}");
        var officer = await SignedIn.OpenAsync(browser, node, console, "watch-1", "watch");
        await officer.EndTourAsync();
        var profile = await officer.Page.Context.StorageStateAsync();
        await officer.Page.Context.CloseAsync();
        return (node, new Desk(console, profile));
    }
}
