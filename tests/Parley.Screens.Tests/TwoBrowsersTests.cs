using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Cli.Demo;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>
/// The exercise line of December 2022, played by officers at browsers of both sides over two real nodes. Every word that is sent is that of
/// samples/belarus-2022, which says for each where it comes from; the parties and officers are those of an exercise.
/// </summary>
[Trait("suite", "browser")]
[Collection(nameof(TwoDesks))]
public sealed class TwoBrowsersTests(Browser browser, TwoDesks desks)
{
    private const string Case = "incident/X-BY-2022-0001";
    private readonly Scenario _scenario = Scenario.Read(Path.Combine(ParleyCommand.Root, "samples", "belarus-2022", "scenario.yaml"));

    [Fact]
    public async Task Belarus2022_ByTwoBrowsers_FromTheHoldingMessageToAnAnswerWithConditions()
    {
        await desks.QuietAsync();
        var (by, ua) = (desks.By.Drafter.Page, desks.Ua.Drafter.Page);
        await ua.GotoAsync("/");
        await Browser.LiveAsync(ua);
        await ua.Locator("h1").ClickAsync();

        // 1. The first words, on one key; at the other side they take the screen until a person acknowledges them.
        var holding = await OnOneKeyAsync(by, "incident.holding/1", "by-holding", "about");
        await AcknowledgeFlashAsync(ua, Word("by-holding", "about"), picture: "two-browsers-flash");
        await OpenAsync(by, holding);
        await Assertions.Expect(Rung(by, "Read at the desk")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        var theirs = await OnOneKeyAsync(ua, "incident.holding/1", "ua-holding", "about");
        await AcknowledgeFlashAsync(by, Word("ua-holding", "about"), opens: theirs);

        // 2. The first reports cross: each is written before its officer has read the other.
        var report = await OnOneKeyAsync(by, "incident.first-report/1", "by-first-report", "what", "when", "where", "harm", "known", "not-known");
        await Assertions.Expect(ua.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync(Word("by-first-report", "where"), new() { Timeout = 15_000 });
        await ua.Keyboard.PressAsync("Enter");
        var crossing = await OnOneKeyAsync(ua, "incident.first-report/1", "ua-first-report", "what", "when", "where", "harm", "known", "not-known");
        await OpenAsync(by, crossing);
        await Assertions.Expect(by.Locator(".crossed")).ToContainTextAsync("Crossed.");
        await by.Keyboard.PressAsync("a");
        await OpenAsync(ua, report);
        await ua.Keyboard.PressAsync("a");
        await Assertions.Expect(Rung(ua, "Read at the desk")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await ua.Keyboard.PressAsync("b");
        await ua.GetByLabel("In your own words *").FillAsync(Word("ua-paraphrase", "text"));
        // What is said about a flash is one.
        var paraphrase = await RecordActsTests.TwoKeysAsync(desks.Ua, ua);
        await AcknowledgeFlashAsync(by, Word("ua-paraphrase", "text")[..60], opens: paraphrase);
        await OpenAsync(by, report);
        await Assertions.Expect(by.Locator(".record-acts")).ToContainTextAsync(Word("ua-paraphrase", "text")[..60], new() { Timeout = 15_000 });
        await by.Keyboard.PressAsync("y");
        await AcknowledgeFlashAsync(ua, paraphrase, opens: await RecordActsTests.TwoKeysAsync(desks.By, by));

        // 3. The case is opened, by two keys.
        await BeginAsync(by, "incident.open/1");
        await by.Locator("#f-kind").SelectOptionAsync(Word("by-case", "kind"));
        await FillAsync(by, "by-case", "title", "region", "date");
        await by.Locator("#f-with").FillAsync("demarche/X-BY-2022-0001");
        await by.Locator("#f-subject").FillAsync(Case);
        await RecordActsTests.TwoKeysAsync(desks.By, by);

        // 4. Whoever drafts the demarche does not release it; another officer does.
        var releaser = desks.By.Releaser.Page;
        await BeginAsync(releaser, "demarche.note/1");
        await FillAsync(releaser, "by-demarche", "demand.1", "demand.2", "demand.3", "text");
        await releaser.Locator("#f-subject").FillAsync("demarche/X-BY-2022-0001");
        var path = new Uri(releaser.Url).PathAndQuery;
        await Assertions.Expect(releaser.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Sign and pass on" }).ClickAsync();
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Release (Ctrl+Enter)" }).ClickAsync();
        await Assertions.Expect(releaser.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another officer has to release it");
        await releaser.GetByRole(AriaRole.Button, new() { Name = "Send back" }).ClickAsync();

        // 5. The other side's node is gone while somebody there types, and the demarche is sent into the silence.
        await ua.GotoAsync("/compose");
        await ua.GetByRole(AriaRole.Button, new() { Name = "Free text" }).ClickAsync();
        var half = Word("ua-demarche-received", "text");
        await ua.GetByLabel("Text *").FillAsync(half);
        await Assertions.Expect(ua.GetByText("Saved 2")).ToBeVisibleAsync();
        await desks.Ua.Node.KillAsync();
        await Assertions.Expect(ua.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await by.GotoAsync(path);
        await Browser.LiveAsync(by);
        var demarche = await RecordActsTests.TwoKeysAsync(desks.By, by);
        await OpenAsync(by, demarche);
        await Assertions.Expect(Rung(by, "Queued")).ToHaveCountAsync(1);
        await Assertions.Expect(Rung(by, "Delivered")).ToHaveCountAsync(0);
        await desks.Ua.Node.StartAsync();
        await Assertions.Expect(ua.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Browser.LiveAsync(ua);
        await Assertions.Expect(ua.GetByLabel("Text *")).ToHaveValueAsync(half);
        await Assertions.Expect(Rung(by, "Delivered")).ToHaveCountAsync(1, new() { Timeout = 60_000 });

        // 6. It is read, shown and answered with conditions, one demand of three.
        await OpenAsync(ua, demarche);
        await ua.Keyboard.PressAsync("a");
        await Assertions.Expect(Rung(ua, "Read at the desk")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await ua.Keyboard.PressAsync("p");
        await Assertions.Expect(ua.Locator(".record-acts form input")).ToBeFocusedAsync();
        await ua.Keyboard.TypeAsync(Word("ua-demarche-shown", "shown-to"));
        await ua.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Rung(ua, "Shown to the principal")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await ua.Locator("table.questions").GetByLabel("demand.1").CheckAsync();
        await ua.Locator("h1").ClickAsync();
        await ua.Keyboard.PressAsync("r");
        await ua.GetByLabel("Answer *").FillAsync(Word("ua-reaction-1", "reaction"));
        await ua.GetByLabel("Conditions, one a line").FillAsync(Word("ua-reaction-1", "conditions"));
        await RecordActsTests.TwoKeysAsync(desks.Ua, ua);
        await OpenAsync(by, demarche);
        await Assertions.Expect(by.Locator("table.questions .q-answered")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await Assertions.Expect(by.Locator("table.questions .q-open")).ToHaveCountAsync(2);
        await Browser.LooksAsync(by, "two-browsers-demarche");

        // Both sides have one case, with the demand, the reply and its conditions; and hold the same records.
        foreach (var page in new[] { by, ua })
        {
            await page.GotoAsync("/cases/X-BY-2022-0001/demands");
            await Browser.LiveAsync(page);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Word("by-case", "title"));
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 of 3 demands have a reply");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The investigation is held in Ukraine.");
        }

        await Browser.LooksAsync(ua, "two-browsers-case");
        await RunningNode.UntilAsync(async () => await HeadsAsync(desks.By.Node) == await HeadsAsync(desks.Ua.Node));
        foreach (var node in new[] { desks.By.Node, desks.Ua.Node })
            Assert.DoesNotContain("\"exercise\":false", await node.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        browser.NoErrors(by);
    }

    private string Word(string step, string field) => _scenario.Steps.Single(s => s.Id == step).Fields[field];

    private async Task FillAsync(IPage page, string step, params string[] fields)
    {
        foreach (var field in fields)
            await page.Locator($"#f-{field.Replace('.', '-')}").FillAsync(Word(step, field));
    }

    /// <summary>Begins a draft of a form from the list, without loading the page anew: a flash that was opened and not acknowledged would take the screen again.</summary>
    private static async Task BeginAsync(IPage page, string form)
    {
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Compose" }).ClickAsync();
        await Assertions.Expect(page.Locator("fieldset.begin")).ToBeEnabledAsync();
        if (form == "incident.holding/1")
            await page.GetByRole(AriaRole.Button, new() { Name = "Holding message" }).ClickAsync();
        else if (form == "incident.first-report/1")
            await page.GetByRole(AriaRole.Button, new() { Name = "First report" }).ClickAsync();
        else
        {
            await page.GetByLabel("Form", new() { Exact = true }).SelectOptionAsync(form);
            await page.Locator(".pair", new() { Has = page.GetByLabel("Form", new() { Exact = true }) }).GetByRole(AriaRole.Button).ClickAsync();
        }

        await page.WaitForURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(page.Locator("[data-first]")).ToBeFocusedAsync();
    }

    private async Task<string> OnOneKeyAsync(IPage page, string form, string step, params string[] fields)
    {
        await BeginAsync(page, form);
        await FillAsync(page, step, fields);
        await page.Locator("#f-subject").FillAsync(Case);
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Released: record")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        return (await page.Locator("p.done a").First.GetAttributeAsync("href"))!.Split('/')[^1];
    }

    private static async Task AcknowledgeFlashAsync(IPage page, string words, string? picture = null, string? opens = null)
    {
        var flash = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(flash).ToContainTextAsync(words, new() { Timeout = 15_000 });
        await Assertions.Expect(flash).ToContainTextAsync("EXERCISE");
        if (picture is not null)
            await page.ScreenshotAsync(new() { Path = Browser.PicturePath(picture, "dark") });
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("article.record")).ToBeVisibleAsync();
        if (opens is not null)
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{opens}$"));
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page.Locator(".flash-bar")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounding", "false");
    }

    private static ILocator Rung(IPage page, string rung) => page.Locator("table.ladder tr", new() { HasText = rung }).Locator("td.climbed");

    private static Task OpenAsync(IPage page, string record) => TwoDesks.OpenAsync(page, record);

    private static Task<string> HeadsAsync(RunningNode node) => node.Api.GetStringAsync("/v1/channels/border/heads");
}
