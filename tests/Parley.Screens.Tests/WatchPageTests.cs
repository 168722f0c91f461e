using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Parley.Screens.Tests.Browser))]

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class WatchPageTests(Browser browser) : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _by = null!, _ua = null!;
    private Uri _console = null!;

    public async ValueTask InitializeAsync()
    {
        var port = RunningNode.FreePort();
        _by = await (await RunningNode.InitAsync(_scratch["by"], "X-BY", "--console", $"127.0.0.1:{port}")).StartAsync();
        _ua = await (await RunningNode.InitAsync(_scratch["ua"], "X-UA")).StartAsync();
        _console = new Uri($"http://localhost:{port}");
    }

    [Fact]
    public async Task Watch_ChannelOpens_ItAppearsByItself()
    {
        var page = (await SignedIn.OpenAsync(browser, _by, _console, "duty-1", "watch")).Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Watch" })).ToBeVisibleAsync();
        await _by.OpenChannelAsync(_ua, "border");
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "border" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await _by.DisposeAsync();
        await _ua.DisposeAsync();
        _scratch.Dispose();
    }
}
