using System.Text.Json;
using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class WatchPageTests(Browser browser, TwoConsoles nodes, ITestOutputHelper output) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Watch_LineTested_ShowsTheMemberTheTestsAndWhoIsOnDuty()
    {
        (await nodes.By.RunAsync("test", TwoConsoles.Channel)).Succeeded();
        (await nodes.Ua.RunAsync("test", TwoConsoles.Channel)).Succeeded();
        var page = await browser.OpenAsync(nodes.AtBy);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "X-UA" });
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "border" })).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator(".tests")).ToContainTextAsync("← now");
        await Assertions.Expect(row.Locator(".tests")).ToContainTextAsync("→ now");
        await Assertions.Expect(row).ToContainTextAsync("Good");
        await Assertions.Expect(row.Locator(".routes")).ToContainTextAsync("https ✓");
        await Assertions.Expect(page.GetByText("duty-1")).ToBeVisibleAsync();
        await Browser.LooksAsync(page, "watch", null, "light", "dark", "night");

        browser.NoErrors(page);
    }

    [Fact]
    public async Task Watch_RecordComesAndIsRead_TheCountFollows()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "X-UA" });
        (await nodes.Ua.SendAsync(TwoConsoles.Channel, "X-BY/mod-duty", "Are you looking into it?", "--precedence", "priority")).Succeeded();
        await Assertions.Expect(row.Locator(".precedence.priority")).ToContainTextAsync("1");
        (await nodes.By.RunAsync("read", "--officer", "duty-1")).Succeeded();
        await Assertions.Expect(row.Locator(".precedence.priority")).ToBeHiddenAsync();
        browser.NoErrors(page);
    }

    [Fact]
    public async Task Watch_FlashComes_TakesTheScreenAndSoundsUntilItIsRead()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.Locator("h1").ClickAsync();
        await Assertions.Expect(page.GetByText("Sound on", new() { Exact = true })).ToBeVisibleAsync();
        await page.EvaluateAsync("new MutationObserver(() => { if (document.querySelector('dialog.flash-screen[open]')) window.shownAt ??= Date.now(); }).observe(document.body, { childList: true, subtree: true, attributes: true })");

        (await nodes.Ua.SendAsync(TwoConsoles.Channel, "X-BY/mod-duty", "An object has crossed your border. <script>alert(1)</script> It is not ours\u200D.", "--precedence", "flash")).Succeeded();
        var flash = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(flash).ToBeVisibleAsync();
        await Assertions.Expect(flash).ToContainTextAsync("<script>alert(1)</script>");
        await Assertions.Expect(flash.Locator("mark.foreign")).ToHaveTextAsync("U+200D");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounding", "true");
        using var watch = JsonDocument.Parse(await nodes.By.Api.GetStringAsync("/v1/inbox", TestContext.Current.CancellationToken));
        output.WriteLine($"on the screen {await page.EvaluateAsync<long>("window.shownAt") - watch.RootElement[0].GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds()} ms after it was stored (not asserted)");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(flash).ToBeVisibleAsync();
        await Browser.AccessibleAsync(page);

        // Opened, it no longer covers the screen, and sounds on. Another screen of the node does not know that it was opened here.
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(flash).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".flash-bar")).ToContainTextAsync("UNREAD: 1");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounding", "true");
        var other = await browser.OpenAsync(nodes.AtBy);
        await Assertions.Expect(other.GetByRole(AriaRole.Alertdialog)).ToBeVisibleAsync();

        // The first press at a screen that could not sound until then is one on this button, which must be where it was when it is let go.
        var third = await browser.OpenAsync(nodes.AtBy);
        var open = third.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button);
        await Assertions.Expect(third.Locator("dialog .unarmed:not(.heard)")).ToBeVisibleAsync();
        var place = (await open.BoundingBoxAsync())!;
        await third.Mouse.MoveAsync(place.X + (place.Width / 2), place.Y + (place.Height / 2));
        await third.Mouse.DownAsync();
        await Assertions.Expect(third.Locator("dialog .unarmed.heard")).ToHaveCountAsync(1);
        Assert.Equal(place.Y, (await open.BoundingBoxAsync())!.Y);
        await third.Mouse.UpAsync();
        await Assertions.Expect(third.GetByRole(AriaRole.Alertdialog)).ToBeHiddenAsync();

        (await nodes.By.RunAsync("read", "--officer", "duty-1")).Succeeded();
        await Assertions.Expect(page.Locator(".flash-bar")).ToBeHiddenAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Alertdialog)).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounding", "false");
        browser.NoErrors(page);
    }
}
