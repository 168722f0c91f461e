using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
[Collection(nameof(TwoDesks))]
public sealed class ComposeTests(Browser browser, TwoDesks desks)
{
    [Fact]
    public async Task Release_ByAnotherOfficersPasskey_VerifiesAtThePeer()
    {
        var drafter = desks.By.Drafter.Page;
        await BeginAsync(drafter, "Free text");
        var words = $"The road is open again. {Guid.CreateVersion7()}";
        await drafter.GetByLabel("Text *").FillAsync(words);
        await Assertions.Expect(drafter.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await drafter.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await Assertions.Expect(drafter.GetByText("Signed by duty-1 as drafter")).ToBeVisibleAsync();

        var releaser = desks.By.Releaser.Page;
        await releaser.GotoAsync(new Uri(drafter.Url).PathAndQuery);
        await Browser.LiveAsync(releaser);
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Release (Ctrl+Enter)" }).ClickAsync();
        await Assertions.Expect(releaser.GetByText("Released: record")).ToBeVisibleAsync();
        var record = await RecordAtPeerAsync(words);
        // Authentic there: the peer believes both passkeys, by the card that this node sent it.
        Assert.Contains("drafted         X-BY/duty-1", record);
        Assert.Contains("released        X-BY/duty-2", record);
        Assert.Contains("draft.release", (await desks.By.Node.RunAsync("audit", "show")).Succeeded().Output);
        await releaser.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await Assertions.Expect(releaser.Locator("main")).ToContainTextAsync(words);
        await Assertions.Expect(releaser.Locator("main")).ToContainTextAsync("Drafted by");
    }

    [Fact]
    public async Task Release_ByTheDrafterHimself_IsRefused()
    {
        // He has the releaser's role, too: what is refused is the same person twice.
        var both = desks.By.Releaser.Page;
        await BeginAsync(both, "Free text");
        await both.GetByLabel("Text *").FillAsync("Mine alone");
        await both.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await both.GetByRole(AriaRole.Button, new() { Name = "Release (Ctrl+Enter)" }).ClickAsync();
        await Assertions.Expect(both.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another officer has to release it");
    }

    [Fact]
    public async Task Holding_OnOneKey_GoesInUnderFifteenSecondsAndIsCountersigned()
    {
        var page = desks.By.Drafter.Page;
        await page.GotoAsync("/compose");
        await KeysAsync(page);
        var words = $"An object is down. {Guid.CreateVersion7()}";
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Holding message" })).ToBeEnabledAsync();
        var clock = Stopwatch.StartNew();
        await page.GetByRole(AriaRole.Button, new() { Name = "Holding message" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("What is being looked into *")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(words);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByText("Released: record")).ToBeVisibleAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"holding message: {clock.Elapsed.TotalSeconds:0.0} s, {await KeysAsync(page) - words.Length} key strokes besides the facts");
        await RecordAtPeerAsync(words);

        var releaser = desks.By.Releaser.Page;
        await releaser.GotoAsync("/compose");
        await Browser.LiveAsync(releaser);
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Countersign" }).First.ClickAsync();
        await RunningNode.UntilAsync(async () => (await desks.By.Node.RunAsync("audit", "show")).Output.Contains("record.countersign", StringComparison.Ordinal));
        Assert.Contains("receipt.countersigned/1", await desks.Ua.Node.Api.GetStringAsync("/v1/records?service=true", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Holding_OnOneKeyThatTheStoreDoesNotTake_IsAnOpenDraftAgainAndGoesOutOnce()
    {
        var page = desks.By.Drafter.Page;
        var words = $"Nothing is stored at first. {Guid.CreateVersion7()}";
        await BeginAsync(page, "Holding message");
        await page.GetByLabel("What is being looked into *").FillAsync(words);
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        using (var store = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(desks.By.Node.Directory, "node.db"), Pooling = false }.ToString()))
        {
            store.Open();
            Run("CREATE TRIGGER refuses BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the disk is full");
            Run("DROP TRIGGER refuses");

            void Run(string sql)
            {
                using var command = new SqliteCommand(sql, store);
                command.ExecuteNonQuery();
            }
        }

        // It waits for nobody: whoever wrote it says it again.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" })).ToBeEnabledAsync();
        await RunningNode.UntilAsync(async () =>
        {
            if (await page.GetByText("Released: record").IsVisibleAsync())
                return true;
            await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync(new() { Timeout = 2_000 });
            await page.WaitForTimeoutAsync(500);
            return false;
        });
        await RecordAtPeerAsync(words);
    }

    [Fact]
    public async Task FirstReport_OnOneKey_TakesAtMostTwelveKeyStrokesBesidesTheFacts()
    {
        var page = desks.By.Drafter.Page;
        await page.GotoAsync("/compose");
        await KeysAsync(page);
        string[] facts = [$"Debris in a field {Guid.CreateVersion7()}", "290700Z DEC 22", "52.1000 N 25.4000 E WGS84", "None known", "Followed by radar", "Why it came"];
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "First report" })).ToBeEnabledAsync();
        var clock = Stopwatch.StartNew();
        await page.GetByRole(AriaRole.Button, new() { Name = "First report" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("What happened *")).ToBeFocusedAsync();
        for (var i = 0; i < facts.Length; i++)
        {
            if (i > 0)
                await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(facts[i]);
        }

        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByText("Released: record")).ToBeVisibleAsync();
        var strokes = await KeysAsync(page) - facts.Sum(f => f.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"first report: {clock.Elapsed.TotalSeconds:0.0} s, {strokes} key strokes besides the facts");
        Assert.InRange(strokes, 1, 12);
        var record = await RecordAtPeerAsync(facts[0]);
        Assert.Contains("2022-12-29T07:00:00Z", record);
        Assert.Contains("52.100000 N 25.400000 E WGS84", record);
    }

    [Fact]
    public async Task Field_PositionAndTime_AreShownAsOthersWriteThem()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "First report");
        await page.GetByLabel("When *").FillAsync("290725Z DEC 22");
        await Assertions.Expect(page.GetByText("= 2022-12-29T07:25:00Z").First).ToBeVisibleAsync();
        await page.GetByLabel("Where *").FillAsync("52°06'00.0\" N 25°24'00.0\" E SK42");
        await Assertions.Expect(page.Locator("#f-where-says")).ToContainTextAsync("MGRS 35U");
        await Assertions.Expect(page.Locator("#f-where-says")).ToContainTextAsync("WGS84");
    }

    [Fact]
    public async Task Draft_BrowserKilled_IsThereAtAnotherBrowser()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "Free text");
        var path = new Uri(page.Url).PathAndQuery;
        var words = $"half a sentence {Guid.CreateVersion7()}";
        await page.GetByLabel("Text *").FillAsync(words);
        await Assertions.Expect(page.GetByText("Saved 2")).ToBeVisibleAsync();
        await page.GotoAsync("about:blank");
        await desks.By.Releaser.Page.GotoAsync(path);
        await Assertions.Expect(desks.By.Releaser.Page.GetByLabel("Text *")).ToHaveValueAsync(words);
        await page.GotoAsync(path);
        await page.GetByLabel("Text *").FillAsync("something else");
        await Assertions.Expect(desks.By.Releaser.Page.GetByLabel("Text *")).ToHaveValueAsync("something else");
        await page.WaitForTimeoutAsync(3500);
        await page.GetByLabel("Text *").FillAsync("worse");
        await Assertions.Expect(desks.By.Releaser.Page.GetByLabel("Text *")).ToHaveValueAsync("worse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Text *")).ToHaveValueAsync("something else");
    }

    [Fact]
    public async Task Draft_LeftWithTheLastKey_HasIt()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "Free text");
        var path = new Uri(page.Url).PathAndQuery;
        var words = $"typed and gone {Guid.CreateVersion7()}";
        await page.GetByLabel("Text *").FillAsync(words);
        await page.EvaluateAsync("document.querySelector('nav.places a[href=\"/calendar\"]').click()");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/calendar$"));
        await page.GotoAsync(path);
        await Assertions.Expect(page.GetByLabel("Text *")).ToHaveValueAsync(words);
    }

    [Fact]
    public async Task Draft_TwoOfficersInOneField_BothTextsStand()
    {
        var (one, other) = (desks.By.Drafter.Page, desks.By.Releaser.Page);
        await BeginAsync(one, "Free text");
        await other.GotoAsync(new Uri(one.Url).PathAndQuery);
        await Assertions.Expect(other.Locator("[data-first]")).ToBeFocusedAsync();
        var text = one.GetByLabel("Text *");
        // At the same moment: each types before the other's text has come.
        await Task.WhenAll(text.FillAsync("what duty-1 wrote"), other.GetByLabel("Text *").FillAsync("what duty-2 wrote"));
        var aside = one.Locator(".aside");
        await Assertions.Expect(aside).ToContainTextAsync("at the same moment");
        var (stands, beside) = (await text.InputValueAsync(), await aside.Locator("pre").TextContentAsync());
        Assert.Equal(["what duty-1 wrote", "what duty-2 wrote"], new[] { stands, beside! }.Order());
        await aside.GetByRole(AriaRole.Button, new() { Name = "Take this text" }).ClickAsync();
        await Assertions.Expect(text).ToHaveValueAsync(beside!);
        await Assertions.Expect(other.GetByLabel("Text *")).ToHaveValueAsync(beside!);
    }

    [Fact]
    public async Task Release_ButtonPressedTwice_OneRecord()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "Holding message");
        var words = $"said once {Guid.CreateVersion7()}";
        await page.GetByLabel("What is being looked into *").FillAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).DblClickAsync();
        await Assertions.Expect(page.GetByText("Released: record")).ToBeVisibleAsync();
        Assert.Equal(2, (await RecordAtPeerAsync(words)).Split(words).Length);
    }

    [Fact]
    public async Task Field_ScriptInEachOne_IsText()
    {
        const string Script = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "First report");
        foreach (var field in new[] { "what", "when", "where", "harm", "known", "not-known", "to", "info", "subject" })
            await page.Locator($"#f-{field}").FillAsync(Script);
        await Assertions.Expect(page.Locator("pre.preview")).ToContainTextAsync("<script>document.title='owned'</script>");
        await Assertions.Expect(page.Locator("#f-to-says")).ToContainTextAsync("is not a desk");
        Assert.DoesNotContain("owned", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img[src=x]").CountAsync());
    }

    [Fact]
    public async Task Field_PasteOfFiveMegabytes_IsRefusedInWordsAndTheScreenLives()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "Free text");
        await page.GetByLabel("Text *").FillAsync("before");
        await page.Locator("#f-text").EvaluateAsync("""
            field => { const data = new DataTransfer(); data.setData("text/plain", "я".repeat(5 * 1024 * 1024));
              field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }
            """);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing of it was taken");
        await page.GetByLabel("Text *").FillAsync("after");
        await Assertions.Expect(page.GetByText("Saved 2")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Session_RevokedInTheMiddleOfARelease_NothingIsSentAndTheDraftStands()
    {
        var officer = await SignedIn.OpenAsync(browser, desks.By.Node, desks.By.Console, "leaving", "watch", "drafter", "releaser");
        (await desks.By.Node.RunAsync("card", "renew", "--root-key", Path.Combine(desks.By.Node.Directory, "keys", "root.key"), "--passkeys")).Succeeded();
        var (page, words) = (officer.Page, $"not to be lost {Guid.CreateVersion7()}");
        await BeginAsync(page, "Holding message");
        var path = new Uri(page.Url).PathAndQuery;
        await page.GetByLabel("What is being looked into *").FillAsync(words);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" })).ToBeEnabledAsync();
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        // The passkey has signed, and its answer is held back until the account is closed: it could let the message out by itself.
        await HoldAsync(page);
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForFunctionAsync("() => window.signed === true");
        (await desks.By.Node.RunAsync("officer", "close", "leaving")).Succeeded();
        await page.EvaluateAsync("window.go()");
        await Assertions.Expect(page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        var other = desks.By.Drafter.Page;
        await other.GotoAsync(path);
        await Assertions.Expect(other.GetByLabel("What is being looked into *")).ToHaveValueAsync(words);
        Assert.DoesNotContain(words, await desks.By.Node.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken));
        // What held it was the account and nothing else: another officer lets the same draft out.
        await Browser.LiveAsync(other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync();
        await Assertions.Expect(other.GetByText("Released: record")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PassOn_OtherWordsWrittenWhileThePasskeyAsked_IsRefused()
    {
        // Or a drafter has one text signed, and the releaser reads another.
        var (page, other) = (desks.By.Drafter.Page, desks.By.Releaser.Page);
        await BeginAsync(page, "Free text");
        await page.GetByLabel("Text *").FillAsync("what is signed");
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await other.GotoAsync(new Uri(page.Url).PathAndQuery);
        await Browser.LiveAsync(other);
        await Assertions.Expect(other.GetByLabel("Text *")).ToHaveValueAsync("what is signed");
        await HoldAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await page.WaitForFunctionAsync("() => window.signed === true");
        await other.GetByLabel("Text *").FillAsync("what is read");
        await Assertions.Expect(page.GetByLabel("Text *")).ToHaveValueAsync("what is read");
        await page.EvaluateAsync("window.go()");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at the same moment");
        await Assertions.Expect(other.GetByText("Signed by duty-1 as drafter")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Browser.LiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Throw away" }).ClickAsync();
    }

    [Fact]
    public async Task Release_SentBackWhileThePasskeyAsked_IsRefused()
    {
        var (page, releaser) = (desks.By.Drafter.Page, desks.By.Releaser.Page);
        await BeginAsync(page, "Free text");
        var words = $"taken back in time {Guid.CreateVersion7()}";
        await page.GetByLabel("Text *").FillAsync(words);
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Signed by duty-1 as drafter")).ToBeVisibleAsync();
        await releaser.GotoAsync(new Uri(page.Url).PathAndQuery);
        await Browser.LiveAsync(releaser);
        await HoldAsync(releaser);
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Release (Ctrl+Enter)" }).ClickAsync();
        await releaser.WaitForFunctionAsync("() => window.signed === true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send back" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" })).ToBeVisibleAsync();
        await releaser.EvaluateAsync("window.go()");
        await Assertions.Expect(releaser.GetByRole(AriaRole.Alert)).ToContainTextAsync("at the same moment");
        Assert.DoesNotContain(words, await desks.By.Node.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken));
        await releaser.ReloadAsync();
    }

    [Fact]
    public async Task Passkey_AskedByAPageOfAnotherPort_SignsNothing()
    {
        // A passkey is bound to 'localhost', whatever the port: a page of another program there can have it asked for the same content.
        var (page, elsewhere) = (desks.By.Drafter.Page, await desks.By.Drafter.Page.Context.NewPageAsync());
        await elsewhere.RouteAsync("http://localhost:17999/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>Touch your key to go on</p>" }));
        await elsewhere.GotoAsync("http://localhost:17999/");
        await desks.By.Drafter.LendAsync(elsewhere);
        await BeginAsync(page, "Free text");
        await page.GetByLabel("Text *").FillAsync("signed elsewhere");
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await page.EvaluateAsync("""
            () => { const encode = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
              navigator.credentials.get = async ({ publicKey }) => {
                window.asked = { challenge: encode(publicKey.challenge), rpId: publicKey.rpId, userVerification: "required", allowCredentials: publicKey.allowCredentials.map(c => ({ type: c.type, id: encode(c.id) })) };
                return await new Promise(go => window.go = response => go({ toJSON: () => ({ response }) })); }; }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await page.WaitForFunctionAsync("() => window.asked !== undefined");
        var signed = await elsewhere.EvaluateAsync<string>("async asked => JSON.stringify((await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(asked)) })).toJSON().response)",
            await page.EvaluateAsync<string>("() => JSON.stringify(window.asked)"));
        await page.EvaluateAsync("signed => window.go(JSON.parse(signed))", signed);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not this console");
        await Assertions.Expect(page.GetByText("Signed by duty-1 as drafter")).ToBeHiddenAsync();
        await elsewhere.CloseAsync();
        await page.ReloadAsync();
        await Browser.LiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Throw away" }).ClickAsync();
    }

    [Fact]
    public async Task Flash_AtAnAdministratorsScreen_IsNotShown()
    {
        var admin = await SignedIn.OpenAsync(browser, desks.Ua.Node, desks.Ua.Console, "keeper", "administrator");
        await Browser.LiveAsync(admin.Page);
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "Holding message");
        var words = $"not for the keeper {Guid.CreateVersion7()}";
        await page.GetByLabel("What is being looked into *").FillAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync();
        await RecordAtPeerAsync(words);
        // It has taken the screen of the watch.
        await desks.Ua.Drafter.Page.GotoAsync("/");
        await Assertions.Expect(desks.Ua.Drafter.Page.Locator(".flashes")).ToContainTextAsync("X-BY");
        await admin.Page.ReloadAsync();
        await Browser.LiveAsync(admin.Page);
        await Assertions.Expect(admin.Page.Locator(".flashes")).ToBeEmptyAsync();
        Assert.DoesNotContain(words, await admin.Page.ContentAsync());
        await desks.QuietAsync();
    }

    [Fact]
    public async Task Screens_InTwoThemes_AreKeptAsPictures()
    {
        var page = desks.By.Drafter.Page;
        await BeginAsync(page, "First report");
        await page.GetByLabel("What happened *").FillAsync("Debris of an object in a field; nobody hurt");
        await page.GetByLabel("When *").FillAsync("290700Z DEC 22");
        await page.GetByLabel("Where *").FillAsync("52.1000 N 25.4000 E WGS84");
        await Assertions.Expect(page.Locator("#f-where-says")).ToContainTextAsync("MGRS");
        await Browser.LooksAsync(page, "compose");
        var admin = await SignedIn.OpenAsync(browser, desks.By.Node, desks.By.Console, "head-of-desk", "administrator");
        await admin.Page.GotoAsync("/administration");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Rowheader, new() { Name = "duty-1" })).ToBeVisibleAsync();
        await Browser.LooksAsync(admin.Page, "administration");
        foreach (var (tab, picture) in new[] { ("Sessions", "sessions"), ("Cards", "cards"), ("Bearers and backup", "bearers"), ("Audit trail", "trail") })
        {
            await admin.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Assertions.Expect(admin.Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
            await Browser.LooksAsync(admin.Page, $"administration-{picture}");
        }

        var visitor = await browser.PageAsync(desks.By.Console);
        await visitor.GotoAsync("/sign-in");
        await visitor.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visitor.ScreenshotAsync(new() { Path = Browser.PicturePath("sign-in", "dark") });
        await visitor.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visitor.ScreenshotAsync(new() { Path = Browser.PicturePath("sign-in", "light") });
    }

    /// <summary>From now on the passkey signs, and the page gets its answer once <c>window.go()</c> is called.</summary>
    private static Task HoldAsync(IPage page) => page.EvaluateAsync("""
        () => { const get = navigator.credentials.get.bind(navigator.credentials);
          navigator.credentials.get = async options => { const signed = await get(options); window.signed = true; await new Promise(go => window.go = go); return signed; }; }
        """);

    private static async Task BeginAsync(IPage page, string what)
    {
        await page.GotoAsync("/compose");
        await page.GetByRole(AriaRole.Button, new() { Name = what }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(page.Locator("[data-first]")).ToBeFocusedAsync();
    }

    /// <summary>Key strokes on the page since this was called first.</summary>
    private static Task<int> KeysAsync(IPage page) => page.EvaluateAsync<int>("""
        () => { if (window.strokes === undefined) { window.strokes = 0; addEventListener("keydown", e => { if (!["Control", "Shift"].includes(e.key)) window.strokes++; }, true); } return window.strokes; }
        """);

    private async Task<string> RecordAtPeerAsync(string words)
    {
        var found = "";
        await RunningNode.UntilAsync(async () => (found = await desks.Ua.Node.Api.GetStringAsync("/v1/records")).Contains(words, StringComparison.Ordinal));
        return found;
    }
}
