using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;
using Parley.Store.Postgres.Tests;

namespace Parley.Screens.Tests;

/// <summary>A console whose node is two replicas over one database, behind one address.</summary>
[Trait("suite", "browser")]
[UnsupportedOSPlatform("windows")]
public sealed class ReplicaTests(Browser browser, PostgresServer server) : IDisposable
{
    private const string Proxy = "/usr/sbin/haproxy";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Console_ThatLosesItsReplica_GoesOnAtTheOtherWithTheDraftIntact()
    {
        Assert.SkipUnless(File.Exists(Proxy), "skipped: haproxy is not here (apt-get install haproxy)");
        // haproxy runs as nobody, and reads its file here.
        File.SetUnixFileMode(_scratch.Path, File.GetUnixFileMode(_scratch.Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        var (cancel, place, port) = (TestContext.Current.CancellationToken, server.NewPlace(), RunningNode.FreePort());

        // 1. A node whose console has run, moved into PostgreSQL, and a copy of its directory. Consoles on one port of two machines: here, of two addresses.
        await using var peer = await (await RunningNode.InitAsync(_scratch["peer"], "X-UA")).StartAsync();
        await using var first = await (await RunningNode.InitAsync(_scratch["first"], "X-BY", "--console", $"127.0.0.2:{port}")).StartAsync();
        await first.OpenChannelAsync(peer, "border");
        await first.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(first.Directory, "node.yaml"), $"\nstore:\n  postgres: {place}\n  lease-seconds: 4\n", cancel);
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", first.Directory)).Succeeded();
        await using var second = await first.CopyAsync(_scratch["second"], RunningNode.FreePort());
        var copied = Path.Combine(second.Directory, "node.yaml");
        await File.WriteAllTextAsync(copied, (await File.ReadAllTextAsync(copied, cancel)).Replace($"127.0.0.2:{port}", $"127.0.0.3:{port}", StringComparison.Ordinal), cancel);
        await first.StartAsync();
        await second.StartAsync();

        // 2. Before both what docs/operator/cluster shows.
        await File.WriteAllTextAsync(_scratch["haproxy.cfg"], File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", "cluster", "console.cfg"))
            .Replace("bind 127.0.0.1:7490", string.Create(CultureInfo.InvariantCulture, $"bind 127.0.0.1:{port}"), StringComparison.Ordinal)
            .Replace("127.0.0.1:7491 check addr n1.by.example port 7443", string.Create(CultureInfo.InvariantCulture, $"127.0.0.2:{port} check addr 127.0.0.1 port {first.Listen}"), StringComparison.Ordinal)
            .Replace("127.0.0.1:7492 check addr n2.by.example port 7443", string.Create(CultureInfo.InvariantCulture, $"127.0.0.3:{port} check addr 127.0.0.1 port {second.Listen}"), StringComparison.Ordinal), cancel);
        using var proxy = Lifeline.Start(_scratch["haproxy.log"], "KILL", Proxy, "-db", "-f", _scratch["haproxy.cfg"]);

        // 3. An officer writes; his replica dies within the sentence.
        var console = new Uri($"http://localhost:{port}");
        await RunningNode.UntilAsync(() => AnswersAsync(console));
        var page = (await SignedIn.OpenAsync(browser, first, console, "duty-1", "watch", "drafter")).Page;
        await page.GotoAsync("/compose");
        await page.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        var words = $"the fire is out, and {Guid.CreateVersion7()}";
        await page.GetByLabel("Text *").FillAsync(words);
        await Assertions.Expect(page.GetByText("Saved 2")).ToBeVisibleAsync();
        await first.KillAsync();

        // 4. He is told so, and is at the other one, at the same draft, without signing in again; and writes on.
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync();
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.GetByLabel("Text *")).ToHaveValueAsync(words);
        await page.GetByLabel("Text *").FillAsync($"{words}: nobody was hurt");
        await Assertions.Expect(page.GetByText("Saved 2")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Text *")).ToHaveValueAsync($"{words}: nobody was hurt");
    }

    private static async Task<bool> AnswersAsync(Uri console)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri(console, "/sign-in"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
