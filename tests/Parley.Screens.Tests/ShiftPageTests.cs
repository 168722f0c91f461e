using System.Text;
using Microsoft.Playwright;
using Parley.Channels.Storage;
using Parley.Store.Sqlite;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class ShiftPageTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Handover_SignedByBothOfficers_IsCheckedAndKept()
    {
        var outgoing = await SignedIn.OpenAsync(browser, nodes.By, nodes.AtBy.Console, "leaving", "watch");
        await outgoing.EndTourAsync();
        await outgoing.Page.GotoAsync("/shift");
        await Browser.LiveAsync(outgoing.Page);
        await outgoing.Page.GetByLabel("Remarks for the next watch").FillAsync("Call Kyiv at six.");
        await outgoing.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over: sign" }).ClickAsync();
        await Assertions.Expect(outgoing.Page.Locator(".handover.waits")).ToContainTextAsync("Call Kyiv at six.", new() { Timeout = 15_000 });
        // The one who leaves cannot take it over himself, and has nothing to sign twice.
        await outgoing.Page.Locator("h1").ClickAsync();
        await outgoing.Page.Keyboard.PressAsync("o");
        await outgoing.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over: sign" }).ClickAsync();
        await Assertions.Expect(outgoing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("waits already");
        await Assertions.Expect(outgoing.Page.Locator("details.handover")).ToHaveCountAsync(0);

        var incoming = await SignedIn.OpenAsync(browser, nodes.By, nodes.AtBy.Console, "coming", "watch");
        await incoming.EndTourAsync();
        await incoming.Page.GotoAsync("/shift");
        await Browser.LiveAsync(incoming.Page);
        await Assertions.Expect(incoming.Page.Locator(".handover.waits")).ToContainTextAsync("Call Kyiv at six.");
        await Browser.LooksAsync(incoming.Page, "shift-handover");
        // One who is not known by PIN or finger signs nothing.
        await incoming.VerifyUserAsync(false);
        await incoming.Page.GetByRole(AriaRole.Button, new() { Name = "I take the watch over" }).ClickAsync();
        await Assertions.Expect(incoming.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync(new() { Timeout = 70_000 });
        await incoming.VerifyUserAsync(true);
        await incoming.Page.GetByRole(AriaRole.Button, new() { Name = "I take the watch over" }).ClickAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("signed by both, checked", new() { Timeout = 15_000 });
        await Assertions.Expect(incoming.Page.Locator("ol.log li").First).ToContainTextAsync("Took the watch over from X-BY/leaving");
        await Assertions.Expect(outgoing.Page.Locator(".handover.waits")).ToHaveCountAsync(0);
        var trail = (await nodes.By.RunAsync("audit", "show")).Succeeded().Output;
        Assert.Contains("handover.give", trail);
        Assert.Contains("handover.take", trail);
        Assert.DoesNotContain("Call Kyiv", trail);
        Assert.DoesNotContain("Call Kyiv", await nodes.By.Api.GetStringAsync("/v1/records?service=true", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        browser.NoErrors(outgoing.Page);

        // What a program has written into the desk's book under a signature shows as not signed.
        using var desk = new SqliteDeskStore(Path.Combine(nodes.By.Directory, "desk.db"));
        var item = desk.List("handover").Single();
        Assert.True(desk.TryCommit([new DeskWrite(item.Kind, item.Key, item.Version, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(item.Body).Replace("Call Kyiv at six.", "Call nobody.", StringComparison.Ordinal)))], 0, [], null));
        await incoming.Page.ReloadAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("a signature is NOT good");
    }

    [Fact]
    public async Task Log_EntryOfAContact_IsShownAndNoRecordOfAnyChannel()
    {
        const string Words = "Spoke with their duty officer. <b>Nothing</b> else.";
        var page = await browser.OpenAsync(nodes.AtBy, "/shift");
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync(Words);
        await page.GetByLabel("It was a contact by voice").CheckAsync();
        await page.GetByLabel("With whom, by what line").FillAsync("X-UA/mod-duty, hotline");
        await page.GetByLabel("They called").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync(Words);
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("they called: X-UA/mod-duty, hotline");
        Assert.DoesNotContain("Spoke with", await nodes.By.Api.GetStringAsync("/v1/records?service=true", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("Spoke with", (await nodes.By.RunAsync("audit", "show")).Succeeded().Output, StringComparison.Ordinal);
        await Browser.LooksAsync(page, "shift");

        browser.NoErrors(page);
    }

    [Fact]
    public async Task Log_NodeIsKilledWhileSomebodyTypes_WhatWasTypedIsThere()
    {
        var page = await browser.OpenAsync(nodes.AtBy, "/shift");
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync("Half a sentence that must not be");
        await nodes.By.KillAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await nodes.By.StartAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.GetByLabel("Entry", new() { Exact = true })).ToHaveValueAsync("Half a sentence that must not be");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("Half a sentence that must not be");
        await page.ReloadAsync();
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.GetByLabel("Entry", new() { Exact = true })).ToHaveValueAsync("");
    }
}
