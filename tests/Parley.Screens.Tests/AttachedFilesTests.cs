using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
[Collection(nameof(TwoDesks))]
public sealed class AttachedFilesTests(Browser browser, TwoDesks desks)
{
    [Fact]
    public async Task File_OfAFalseType_IsShownAsSuchAndHandedOutAsNothingABrowserRuns()
    {
        await desks.QuietAsync();
        var by = desks.By.Drafter.Page;
        await by.GotoAsync("/compose");
        await by.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        await Assertions.Expect(by).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await by.GetByLabel("Text *").FillAsync("The radar picture of that hour.");
        const string Name = "Радар <b>report.pdf";
        byte[] program = [.. "MZ"u8, .. Enumerable.Repeat((byte)7, 70_000)];
        await by.GetByLabel("Attach files").SetInputFilesAsync(
        [
            new FilePayload { Name = Name, MimeType = "application/pdf", Buffer = program },
            new FilePayload { Name = "page.html", MimeType = "text/html", Buffer = "<script>document.title='owned'</script>"u8.ToArray() },
            new FilePayload { Name = "left out.txt", MimeType = "text/plain", Buffer = "no"u8.ToArray() },
        ]);
        await Assertions.Expect(by.Locator(".attached-file")).ToHaveCountAsync(3);
        await by.Locator(".attached-file", new() { HasText = "left out" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(by.Locator(".attached-file")).ToHaveCountAsync(2);
        // An empty file is refused in words, and nothing else is lost.
        await by.GetByLabel("Attach files").SetInputFilesAsync(new FilePayload { Name = "empty.txt", MimeType = "text/plain", Buffer = [] });
        await Assertions.Expect(by.GetByRole(AriaRole.Alert)).ToContainTextAsync("an empty file cannot be attached");
        browser.WasRefused(by);
        await Browser.LooksAsync(by, "compose-attached");
        var record = await RecordActsTests.TwoKeysAsync(desks.By, by);

        var ua = desks.Ua.Drafter.Page;
        await TwoDesks.OpenAsync(ua, record);
        var file = ua.Locator(".attached li", new() { HasText = Name });
        await Assertions.Expect(file.GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        await Assertions.Expect(file).ToContainTextAsync("FALSE TYPE");
        await Assertions.Expect(file).ToContainTextAsync("portable-executable");
        await Assertions.Expect(ua.Locator(".attached li", new() { HasText = "page.html" })).Not.ToContainTextAsync("FALSE TYPE");
        await Assertions.Expect(ua.Locator("table.fields")).Not.ToContainTextAsync("attachment-keys");
        await Browser.LooksAsync(ua, "message-attached");
        var download = await ua.RunAndWaitForDownloadAsync(() => file.GetByRole(AriaRole.Link).ClickAsync());
        Assert.Equal(program, await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken));
        var answer = await ua.APIRequest.GetAsync($"/files/{record}/attachments/2");
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/octet-stream", answer.Headers["content-type"]);
        Assert.StartsWith("attachment", answer.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["x-content-type-options"]);
        Assert.Contains("sandbox", answer.Headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Equal(404, (await ua.APIRequest.GetAsync($"/files/{record}/attachments/3")).Status);
        Assert.DoesNotContain("owned", await ua.TitleAsync());
        var trail = (await desks.By.Node.RunAsync("audit", "show")).Succeeded().Output;
        Assert.Contains("draft.attach", trail);
        browser.NoErrors(ua);
    }

    [Fact]
    public async Task File_OfADraftThatIsThrownAway_LeavesTheDiskUnlessSomethingElseAttachesIt()
    {
        await desks.QuietAsync();
        var by = desks.By.Drafter.Page;
        var files = Path.Combine(desks.By.Node.Directory, "attachments");
        var before = Kept();
        var shared = new FilePayload { Name = "shared.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes($"shared {Guid.CreateVersion7()}") };
        var alone = new FilePayload { Name = "alone.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes($"alone {Guid.CreateVersion7()}") };
        await BeginAsync(shared);
        var kept = by.Url;
        await BeginAsync(shared, alone);
        Assert.Equal(2, Kept().Except(before).Count());
        await by.GetByRole(AriaRole.Button, new() { Name = "Throw away" }).ClickAsync();
        await Assertions.Expect(by).ToHaveURLAsync(new Regex("/compose$"));
        Assert.Single(Kept().Except(before));
        await by.GotoAsync(kept);
        await Browser.LiveAsync(by);
        await by.Locator(".attached-file").GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(by.Locator(".attached-file")).ToHaveCountAsync(0);
        Assert.Empty(Kept().Except(before));

        string[] Kept() => Directory.Exists(files) ? [.. Directory.EnumerateFiles(files, "*.data", SearchOption.AllDirectories)] : [];

        async Task BeginAsync(params FilePayload[] attached)
        {
            await by.GotoAsync("/compose");
            await by.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
            await Assertions.Expect(by).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
            await Assertions.Expect(by.Locator("[data-first]")).ToBeFocusedAsync();
            await by.GetByLabel("Attach files").SetInputFilesAsync(attached);
            await Assertions.Expect(by.Locator(".attached-file")).ToHaveCountAsync(attached.Length);
        }
    }

    [Fact]
    public async Task File_ChosenBeforeTheFormsScriptIsThere_IsAttached()
    {
        await desks.QuietAsync();
        var by = desks.By.Drafter.Page;
        var script = new TaskCompletionSource();
        await by.RouteAsync("**/compose.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await by.GotoAsync("/compose");
        await by.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        await by.GetByLabel("Attach files").SetInputFilesAsync(new FilePayload { Name = "early.txt", MimeType = "text/plain", Buffer = "early"u8.ToArray() });
        script.SetResult();
        await Assertions.Expect(by.Locator(".attached-file")).ToHaveCountAsync(1);
        await by.UnrouteAllAsync();
        browser.NoErrors(by);
    }

    [Fact]
    public async Task File_ForADraftFromAnotherOriginOrRole_IsRefused()
    {
        var by = desks.By.Drafter.Page;
        await by.GotoAsync("/compose");
        await by.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        await Assertions.Expect(by).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        var path = $"{new Uri(by.Url).AbsolutePath}/files?name=a.txt";
        Assert.Equal(403, (await by.APIRequest.PostAsync(path, new() { Data = "x", Headers = new Dictionary<string, string> { ["Origin"] = "http://localhost:1" } })).Status);
        var press = await SignedIn.OpenAsync(browser, desks.By.Node, desks.By.Console, "press-2", "press");
        Assert.Equal(403, (await press.Page.APIRequest.PostAsync(path, new() { Data = "x", MaxRedirects = 0, Headers = new Dictionary<string, string> { ["Origin"] = desks.By.Console.ToString().TrimEnd('/') } })).Status);
        Assert.Equal(422, (await by.APIRequest.PostAsync($"{new Uri(by.Url).AbsolutePath}/files?name=..%2Fa.txt", new() { Data = "x", Headers = new Dictionary<string, string> { ["Origin"] = desks.By.Console.ToString().TrimEnd('/') } })).Status);
    }
}
