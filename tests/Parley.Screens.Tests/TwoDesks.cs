using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>Two nodes with an open channel and a console each; at each console two officers whose passkeys are on their party's card. Shared by the tests of the collection.</summary>
public sealed class TwoDesks(Browser browser) : IAsyncLifetime
{
    private readonly Scratch _scratch = new();

    internal Side By { get; private set; } = null!;

    internal Side Ua { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        By = await StartAsync("X-BY");
        Ua = await StartAsync("X-UA");
        await By.Node.OpenChannelAsync(Ua.Node, "border");
        foreach (var side in new[] { By, Ua })
            (await side.Node.RunAsync("card", "renew", "--root-key", Path.Combine(side.Node.Directory, "keys", "root.key"), "--passkeys")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        await By.Node.DisposeAsync();
        await Ua.Node.DisposeAsync();
        _scratch.Dispose();
    }

    /// <summary>Acknowledges every flash that another test has left unread, which would take each screen of its node, and forgets what the pages have said of it.</summary>
    internal async Task QuietAsync()
    {
        foreach (var side in new[] { By, Ua })
        {
            var page = side.Drafter.Page;
            for (; ; )
            {
                using var inbox = JsonDocument.Parse(await side.Node.Api.GetStringAsync("/v1/inbox"));
                if (inbox.RootElement.EnumerateArray().Where(r => r.GetProperty("precedence").GetString() == "flash").Select(r => r.GetProperty("id").GetString()).FirstOrDefault() is not { } flash)
                    break;
                await OpenAsync(page, flash);
                await page.Keyboard.PressAsync("a");
                await RunningNode.UntilAsync(async () => !(await side.Node.Api.GetStringAsync("/v1/inbox")).Contains(flash, StringComparison.Ordinal));
            }

            await page.GotoAsync("/");
            await Browser.LiveAsync(page);
            browser.Forget(page);
        }
    }

    /// <summary>Opens a record at a console once it is there, and any flash that takes the screen before.</summary>
    internal static async Task OpenAsync(IPage page, string record)
    {
        await RunningNode.UntilAsync(async () =>
        {
            await page.GotoAsync($"/messages/border/{record}");
            return await page.Locator("article.record").CountAsync() > 0;
        });
        await Browser.LiveAsync(page);
        var flash = page.GetByRole(AriaRole.Alertdialog);
        if (await flash.IsVisibleAsync())
        {
            for (; await flash.IsVisibleAsync(); await page.WaitForTimeoutAsync(200))
                await page.Keyboard.PressAsync("Enter");
            await page.Locator($".thread a[href$='{record}']").First.ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{record}$"));
        }

        await page.Locator("h1").ClickAsync();
    }

    private async Task<Side> StartAsync(string party)
    {
        var port = RunningNode.FreePort();
        var node = await (await RunningNode.InitAsync(_scratch[party], party, "--console", $"127.0.0.1:{port}")).StartAsync();
        var console = new Uri($"http://localhost:{port}");
        return new Side(node, console, await OfficerAsync(node, console, "duty-1", "watch", "drafter"), await OfficerAsync(node, console, "duty-2", "watch", "drafter", "releaser"));
    }

    private async Task<SignedIn> OfficerAsync(RunningNode node, Uri console, string name, params string[] roles)
    {
        var officer = await SignedIn.OpenAsync(browser, node, console, name, roles);
        await officer.EndTourAsync();
        return officer;
    }

    /// <summary>A node and the two officers at its console.</summary>
    internal sealed record Side(RunningNode Node, Uri Console, SignedIn Drafter, SignedIn Releaser);
}

[CollectionDefinition(nameof(TwoDesks))]
public sealed class TwoDesksCollection : ICollectionFixture<TwoDesks>;
