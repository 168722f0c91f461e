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

    /// <summary>A page of 1280×720 for a console, in a profile of its own; nothing is opened in it yet.</summary>
    internal async Task<IPage> PageAsync(Uri console)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = console.ToString(), ViewportSize = new ViewportSize { Width = 1280, Height = 720 }, Locale = "en-GB", TimezoneId = "UTC" });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
