using System.Diagnostics;
using Microsoft.Playwright;

namespace Parley.Screens.Bench;

/// <summary>A real Chromium with officers in it: one signs in with a passkey of its virtual authenticator, and others look at the same console.</summary>
internal sealed class Consoles : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _console;
    private string _profile = "";

    private Consoles(IPlaywright playwright, IBrowser browser, Uri console) => (_playwright, _browser, _console) = (playwright, browser, console);

    public static async Task<Consoles> OpenAsync(Uri console, string code)
    {
        var playwright = await Playwright.CreateAsync();
        var consoles = new Consoles(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium" }), console);
        var page = await consoles.PageAsync();
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        await page.GotoAsync("/sign-in");
        await page.GetByText("I have a one-time code").ClickAsync();
        await page.GetByLabel("One-time code", new() { Exact = true }).FillAsync(code);
        await page.Locator("#invitation button").ClickAsync();
        await page.Locator("table.board").WaitForAsync(new() { Timeout = 60_000 });
        consoles._profile = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return consoles;
    }

    /// <summary>The cookies of who has signed in, for a program that asks without a browser.</summary>
    public async Task<string> CookiesAsync()
    {
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { StorageState = _profile });
        return string.Join("; ", (await context.CookiesAsync()).Select(c => $"{c.Name}={c.Value}"));
    }

    /// <summary>How long until the browser has painted the watch's rows for the first time, milliseconds, in a profile that has nothing cached; the least and the middle of several.</summary>
    public async Task<(double Least, double Middle)> FirstPaintAsync(int times)
    {
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var page = await PageAsync();
            await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Load });
            await page.Locator("table.board tbody tr").First.WaitForAsync();
            // The rows are in the page that the server sends: the browser's first contentful paint has them.
            took.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            await page.Context.CloseAsync();
        }

        took.Sort();
        return (took[0], took[took.Count / 2]);
    }

    /// <summary>How long after the node had stored each of so many flashes it stood on an open screen, milliseconds, sorted. Each is opened before the next comes.</summary>
    public async Task<IReadOnlyList<double>> FlashesAsync(int times, Func<Task<DateTimeOffset>> say)
    {
        var page = await PageAsync();
        await page.GotoAsync("/");
        await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        await page.EvaluateAsync("new MutationObserver(() => { if (document.querySelector('dialog.flash-screen[open]')) window.shownAt ??= Date.now(); }).observe(document.body, { childList: true, subtree: true, attributes: true })");
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            await page.EvaluateAsync("window.shownAt = undefined");
            var stored = await say();
            await page.Locator("dialog.flash-screen[open]").WaitForAsync(new() { Timeout = 30_000 });
            took.Add(await page.EvaluateAsync<double>("window.shownAt") - stored.ToUnixTimeMilliseconds());
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("dialog.flash-screen").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }

        await page.Context.CloseAsync();
        took.Sort();
        return took;
    }

    /// <summary>Opens so many consoles, each live, and leaves them open.</summary>
    public async Task<TimeSpan> CrowdAsync(int consoles)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < consoles; i++)
        {
            var page = await PageAsync();
            await page.GotoAsync("/");
            await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        }

        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task<IPage> PageAsync()
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = _console.ToString(), ViewportSize = new ViewportSize { Width = 1280, Height = 720 }, StorageState = _profile.Length > 0 ? _profile : null });
        return await context.NewPageAsync();
    }
}
