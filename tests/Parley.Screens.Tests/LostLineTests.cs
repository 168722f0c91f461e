using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class LostLineTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Line_NodeIsKilledAndStartedAgain_ThePageSaysSoAndComesBack()
    {
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.GetByLabel("Theme").SelectOptionAsync("light");
        await Assertions.Expect(page.Locator(".shell.theme-light")).ToBeVisibleAsync();

        await nodes.By.KillAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync();
        await nodes.By.StartAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync();
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.Locator(".shell.theme-light")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }
}
