using Microsoft.Playwright;

namespace Parley.Screens.Tests;

/// <summary>A real Chromium, Debian's, shared by the tests of this assembly; each page has a profile of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    }

    /// <summary>A page of 1280×720 at the console; what its scripts report as an error fails the test that made it.</summary>
    internal async Task<IPage> OpenAsync(Uri console)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = console.ToString(), ViewportSize = new ViewportSize { Width = 1280, Height = 720 }, Locale = "en-GB", TimezoneId = "UTC" });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
