using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Cli.Demo;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>
/// December 2022, both tracks, played by officers at browsers of both sides over two real nodes. Every word that is sent or entered is that of
/// samples/belarus-2022, which says for each where it comes from; the parties and officers are those of an exercise.
/// </summary>
[Trait("suite", "browser")]
[Collection(nameof(TwoDesks))]
public sealed class TwoBrowsersTests(Browser browser, TwoDesks desks)
{
    private const string Case = "incident/X-BY-2022-0001";
    private const string PublicRecord = "public-record";

    // The statements of the two sides about the incident, in the order in which the sample has them, and the act that goes with the demarche.
    private static readonly string[] Public =
    [
        "pub-belta-two-versions", "pub-by-mod-report", "pub-by-mod-clarified", "pub-konovalov", "pub-by-demarche", "pub-glaz", "pub-ignat", "pub-ua-mod",
        "pub-by-investigative-committee", "pub-ua-mod-press", "pub-kazantsau", "pub-valfovich", "pub-by-account", "pub-ua-account",
    ];
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
        await Assertions.Expect(Rung(by, "Read at the desk")).ToHaveCountAsync(1);
        var theirs = await OnOneKeyAsync(ua, "incident.holding/1", "ua-holding", "about");
        await AcknowledgeFlashAsync(by, Word("ua-holding", "about"), opens: theirs);

        // 2. The first reports cross: each is written before its officer has read the other.
        var report = await OnOneKeyAsync(by, "incident.first-report/1", "by-first-report", "what", "when", "where", "harm", "known", "not-known");
        await Assertions.Expect(ua.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync(Word("by-first-report", "where"));
        await ua.Keyboard.PressAsync("Enter");
        var crossing = await OnOneKeyAsync(ua, "incident.first-report/1", "ua-first-report", "what", "when", "where", "harm", "known", "not-known");
        await OpenAsync(by, crossing);
        await Assertions.Expect(by.Locator(".crossed")).ToContainTextAsync("Crossed.");
        await by.Keyboard.PressAsync("a");
        await OpenAsync(ua, report);
        await ua.Keyboard.PressAsync("a");
        await Assertions.Expect(Rung(ua, "Read at the desk")).ToHaveCountAsync(1);
        await ua.Keyboard.PressAsync("b");
        await ua.GetByLabel("In your own words *").FillAsync(Word("ua-paraphrase", "text"));
        // What is said about a flash is one.
        var paraphrase = await RecordActsTests.TwoKeysAsync(desks.Ua, ua);
        await AcknowledgeFlashAsync(by, Word("ua-paraphrase", "text")[..60], opens: paraphrase);
        await OpenAsync(by, report);
        await Assertions.Expect(by.Locator(".record-acts")).ToContainTextAsync(Word("ua-paraphrase", "text")[..60]);
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
        await Assertions.Expect(ua.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync();
        await by.GotoAsync(path);
        await Browser.LiveAsync(by);
        var demarche = await RecordActsTests.TwoKeysAsync(desks.By, by);
        await OpenAsync(by, demarche);
        await Assertions.Expect(Rung(by, "Queued")).ToHaveCountAsync(1);
        await Assertions.Expect(Rung(by, "Delivered")).ToHaveCountAsync(0);
        await desks.Ua.Node.StartAsync();
        await Assertions.Expect(ua.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync();
        await Browser.LiveAsync(ua);
        await Assertions.Expect(ua.GetByLabel("Text *")).ToHaveValueAsync(half);
        await Assertions.Expect(Rung(by, "Delivered")).ToHaveCountAsync(1);

        // 6. It is read, shown and answered with conditions, one demand of three.
        await OpenAsync(ua, demarche);
        await ua.Keyboard.PressAsync("a");
        await Assertions.Expect(Rung(ua, "Read at the desk")).ToHaveCountAsync(1);
        await ua.Keyboard.PressAsync("p");
        await Assertions.Expect(ua.Locator(".record-acts form input")).ToBeFocusedAsync();
        await ua.Keyboard.TypeAsync(Word("ua-demarche-shown", "shown-to"));
        await ua.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Rung(ua, "Shown to the principal")).ToHaveCountAsync(1);
        await ua.Locator("table.questions").GetByLabel("demand.1").CheckAsync();
        await ua.Locator("h1").ClickAsync();
        await ua.Keyboard.PressAsync("r");
        await ua.GetByLabel("Answer *").FillAsync(Word("ua-reaction-1", "reaction"));
        await ua.GetByLabel("Conditions, one a line").FillAsync(Word("ua-reaction-1", "conditions"));
        await RecordActsTests.TwoKeysAsync(desks.Ua, ua);
        await OpenAsync(by, demarche);
        await Assertions.Expect(by.Locator("table.questions .q-answered")).ToHaveCountAsync(1);
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

        // 7. The public record: each side enters what was said and done in public on its own, with its source.
        await OpenPublicRecordAsync();
        foreach (var step in Public)
        {
            var of = _scenario.Steps.Single(s => s.Id == step);
            await EnterAsync(of.Author == "X-BY" ? desks.By : desks.Ua, of.Form, of.Fields);
        }

        // A line of claims that names nothing is not passed on.
        await by.GotoAsync("/compose");
        await BeginPublicAsync(by, "public.statement/1");
        await by.Locator("#f-claims").FillAsync("a stray missile");
        await Assertions.Expect(by.Locator(".faults")).ToContainTextAsync("each line is a name, a colon and what is said");
        await by.GetByRole(AriaRole.Button, new() { Name = "Throw away" }).ClickAsync();

        // Both sides have both tracks in one case, each statement with who said it, each fact with who holds it, and no entry marked as an exercise.
        foreach (var page in new[] { by, ua })
        {
            await RunningNode.UntilAsync(async () =>
            {
                await page.GotoAsync("/cases/X-BY-2022-0001/statements");
                await Browser.LiveAsync(page);
                return await page.Locator("main").GetByText($"{Public.Length} of the public record").CountAsync() > 0;
            });
            foreach (var speaker in new[] { Word("pub-konovalov", "speaker"), Word("pub-ignat", "speaker") })
                await Assertions.Expect(page.Locator("main")).ToContainTextAsync(speaker);
            await Assertions.Expect(page.Locator(".exercise-banner")).ToBeVisibleAsync();
        }

        await Browser.LooksAsync(by, "two-browsers-statements");
        await by.GotoAsync("/cases/X-BY-2022-0001/facts");
        await Browser.LiveAsync(by);
        await Assertions.Expect(by.Locator("main")).ToContainTextAsync(Word("pub-by-account", "fact.inquiry-experts"));
        await Assertions.Expect(by.Locator("main")).ToContainTextAsync(Word("pub-ua-account", "fact.inquiry-experts"));
        await Browser.LooksAsync(by, "two-browsers-facts");
        await RunningNode.UntilAsync(async () => await HeadsAsync(desks.By.Node) == await HeadsAsync(desks.Ua.Node));
        foreach (var node in new[] { desks.By.Node, desks.Ua.Node })
        {
            using var records = JsonDocument.Parse(await node.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken));
            foreach (var record in records.RootElement.EnumerateArray())
                Assert.Equal(record.GetProperty("channel").GetString() != PublicRecord, record.GetProperty("exercise").GetBoolean());
        }

        browser.NoErrors(by);
    }

    private async Task OpenPublicRecordAsync()
    {
        (await desks.By.Node.RunAsync("channel", "create", PublicRecord, "--member", "X-UA", "--track", "public-record")).Succeeded();
        await RunningNode.UntilAsync(async () => (await desks.Ua.Node.RunAsync("channel", "sign", PublicRecord)).ExitCode == 0);
        foreach (var page in new[] { desks.By.Drafter.Page, desks.Ua.Drafter.Page })
        {
            await RunningNode.UntilAsync(async () =>
            {
                await page.GotoAsync("/compose");
                return await page.Locator("#public-form").CountAsync() > 0;
            });
        }
    }

    /// <summary>One officer enters it, the other releases it. What the sample has as a claim or a fact is written a line each.</summary>
    private static async Task EnterAsync(TwoDesks.Side side, string form, IReadOnlyDictionary<string, string> fields)
    {
        var page = side.Drafter.Page;
        await BeginPublicAsync(page, form);
        foreach (var (prefix, lines) in new[] { ("claim.", "#f-claims"), ("fact.", "#f-facts") })
        {
            if (fields.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(f => $"{f.Key[prefix.Length..]}: {f.Value}").ToArray() is { Length: > 0 } named)
                await page.Locator(lines).FillAsync(string.Join('\n', named));
        }

        // A key names a thing for other records; nothing here refers to one.
        foreach (var (name, value) in fields.Where(f => !f.Key.Contains('.', StringComparison.Ordinal) && f.Key != "key"))
        {
            var field = page.Locator($"#f-{name}");
            if (name == "capacity")
                await field.SelectOptionAsync(value);
            else
                await field.FillAsync(value);
        }

        await page.Locator("#f-subject").FillAsync(Case);
        await RecordActsTests.TwoKeysAsync(side, page);
    }

    private static async Task BeginPublicAsync(IPage page, string form)
    {
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Compose" }).ClickAsync();
        await page.Locator("#public-form").SelectOptionAsync(form);
        await page.Locator(".pair", new() { Has = page.Locator("#public-form") }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(page.Locator("[data-first]")).ToBeFocusedAsync();
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

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/compose/[0-9a-f]{32}"));
        await Assertions.Expect(page.Locator("[data-first]")).ToBeFocusedAsync();
    }

    private async Task<string> OnOneKeyAsync(IPage page, string form, string step, params string[] fields)
    {
        await BeginAsync(page, form);
        await FillAsync(page, step, fields);
        await page.Locator("#f-subject").FillAsync(Case);
        await Assertions.Expect(page.GetByText("Nothing stands in the way")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release on one key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Released: record")).ToBeVisibleAsync();
        return (await page.Locator("p.done a").First.GetAttributeAsync("href"))!.Split('/')[^1];
    }

    private static async Task AcknowledgeFlashAsync(IPage page, string words, string? picture = null, string? opens = null)
    {
        var flash = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(flash).ToContainTextAsync(words);
        await Assertions.Expect(flash).ToContainTextAsync("EXERCISE");
        if (picture is not null)
            await page.ScreenshotAsync(new() { Path = Browser.PicturePath(picture, "dark") });
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("article.record")).ToBeVisibleAsync();
        if (opens is not null)
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{opens}$"));
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page.Locator(".flash-bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounding", "false");
    }

    private static ILocator Rung(IPage page, string rung) => page.Locator("table.ladder tr", new() { HasText = rung }).Locator("td.climbed");

    private static Task OpenAsync(IPage page, string record) => TwoDesks.OpenAsync(page, record);

    private static Task<string> HeadsAsync(RunningNode node) => node.Api.GetStringAsync("/v1/channels/border/heads");
}
