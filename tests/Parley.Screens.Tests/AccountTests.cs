using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;
using Parley.Node.Accounts;
using Parley.Store.Sqlite;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class AccountTests(Browser browser, AccountTests.Node node) : IClassFixture<AccountTests.Node>
{
    [Fact]
    public async Task Passkey_SignOutAndIn_TheSameOfficer()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "duty-1", "watch", "drafter");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(officer.Page).ToHaveURLAsync(new Regex("/sign-in$"));
        await officer.SignInAsync();
        await Assertions.Expect(officer.Page.GetByTitle("duty-1")).ToBeVisibleAsync();
        Assert.Contains("session.close", (await node.Running.RunAsync("audit", "show")).Succeeded().Output);
    }

    [Fact]
    public async Task Passkey_UserNotVerified_IsRefused()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "unverified", "watch");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(officer.Page).ToHaveURLAsync(new Regex("/sign-in$"));
        await officer.VerifyUserAsync(false);
        await officer.Page.Locator("#with-passkey").ClickAsync();
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Code_SecondUse_IsRefusedInWords()
    {
        var code = await SignedIn.InviteAsync(node.Running, "once", "watch");
        var first = await browser.PageAsync(node.Console);
        await SignedIn.AuthenticatorAsync(first);
        await SignedIn.EnrolAsync(first, code);
        await Assertions.Expect(first).Not.ToHaveURLAsync(new Regex("/sign-in"));
        var second = await browser.PageAsync(node.Console);
        await SignedIn.AuthenticatorAsync(second);
        await SignedIn.EnrolAsync(second, code);
        await Assertions.Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("once");
    }

    [Fact]
    public async Task Session_AccountClosed_TheScreenGoesWithinSeconds()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "leaver", "watch");
        await Browser.LiveAsync(officer.Page);
        (await node.Running.RunAsync("officer", "close", "leaver")).Succeeded();
        await Assertions.Expect(officer.Page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        await officer.Page.GotoAsync("/");
        Assert.Contains("/sign-in", officer.Page.Url);
    }

    [Fact]
    public async Task Roles_Changed_TheSessionEndsAndTheNextHasTheNewOnes()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "moved", "watch");
        await Browser.LiveAsync(officer.Page);
        (await node.Running.RunAsync("officer", "assign", "moved", "--desk", "mod-duty", "--role", "administrator")).Succeeded();
        await Assertions.Expect(officer.Page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        await officer.Page.GotoAsync("/sign-in");
        await officer.SignInAsync();
        await officer.Page.GotoAsync("/");
        Assert.EndsWith("/administration", officer.Page.Url, StringComparison.Ordinal);
        Assert.Contains("no other role", (await node.Running.RunAsync("officer", "assign", "moved", "--role", "administrator", "--role", "watch")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrator_NeverReadsContent()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "admin", "administrator");
        await officer.Page.GotoAsync("/");
        Assert.EndsWith("/administration", officer.Page.Url);
        var refused = await node.Running.RunAsync("officer", "invite", "both", "--role", "administrator", "--role", "watch");
        Assert.Contains("never reads content", refused.Error);
    }

    [Fact]
    public async Task Password_WithSecondFactor_IsTheRecordedFallbackAndLocks()
    {
        var code = (await node.Running.RunAsync("officer", "invite", "fallback", "--desk", "mod-duty", "--role", "watch", "--password")).Succeeded().Output.Split('\n')[0];
        var page = await browser.PageAsync(node.Console);
        await SignedIn.EnrolAsync(page, code);
        await Assertions.Expect(page.Locator("#secret")).Not.ToBeEmptyAsync();
        var secret = await page.Locator("#secret").TextContentAsync();
        await page.Locator("#chosen").FillAsync("correct horse battery staple");
        var (used, next) = (Totp.Now(secret!), Totp.Now(secret!, steps: 1));
        await page.Locator("#first-factor").FillAsync(used);
        await page.Locator("#new-password button").ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/sign-in"));
        Assert.Contains("the fallback", (await node.Running.RunAsync("audit", "show")).Succeeded().Output);

        var other = await browser.PageAsync(node.Console);
        await other.GotoAsync("/sign-in");
        await other.GetByText("Sign in with a password instead").ClickAsync();
        await other.Locator("#name").FillAsync("fallback");
        // Not the code of the enrolment again, none that is wrong, one that is right, and that one not twice.
        Assert.False(await EntersAsync(other, "correct horse battery staple", used));
        Assert.False(await EntersAsync(other, "correct horse battery staple", "000000"));
        Assert.True(await EntersAsync(other, "correct horse battery staple", next));
        other = await browser.PageAsync(node.Console);
        await other.GotoAsync("/sign-in");
        await other.GetByText("Sign in with a password instead").ClickAsync();
        await other.Locator("#name").FillAsync("fallback");
        Assert.False(await EntersAsync(other, "correct horse battery staple", next));
        for (var i = 0; i < 6; i++)
        {
            Assert.False(await EntersAsync(other, $"wrong password number {i}", "000000"));
        }

        await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("Locked until");
    }

    [Fact]
    public async Task Password_WrongTriesAtOneMoment_AllCount()
    {
        var code = (await node.Running.RunAsync("officer", "invite", "many", "--desk", "mod-duty", "--role", "watch", "--password")).Succeeded().Output.Split('\n')[0];
        var page = await browser.PageAsync(node.Console);
        await SignedIn.EnrolAsync(page, code);
        await Assertions.Expect(page.Locator("#secret")).Not.ToBeEmptyAsync();
        var secret = await page.Locator("#secret").TextContentAsync();
        await page.Locator("#chosen").FillAsync("correct horse battery staple");
        await page.Locator("#first-factor").FillAsync(Totp.Now(secret!));
        await page.Locator("#new-password button").ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/sign-in"));

        using var client = new HttpClient { BaseAddress = node.Console };
        client.DefaultRequestHeaders.Add("Origin", node.Console.ToString().TrimEnd('/'));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => client.PostAsJsonAsync("/accounts/sign-in-password", new { name = "many", password = $"wrong password number {i}", factor = "000000" }, TestContext.Current.CancellationToken)));
        var said = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(5, said.Count(s => s.Contains("is wrong", StringComparison.Ordinal)));
        Assert.Equal(7, said.Count(s => s.Contains("Locked until", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Session_NobodyTouchesTheScreen_IsNotKeptAliveByItsClock()
    {
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, "absent", "watch");
        await Browser.LiveAsync(officer.Page);
        using var desk = new SqliteDeskStore(Path.Combine(node.Running.Directory, "desk.db"));
        var item = desk.List(Session.Kind).Single(i => Encoding.UTF8.GetString(i.Body).Contains("\"absent\"", StringComparison.Ordinal));
        var session = DeskBook.Read<Session>(desk).Single(s => s.Officer == "absent");
        var before = session.Seen - TimeSpan.FromHours(1);
        Assert.True(desk.TryCommit([DeskBook.Write(item.Key, item.Version, session with { Seen = before })], 0, [], null));
        // The clock on the screen is drawn each second, and the browser says so to the node.
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.Equal(before, Seen());
        await officer.Page.Keyboard.PressAsync("Shift");
        await RunningNode.UntilAsync(() => Task.FromResult(Seen() > before));

        DateTimeOffset Seen() => DeskBook.Read<Session>(desk).Single(s => s.Officer == "absent").Seen;
    }

    private static async Task<bool> EntersAsync(IPage page, string password, string factor)
    {
        await page.Locator("#password").FillAsync(password);
        await page.Locator("#factor").FillAsync(factor);
        var answered = page.WaitForResponseAsync("**/accounts/sign-in-password");
        await page.Locator("#with-password button").ClickAsync();
        return (await answered).Ok;
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/no-such-page")]
    public async Task Request_NotSignedIn_GetsNothing(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = node.Console };
        using var request = new HttpRequestMessage(path.StartsWith("/_blazor", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
        request.Headers.Add("Origin", node.Console.ToString().TrimEnd('/'));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized && answer.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal), $"{answer.StatusCode} {answer.Headers.Location}");
    }

    [Fact]
    public async Task Request_FromAnotherPortOfThisMachine_IsRefused()
    {
        using var client = new HttpClient { BaseAddress = node.Console };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/accounts/challenge") { Content = new StringContent("{}") };
        request.Headers.Add("Origin", "http://localhost:1");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("/files/0/extract.txt?choose=s", "navigate", HttpStatusCode.Forbidden)]
    [InlineData("/sign-in", "navigate", HttpStatusCode.OK)]
    public async Task Request_ThatAPageOfAnotherPortLoads_IsRefused(string path, string mode, HttpStatusCode expected)
    {
        using var client = new HttpClient { BaseAddress = node.Console };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "same-site");
        request.Headers.Add("Sec-Fetch-Mode", mode);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("invitation", "{}", HttpStatusCode.BadRequest)]
    [InlineData("invitation", """{"value":null}""", HttpStatusCode.BadRequest)]
    [InlineData("sign-in", """{"credential":"{}","to":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("sign-in", """{"credential":"","to":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("enrol", """{"code":null,"credential":null}""", HttpStatusCode.BadRequest)]
    [InlineData("sign-in-password", "{}", HttpStatusCode.BadRequest)]
    public async Task Request_OfAStrangerThatLacksSomething_IsRefusedAndWritesNothingToTheLog(string path, string body, HttpStatusCode expected)
    {
        using var client = new HttpClient { BaseAddress = node.Console };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/accounts/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", node.Console.ToString().TrimEnd('/'));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain("Exception", await File.ReadAllTextAsync(node.Running.Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost")]
    public async Task Request_UnderAnotherName_IsRefused(string host)
    {
        // A page from elsewhere whose name was led here (DNS rebinding) gets nothing, whatever the path.
        using var client = new HttpClient { BaseAddress = node.Console };
        foreach (var path in new[] { "/", "/sign-in", "/_content/Parley.Screens/shell.js" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("watch", HttpStatusCode.Forbidden)]
    [InlineData("auditor", HttpStatusCode.Forbidden)]
    [InlineData("press", HttpStatusCode.NotFound)]
    public async Task Extract_OfARoleThatMakesNone_IsForbidden(string role, HttpStatusCode expected)
    {
        // Of a record that is not here: whoever makes extracts is told so, and anybody else is not let in.
        var officer = await SignedIn.OpenAsync(browser, node.Running, node.Console, $"extract-{role}", role);
        foreach (var file in new[] { "extract.txt", "extract.html" })
            Assert.Equal((int)expected, (await officer.Page.APIRequest.GetAsync($"/files/{new string('0', 64)}/{file}?choose=s", new() { MaxRedirects = 0 })).Status);
    }

    [Fact]
    public async Task AuditTrail_GrownSinceACheckpoint_ContinuesIt()
    {
        await SignedIn.InviteAsync(node.Running, "noted", "watch");
        var kept = Path.Combine(node.Running.Directory, "..", "kept.txt");
        await File.WriteAllTextAsync(kept, (await node.Running.RunAsync("audit", "checkpoint")).Succeeded().Output, TestContext.Current.CancellationToken);
        await SignedIn.InviteAsync(node.Running, "later", "watch");
        Assert.Contains("none before the one", (await node.Running.RunAsync("audit", "verify", "--checkpoint", kept)).Succeeded().Output);
        var acts = JsonDocument.Parse((await node.Running.RunAsync("audit", "show", "--json")).Succeeded().Output);
        Assert.Contains(acts.RootElement.EnumerateArray(), a => a.GetProperty("about").GetString() == "later");
    }

    public sealed class Node : IAsyncLifetime
    {
        private readonly Scratch _scratch = new();

        internal RunningNode Running { get; private set; } = null!;

        internal Uri Console { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var port = RunningNode.FreePort();
            Running = await (await RunningNode.InitAsync(_scratch["by"], "X-BY", "--console", $"127.0.0.1:{port}")).StartAsync();
            Console = new Uri($"http://localhost:{port}");
        }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            _scratch.Dispose();
        }
    }
}
