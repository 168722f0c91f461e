using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>The real case on the screens of a node that holds it.</summary>
[Trait("suite", "browser")]
public sealed class CasePageTests(BelarusSample belarus) : IClassFixture<BelarusSample>
{
    private readonly IPage _page = belarus.Sample.Page;

    [Fact]
    public async Task Case_Register_LeadsToTheCase()
    {
        await GoAsync("/cases");
        await Assertions.Expect(Rows.Filter(new() { HasText = "A missile comes down in Brest region" })).ToContainTextAsync("EXERCISE");
        await Looks("cases");
        await _page.GetByLabel("Find").FillAsync("nothing is named so");
        await Assertions.Expect(Rows).ToHaveCountAsync(0);
        await _page.GetByLabel("Find").FillAsync("brest");
        await _page.GetByRole(AriaRole.Link, new() { Name = "A missile comes down in Brest region" }).ClickAsync();
        await Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A missile comes down in Brest region, 29 December 2022");
    }

    [Fact]
    public async Task Case_Timeline_HasBothTimesAndWhoseWordItIs()
    {
        await OpenAsync("timeline");
        var row = Rows.Filter(new() { HasText = "X-BY:konovalov" });
        await _page.GetByRole(AriaRole.Columnheader, new() { Name = "Happened" }).EvaluateAsync("e => e.scrollIntoView()");
        for (var i = 0; i < 30 && await row.CountAsync() == 0; i++)
            await _page.Mouse.WheelAsync(0, 400);
        await Assertions.Expect(row).ToContainTextAsync("2022-12-29 (date from press");
        await Assertions.Expect(row).ToContainTextAsync("public record");
        await Assertions.Expect(row).ToContainTextAsync("edm (words)");
        await Assertions.Expect(_page.Locator(".lanes svg .slant").First).ToBeVisibleAsync();
        await _page.EvaluateAsync("scrollTo(0, 0)");
        await Looks("case-timeline");
    }

    [Fact]
    public async Task Case_Facts_DisputedStandFirstWithBothWords()
    {
        await OpenAsync("facts");
        var inquiry = _page.Locator("section").Filter(new() { Has = _page.GetByRole(AriaRole.Heading, new() { Name = "Who and why" }) }).Locator("tbody tr");
        await Assertions.Expect(inquiry.First).ToHaveClassAsync("disputed");
        await Assertions.Expect(inquiry.Filter(new() { HasText = "inquiry-seat" })).ToContainTextAsync("Belarus");
        await Assertions.Expect(inquiry.Filter(new() { HasText = "inquiry-seat" })).ToContainTextAsync("Ukraine");
        await Assertions.Expect(Rows.Filter(new() { HasText = "how-it-came-down" })).ToContainTextAsync("not contested");
        await Assertions.Expect(Rows.Filter(new() { HasText = "how-it-came-down" })).ToContainTextAsync("left out");
        await Looks("case-facts");
    }

    [Fact]
    public async Task Case_Statements_LinksSayWhoAssertsThem()
    {
        await OpenAsync("statements");
        var links = _page.Locator("section").Filter(new() { Has = _page.GetByRole(AriaRole.Heading, new() { Name = "How statements and sources stand to each other" }) });
        await links.EvaluateAsync("e => e.scrollIntoView()");
        var contradiction = links.Locator("tbody tr").Filter(new() { HasText = "contradicts" });
        await Assertions.Expect(contradiction).ToContainTextAsync("X-BY:konovalov ↔ X-BY:valfovich");
        await Assertions.Expect(contradiction).ToContainTextAsync("X-OSCE");
        await Assertions.Expect(links.Locator("tbody tr").Filter(new() { HasText = "proposed" }).First).ToContainTextAsync("Follows from");
        await _page.EvaluateAsync("scrollTo(0, 0)");
        await Looks("case-statements");
    }

    [Fact]
    public async Task Case_Demands_AReactionIsNoReplyAndNothingIsLateWithoutADate()
    {
        await OpenAsync("demands");
        await Assertions.Expect(Main).ToContainTextAsync("0 of 3 demands have a reply");
        await Assertions.Expect(Main).ToContainTextAsync("no deadline was set, so nothing is late");
        await Assertions.Expect(_page.Locator(".demands > li").First).ToContainTextAsync("a reaction, no reply until the asker says so");
        await Assertions.Expect(_page.Locator(".demands > li").First).ToContainTextAsync("The investigation is held in Ukraine");
        await Looks("case-demands");
    }

    [Fact]
    public async Task Case_Documents_AreReadAndEachProposalIsAPersonsWord()
    {
        await OpenAsync("documents");
        // Made up, of no real event and no real person.
        var text = """
            FICTIONAL, for a test of the reader.

            On 3 March 2031, the Foreign Ministry of Belarus said that an object had come down near the lake. "We are looking into it," spokesman Ivan Testovich told reporters.

            On 4 March 2031, the Foreign Ministry of Ukraine said that it had no information about a launch. <script>document.title='owned'</script>
            """;
        await _page.Locator("#document").SetInputFilesAsync(new FilePayload { Name = "report <b>.txt", MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
        await Assertions.Expect(Rows.First).ToBeVisibleAsync();
        await Assertions.Expect(_page.Locator("a[download]")).ToHaveCountAsync(0);
        var first = Rows.Filter(new() { HasText = "statement" }).First;
        await first.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Assertions.Expect(first.GetByRole(AriaRole.Button, new() { Name = "Accept" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Rows.Last.GetByRole(AriaRole.Button, new() { Name = "Drop" }).ClickAsync();
        await Assertions.Expect(Rows.Last).ToHaveClassAsync("left-out");
        // What a statement needs and the document does not say is asked for; until it is there, nothing can be taken.
        foreach (var (field, word) in new[] { ("capacity", "official"), ("speaker", "Ivan Testovich"), ("state", "Belarus"), ("uttered", "2031-03-03"), ("source", "a fictional report") })
        {
            var input = first.GetByLabel(field, new() { Exact = true });
            if (await input.CountAsync() > 0)
            {
                await input.FillAsync(word);
                await input.PressAsync("Tab");
            }
        }

        await Assertions.Expect(_page.Locator("a[download]")).ToBeVisibleAsync();
        await Looks("case-documents");
        var download = await _page.RunAndWaitForDownloadAsync(() => _page.Locator("a[download]").ClickAsync());
        Assert.Contains("statement", await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("owned", await _page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_UnknownName_SaysSoAndLeadsBack()
    {
        await GoAsync("/cases/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
        await Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("No such case");
        await _page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Cases" }).ClickAsync();
        await Assertions.Expect(Rows.Filter(new() { HasText = "A missile comes down in Brest region" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Instrument_TwoTimes_AnswerWhatWasKnownThen()
    {
        await GoAsync("/instruments/belarus-ukraine-2001");
        await DaysAsync("2022-12-29", "2022-12-30");
        await Assertions.Expect(Force).ToContainTextAsync("On 2022-12-29, as known to anybody by 2022-12-30 23:59:59Z: in force");
        await Assertions.Expect(Main).ToContainTextAsync("notice and end date not known");
        await DaysAsync("2023-01-04", "2023-01-05");
        await Assertions.Expect(Force).ToContainTextAsync("it ended on 2023-01-03");
        await Looks("instrument");

        // The same by the keyboard: a day back is a day on which it was in force.
        await _page.Locator("input[type=range]").First.FocusAsync();
        await _page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(Force).ToContainTextAsync("On 2023-01-03");
        await _page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(Force).ToContainTextAsync("On 2023-01-02");
        await Assertions.Expect(Force).ToContainTextAsync("in force; the first day on which it is not is 2023-01-03");
    }

    [Fact]
    public async Task Instruments_Overview_ShowsLevelsWhatWorksAndWhoHasNoLine()
    {
        await GoAsync("/instruments");
        await Assertions.Expect(Rows.Filter(new() { HasText = "belarus-russia-1997" }).First).ToContainTextAsync("title");
        await Assertions.Expect(_page.Locator(".coverage-graph .line").First).ToBeAttachedAsync();
        await Assertions.Expect(_page.Locator(".pairs li").First).ToBeVisibleAsync();
        await Looks("instruments");
        await _page.Locator(".coverage").ScrollIntoViewIfNeededAsync();
        await Looks("coverage");
    }

    [Fact]
    public async Task Calendar_ListsBothSidesAndGivesTheFeed()
    {
        await GoAsync("/calendar");
        await Assertions.Expect(_page.Locator(".month")).ToHaveCountAsync(12);
        await Assertions.Expect(Rows.Filter(new() { HasText = "vienna-document-2011" }).First).ToContainTextAsync("cited");
        await Looks("calendar");
        var feed = await _page.RunAndWaitForDownloadAsync(() => _page.GetByRole(AriaRole.Link, new() { Name = "iCalendar file" }).ClickAsync());
        Assert.StartsWith("BEGIN:VCALENDAR", await File.ReadAllTextAsync(await feed.PathAsync(), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledgers_CosignaturesAreShownByMemberAndAlgorithm()
    {
        await GoAsync("/ledgers");
        var own = Rows.Filter(new() { HasText = "Ed25519" }).First;
        await Assertions.Expect(own).ToContainTextAsync("ML-DSA-44");
        await Assertions.Expect(own).ToContainTextAsync("all have");
        await Looks("ledgers");
    }

    [Fact]
    public async Task ExtractMaker_HidesWhatWasNotChosenAndVerifies()
    {
        var record = belarus.Sample.Records.First(r => r.Key.Contains("konovalov", StringComparison.Ordinal)).Value;
        await GoAsync($"/ledgers/extract/{record}");
        await Assertions.Expect(_page.GetByRole(AriaRole.Status).First).ToContainTextAsync("0 shown");
        await _page.GetByLabel("speaker", new() { Exact = true }).SelectOptionAsync("s");
        await _page.GetByLabel("source", new() { Exact = true }).SelectOptionAsync("h");
        await Looks("extract");
        var file = await (await _page.RunAndWaitForDownloadAsync(() => _page.GetByRole(AriaRole.Link, new() { Name = "Take the extract" }).ClickAsync())).PathAsync();
        var text = await File.ReadAllTextAsync(file, Cancel);
        Assert.Contains("Konovalov", text, StringComparison.Ordinal);
        Assert.DoesNotContain("misfire", text, StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("verify", file, "--card", Path.Combine(belarus.Sample.Node.Directory, "card.txt"))).Succeeded();

        var proof = await (await _page.RunAndWaitForDownloadAsync(() => _page.GetByRole(AriaRole.Link, new() { Name = "Take the proof" }).ClickAsync())).PathAsync();
        Assert.StartsWith("c2sp.org/tlog-proof@v1", await File.ReadAllTextAsync(proof, Cancel), StringComparison.Ordinal);
        Assert.Contains("extract.make", (await belarus.Sample.Node.RunAsync("audit", "show")).Succeeded().Output, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ILocator Rows => _page.Locator("main tbody tr");

    private async Task GoAsync(string path)
    {
        await _page.GotoAsync(path);
        await Browser.LiveAsync(_page);
    }

    private ILocator Main => _page.Locator("main");

    private ILocator Force => _page.Locator(".force");

    private async Task OpenAsync(string part)
    {
        await GoAsync($"/cases/belarus-2022/{part}");
        await Assertions.Expect(_page.Locator(".parts [aria-current=page]")).ToBeVisibleAsync();
    }

    private async Task DaysAsync(string at, string known)
    {
        await _page.GetByLabel("In force on", new() { Exact = true }).First.FillAsync(at);
        await _page.Keyboard.PressAsync("Tab");
        await _page.GetByLabel("As known by", new() { Exact = true }).First.FillAsync(known);
        await _page.Keyboard.PressAsync("Tab");
    }

    private Task Looks(string name) => Browser.LooksAsync(_page, name);
}
