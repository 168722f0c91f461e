using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class ShiftPageTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
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
        foreach (var theme in (string[])["light", "dark"])
        {
            await Browser.PictureAsync(page, "shift", theme);
            await Browser.AccessibleAsync(page);
        }

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
