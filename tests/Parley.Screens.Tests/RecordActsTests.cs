using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
[Collection(nameof(TwoDesks))]
public sealed class RecordActsTests(Browser browser, TwoDesks desks)
{
    [Fact]
    public async Task Acts_OnADemarche_ClimbTheLadderToAdequate()
    {
        await desks.QuietAsync();
        // Fictional, of the exercise: X-BY asks for three things.
        var demands = new[] { "Say by what route it flew.", "Give the radar data of that hour.", "Say who gave the order." };
        var by = desks.By.Drafter.Page;
        await by.GotoAsync("/compose");
        await by.GetByLabel("Form", new() { Exact = true }).SelectOptionAsync("demarche.note/1");
        await by.Locator(".pair", new() { HasText = "Form" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(by).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(by.Locator("[data-first]")).ToBeFocusedAsync();
        for (var i = 0; i < demands.Length; i++)
            await by.GetByLabel($"Demand {i + 1}").FillAsync(demands[i]);
        var asked = await TwoKeysAsync(desks.By, by);

        // The watch acknowledges with one key, and a second press says nothing twice.
        var ua = desks.Ua.Drafter.Page;
        await OpenAsync(ua, asked);
        var before = await ReadReceiptsAsync();
        await ua.Keyboard.PressAsync("a");
        await ua.Keyboard.PressAsync("a");
        await Assertions.Expect(Rung(ua, "Read at the desk")).ToHaveCountAsync(1);
        Assert.Equal(before + 1, await ReadReceiptsAsync());
        await ua.Keyboard.PressAsync("p");
        await Assertions.Expect(ua.Locator(".record-acts form input")).ToBeFocusedAsync();
        await ua.Keyboard.TypeAsync("the minister");
        await ua.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Rung(ua, "Shown to the principal")).ToHaveCountAsync(1);

        // What was understood goes back, and is corrected, and then right.
        await ParaphraseAsync(desks.Ua, asked, "You want to know the route.");
        await OpenAsync(by, asked);
        await Assertions.Expect(by.Locator(".record-acts")).ToContainTextAsync("You want to know the route.");
        await by.Keyboard.PressAsync("c");
        await by.GetByLabel("What was meant *").FillAsync("Three things: the route, the data and the order.");
        await TwoKeysAsync(desks.By, by);
        await OpenAsync(ua, asked);
        await Assertions.Expect(ua.Locator(".paraphrase")).ToContainTextAsync("corrected by its author");
        await ParaphraseAsync(desks.Ua, asked, "You ask for three things.");
        await OpenAsync(by, asked);
        await Assertions.Expect(by.Locator(".record-acts")).ToContainTextAsync("You ask for three things.");
        await by.Keyboard.PressAsync("y");
        await Assertions.Expect(by.Locator(".about")).ToContainTextAsync("You ask for three things.");
        await TwoKeysAsync(desks.By, by);

        // Two of three are answered, one is declined.
        await OpenAsync(ua, asked);
        await ua.Locator("table.questions").GetByLabel("demand.1").CheckAsync();
        await ua.Locator("table.questions").GetByLabel("demand.2").CheckAsync();
        await ua.EvaluateAsync("scrollTo(0, 0)");
        await Browser.LooksAsync(ua, "message-acts");
        await ua.Locator("h1").ClickAsync();
        await ua.Keyboard.PressAsync("r");
        await Assertions.Expect(ua.Locator(".about")).ToContainTextAsync(demands[1]);
        await Assertions.Expect(ua.Locator(".about")).Not.ToContainTextAsync(demands[2]);
        await ua.GetByLabel("Answer *").FillAsync("From the north; the data come with a courier.");
        await Browser.LooksAsync(ua, "compose-answer");
        await TwoKeysAsync(desks.Ua, ua);
        await OpenAsync(ua, asked);
        await ua.Locator("table.questions").GetByLabel("demand.3").CheckAsync();
        await ua.Locator("h1").ClickAsync();
        await ua.Keyboard.PressAsync("d");
        await ua.GetByLabel("Why, where it is to be said").FillAsync("It is before a court.");
        await TwoKeysAsync(desks.Ua, ua);

        // The asker's word, question by question.
        await OpenAsync(by, asked);
        await Assertions.Expect(by.Locator("table.questions .q-declined")).ToHaveCountAsync(1);
        await Assertions.Expect(by.Locator("table.questions .q-answered")).ToHaveCountAsync(2);
        await by.Locator("table.questions").GetByLabel("demand.1").CheckAsync();
        await by.Locator("h1").ClickAsync();
        await by.Keyboard.PressAsync("q");
        await TwoKeysAsync(desks.By, by);
        await OpenAsync(by, asked);
        await by.Locator("table.questions").GetByLabel("demand.2").CheckAsync();
        await by.Locator("h1").ClickAsync();
        await by.Keyboard.PressAsync("x");
        await by.GetByLabel("What is still wanted, where it is to be said").FillAsync("The data have not come.");
        await TwoKeysAsync(desks.By, by);
        await OpenAsync(ua, asked);
        await Assertions.Expect(ua.Locator("table.questions .q-adequate")).ToHaveCountAsync(1);
        await Assertions.Expect(ua.Locator("table.questions .q-notadequate")).ToHaveCountAsync(1);
        await Assertions.Expect(Rung(ua, "Understood")).ToHaveCountAsync(1);
        await Assertions.Expect(ua.Locator("tr", new() { HasText = "Answered" }).First).ToContainTextAsync("2 of 3");
        await OpenAsync(by, asked);
        await Browser.LooksAsync(by, "message-judged");
        var trail = (await desks.Ua.Node.RunAsync("audit", "show")).Succeeded().Output;
        Assert.Contains("record.acknowledge", trail);
        Assert.Contains("record.shown", trail);
        Assert.DoesNotContain("before a court", trail);
        browser.NoErrors(by);
        browser.NoErrors(ua);
    }

    [Fact]
    public async Task Acts_OfARoleThatOnlyReads_AreNotThere()
    {
        await desks.QuietAsync();
        var said = await SayAsync(desks.Ua, "Is the line good?");
        var press = await SignedIn.OpenAsync(browser, desks.By.Node, desks.By.Console, "press-1", "press");
        await OpenAsync(press.Page, said);
        await Assertions.Expect(press.Page.Locator(".record-acts")).ToHaveCountAsync(0);
        await press.Page.Keyboard.PressAsync("a");
        await press.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(press.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.DoesNotContain((await desks.By.Node.RunAsync("audit", "show")).Succeeded().Output.Split('\n'), l => l.Contains("press-1", StringComparison.Ordinal) && l.Contains("record.acknowledge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_PressedByTwoOfficers_IsOneDraft()
    {
        await desks.QuietAsync();
        var said = await SayAsync(desks.Ua, "Who is on duty?");
        await OpenAsync(desks.By.Drafter.Page, said);
        await OpenAsync(desks.By.Releaser.Page, said);
        await Task.WhenAll(desks.By.Drafter.Page.Keyboard.PressAsync("r"), desks.By.Releaser.Page.Keyboard.PressAsync("r"));
        await Assertions.Expect(desks.By.Drafter.Page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(desks.By.Releaser.Page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        Assert.Equal(desks.By.Drafter.Page.Url, desks.By.Releaser.Page.Url);
    }

    /// <summary>A plain message, by two officers; its id.</summary>
    private static async Task<string> SayAsync(TwoDesks.Side side, string words)
    {
        var page = side.Drafter.Page;
        await page.GotoAsync("/compose");
        await page.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        await page.GetByLabel("Text *").FillAsync(words);
        return await TwoKeysAsync(side, page);
    }

    private static ILocator Rung(IPage page, string rung) => page.Locator("table.ladder tr", new() { HasText = rung }).Locator("td.climbed");

    private async Task<int> ReadReceiptsAsync() =>
        Regex.Count(await desks.Ua.Node.Api.GetStringAsync("/v1/records?service=true&author=X-UA&limit=1000", TestContext.Current.CancellationToken), "receipt.read/1\"");

    private static Task OpenAsync(IPage page, string record) => TwoDesks.OpenAsync(page, record);

    private static async Task ParaphraseAsync(TwoDesks.Side side, string record, string words)
    {
        await side.Drafter.Page.Keyboard.PressAsync("b");
        await side.Drafter.Page.GetByLabel("In your own words *").FillAsync(words);
        await TwoKeysAsync(side, side.Drafter.Page);
    }

    /// <summary>The drafter signs what is open at his page, the other officer releases it; the record's id.</summary>
    internal static async Task<string> TwoKeysAsync(TwoDesks.Side side, IPage drafter)
    {
        await Assertions.Expect(drafter).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(drafter.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await drafter.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await Assertions.Expect(drafter.GetByText("as drafter")).ToBeVisibleAsync();
        var releaser = side.Releaser.Page;
        await releaser.GotoAsync(new Uri(drafter.Url).PathAndQuery);
        await Browser.LiveAsync(releaser);
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Release (Ctrl+Enter)" }).ClickAsync();
        await Assertions.Expect(releaser.GetByText("Released: record")).ToBeVisibleAsync();
        return (await releaser.Locator("p.done a").First.GetAttributeAsync("href"))!.Split('/')[^1];
    }
}
