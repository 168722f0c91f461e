using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Parley.Screens.Tests.Browser))]

namespace Parley.Screens.Tests;

/// <summary>A real Chromium, Debian's, shared by the tests of this assembly; each page has a profile of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    private readonly ConcurrentDictionary<IPage, ConcurrentQueue<string>> _errors = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        // A machine that does much else is slow; a screen that is wrong stays wrong.
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    }

    /// <summary>A page of 1280×720 for a console, in a profile of its own; nothing is opened in it yet. Errors of its scripts are kept for <see cref="NoErrors"/>.</summary>
    internal async Task<IPage> PageAsync(Uri console, string? profile = null, int width = 1280, int height = 720)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = console.ToString(), ViewportSize = new ViewportSize { Width = width, Height = height }, Locale = "en-GB", TimezoneId = "UTC", StorageState = profile });
        context.SetDefaultNavigationTimeout(180_000);
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        var errors = _errors[page] = [];
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
                errors.Enqueue(said.Text);
        };
        return page;
    }

    /// <summary>A page of an officer who has signed in before (<see cref="TwoConsoles"/>), live: its line to the node is up.</summary>
    internal async Task<IPage> OpenAsync(Desk desk, string path = "/", int width = 1280, int height = 720)
    {
        var page = await PageAsync(desk.Console, desk.Profile, width, height);
        await page.GotoAsync(path);
        await LiveAsync(page);
        // What another test chose stands with the officer's account.
        if (await page.Locator("html").GetAttributeAsync("lang") != "en" || await page.Locator("header.bar select").Nth(1).InputValueAsync() != "en")
            await page.Locator("header.bar select").Nth(1).SelectOptionAsync("en");
        return page;
    }

    /// <summary>Waits until the page's line to the node is up.</summary>
    internal static Task LiveAsync(IPage page) => page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>Fails where a script of the page has failed, or the page has asked for something that was refused.</summary>
    internal void NoErrors(IPage page) => Assert.Empty(_errors[page]);

    /// <summary>Where the pages are, each with what its console has said; those of nodes that have ended say only that.</summary>
    public override string ToString() => string.Join('\n', _errors.Where(p => !p.Key.IsClosed && !p.Value.Any(e => e.Contains("Connection disconnected", StringComparison.Ordinal)))
        .Select(p => $"{p.Key.Url} {string.Join(" | ", p.Value)}"));

    /// <summary>The page has asked for something that was to be refused, and was: that is no error any more.</summary>
    internal void WasRefused(IPage page)
    {
        Assert.NotEmpty(_errors[page]);
        Forget(page);
    }

    /// <summary>What a page that several tests use has said until here is not this test's.</summary>
    internal void Forget(IPage page) => _errors[page].Clear();

    /// <summary>Fails, with each violation and where it is, unless axe finds none.</summary>
    internal static async Task AccessibleAsync(IPage page)
    {
        var found = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Standards] } });
        Assert.Equal("", string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(5).Select(n => n.Html + (n.Any.Length > 0 ? " " + n.Any[0].Message : "")))}")));
    }

    /// <summary>What a screen looks like: in each theme, light and dark where none is named, a picture is kept and axe finds no violation. A map is pictured once <paramref name="settled"/> says that it is drawn.</summary>
    internal static async Task LooksAsync(IPage page, string name, Func<Task>? settled = null, params string[] themes)
    {
        foreach (var theme in themes.Length > 0 ? themes : ["light", "dark"])
        {
            await PictureAsync(page, name, theme);
            if (settled is not null)
            {
                await settled();
                await PictureAsync(page, name, theme);
            }

            await AccessibleAsync(page);
        }
    }

    /// <summary>
    /// A picture of the screen in a theme. With PARLEY_PICTURES set, it takes the place of the one in <c>docs/images/console</c>, where the
    /// pictures of the manual come from; else it goes to <c>artifacts/pictures</c>.
    /// </summary>
    private static async Task PictureAsync(IPage page, string name, string theme)
    {
        await LiveAsync(page);
        await page.GetByLabel("Theme").First.SelectOptionAsync(theme);
        await page.Locator($".shell.theme-{theme}").WaitForAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = PicturePath(name, theme), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Where the picture of a screen in a theme is kept.</summary>
    internal static string PicturePath(string name, string theme)
    {
        var directory = Path.Combine([ParleyCommand.Root, .. Environment.GetEnvironmentVariable("PARLEY_PICTURES") is null ? new[] { "artifacts", "pictures" } : ["docs", "images", "console"]]);
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, $"{name}-{theme}.png");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
