using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class ShellTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Shell_QuestionMark_ShowsTheKeysAndEscapeHidesThem()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Next theme");
        await Browser.AccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        browser.NoErrors(page);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("night")]
    public async Task Shell_Theme_IsAccessibleAndRemembered(string theme)
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.GetByLabel("Theme").SelectOptionAsync(theme);
        await Assertions.Expect(page.Locator($".shell.theme-{theme}")).ToBeVisibleAsync();
        await Browser.AccessibleAsync(page);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator($".shell.theme-{theme}")).ToBeVisibleAsync();
        browser.NoErrors(page);
    }

    [Fact]
    public async Task Shell_Language_ChangesAtOnceIsRememberedAndSaysThatNobodyReviewedIt()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.GetByLabel("Language").SelectOptionAsync("be");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Дзяжурства");
        await Assertions.Expect(page.Locator(".unreviewed")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "be");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Дзяжурства");
        browser.NoErrors(page);
    }

    [Fact]
    public async Task Shell_LanguageChanged_TourAndKeysFollow()
    {
        var page = (await SignedIn.OpenAsync(browser, nodes.By, nodes.AtBy.Console, "newcomer", "watch")).Page;
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.Locator(".tour")).ToContainTextAsync("End the tour");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys-title")).ToHaveTextAsync("Keys");
        await page.GetByLabel("Language").SelectOptionAsync("pl");
        await Assertions.Expect(page.Locator("#keys-title")).ToHaveTextAsync("Klawisze");
        await Assertions.Expect(page.Locator(".tour")).ToContainTextAsync("Zakończ");
        browser.NoErrors(page);
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(820, 1180)]
    public async Task Shell_OnTheWallAndOnATablet_NothingIsCutOff(int width, int height)
    {
        var page = await browser.OpenAsync(nodes.AtBy, width: width, height: height);
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(page.Locator(".shell.wall")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        // 24 px at arm's length; a wall of 96 dots an inch at three metres wants letters of 6 mm.
        Assert.Equal("24px", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main')).fontSize"));
        browser.NoErrors(page);
    }

    [Theory]
    [InlineData("/", "table.board")]
    [InlineData("/messages/border", "h1")]
    [InlineData("/shift", ".open-items")]
    [InlineData("/calendar", "h1")]
    public async Task Shell_Printed_IsInkOnWhiteWithoutTheShell(string path, string content)
    {
        var page = await browser.OpenAsync(nodes.AtBy, path);
        await page.GetByLabel("Theme").First.SelectOptionAsync("night");
        await page.Locator(".shell.theme-night").WaitForAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("nav.places")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".choices")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(content).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("EXERCISE", new() { Exact = true }).First).ToBeVisibleAsync();
        Assert.Equal("rgb(255, 255, 255) rgb(0, 0, 0)", await page.EvaluateAsync<string>("(s => `${s.backgroundColor} ${s.color}`)(getComputedStyle(document.querySelector('main')))"));
        var pages = System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { Format = "A4", PrintBackground = false })), "/Type /Page[^s]");
        Assert.InRange(pages, 1, 12);
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(820, 1180)]
    public async Task Shell_FirstPressOnAPage_MovesNothing(int width, int height)
    {
        // A browser lets the page sound from then on, and the page says so: what is pressed must be where it was when the button is let go.
        foreach (var language in new[] { "en", "uk", "be", "pl", "ru" })
        {
            var page = await browser.OpenAsync(nodes.AtBy, width: width, height: height);
            await page.GetByLabel("Language").SelectOptionAsync(language);
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
            await page.ReloadAsync();
            await Browser.LiveAsync(page);
            var before = await page.Locator("h1").BoundingBoxAsync();
            await page.Mouse.MoveAsync(width / 2f, height - 5);
            await page.Mouse.DownAsync();
            await Assertions.Expect(page.Locator("header.bar .unarmed")).ToHaveCountAsync(0);
            Assert.Equal(before!.Y, (await page.Locator("h1").BoundingBoxAsync())!.Y);
            await page.Mouse.UpAsync();
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task Shell_Clocks_ShowUtcAndBothSidesTime()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await Assertions.Expect(page.Locator(".clocks .utc")).ToContainTextAsync("Z");
        await Assertions.Expect(page.Locator(".clocks")).ToContainTextAsync("X-BY");
        await Assertions.Expect(page.Locator(".clocks")).ToContainTextAsync("UTC+3");
        await Assertions.Expect(page.Locator(".clocks")).ToContainTextAsync("X-UA");
        await Assertions.Expect(page.GetByText("EXERCISE", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shell_AddressOfNoScreen_SaysWhatToDo()
    {
        var page = await browser.OpenAsync(nodes.AtBy, "/there/is/none");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such screen");
        await page.GetByLabel("Language").SelectOptionAsync("pl");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nie ma takiego ekranu");
        await Assertions.Expect(page.Locator("form.officer button")).ToHaveTextAsync("Wyloguj się");
    }
}
