using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Parley.Screens.Tests;

/// <summary>The fictional case that goes the whole way, on the screens of a node that holds it.</summary>
[Trait("suite", "browser")]
public sealed class LakePageTests(LakeSample lake) : IClassFixture<LakeSample>
{
    private readonly IPage _page = lake.Sample.Page;

    [Fact]
    public async Task Demarche_AnsweredTwoOfThree_IsShownSo()
    {
        await GoAsync("/cases/lake-2031/demands");
        await Assertions.Expect(Main).ToContainTextAsync("2 of 3 demands have a reply");
        var third = _page.Locator(".demands > li").Nth(2);
        await Assertions.Expect(third).ToContainTextAsync("No flights over the lake");
        await Assertions.Expect(third).ToContainTextAsync("no reply");
        await Assertions.Expect(third).ToContainTextAsync("late");
        await Looks("demarche");
    }

    [Fact]
    public async Task Map_StatedPosition_IsDrawnFromThisNodeAlone()
    {
        var elsewhere = new ConcurrentQueue<string>();
        void Note(object? sender, IRequest request)
        {
            if (!request.Url.StartsWith(lake.Sample.Console.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                elsewhere.Enqueue(request.Url);
        }

        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(lake.Sample.Node.Directory, "boundaries")).FullName, "a-worldview.geojson"),
            """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"disputed":true},"geometry":{"type":"LineString","coordinates":[[8.2,47.0],[8.8,47.2]]}}]}""", TestContext.Current.CancellationToken);
        _page.Request += Note;
        await GoAsync("/cases/lake-2031/map");
        await DrawnAsync();
        await Assertions.Expect(_page.Locator(".map-mark")).ToHaveCountAsync(1);
        await Assertions.Expect(_page.Locator(".map-mark")).ToHaveTextAsync("X-ARD: position");
        await Assertions.Expect(Rows.Filter(new() { HasText = "47.1020 N 8.5110 E WGS84 ±20 m" })).ToContainTextAsync("within 20 m");
        // The base map has land and cities, and no boundary until somebody chooses a set of them.
        Assert.Equal("a-worldview", await _page.GetByLabel("Boundaries").Locator("option").Nth(1).TextContentAsync());
        await Assertions.Expect(_page.GetByLabel("Boundaries")).ToHaveValueAsync("");
        await _page.GetByLabel("Boundaries").SelectOptionAsync("a-worldview");
        await DrawnAsync();
        await _page.GetByLabel("Boundaries").SelectOptionAsync("");
        await DrawnAsync();
        await Looks("map", DrawnAsync);
        _page.Request -= Note;
        Assert.Empty(elsewhere);
        Assert.Equal(404, (await _page.APIRequest.GetAsync(new Uri(lake.Sample.Console, "/boundaries/..%2Fnode.yaml").ToString())).Status);
    }

    [Fact]
    public async Task Inquiry_TermsRequestsEvidenceAndReport_AreAllShown()
    {
        await GoAsync("/cases/lake-2031/inquiry");
        await Assertions.Expect(Main).ToContainTextAsync("in force since");
        await Assertions.Expect(Main).ToContainTextAsync("refused");
        await Looks("case-inquiry");
        await GoAsync("/cases/lake-2031/evidence");
        await Assertions.Expect(_page.Locator(".chain li").First).ToBeVisibleAsync();
        await Looks("case-evidence");
        await GoAsync("/cases/lake-2031/report");
        await Assertions.Expect(Main).ToContainTextAsync("Dissent of");
        await Assertions.Expect(Main).ToContainTextAsync("overdue");
        await Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "Kept, and counted for nothing" })).ToBeVisibleAsync();
        await Looks("case-report");
    }

    [Fact]
    public async Task Hypotheses_EachPartyHasItsOwnOrderAndThereIsNoCommonOne()
    {
        await GoAsync("/cases/lake-2031/hypotheses");
        await Assertions.Expect(_page.Locator(".weighings .card")).ToHaveCountAsync(2);
        await Assertions.Expect(Main).ToContainTextAsync("there is no common one, and none is a verdict");
        await Looks("case-hypotheses");
    }

    [Fact]
    public async Task Timeline_FirstHour_SaysWhoDidWhatWhen()
    {
        await GoAsync("/cases/lake-2031");
        await Assertions.Expect(_page.Locator(".steps .done").First).ToBeVisibleAsync();
        await Looks("case-first-hour");
    }

    private async Task GoAsync(string path)
    {
        await _page.GotoAsync(path);
        await Browser.LiveAsync(_page);
    }

    private ILocator Main => _page.Locator("main");

    private ILocator Rows => _page.Locator("main tbody tr");

    private Task DrawnAsync() => _page.Locator(".map[data-drawn=yes]").WaitForAsync();

    private Task Looks(string name, Func<Task>? settled = null) => Browser.LooksAsync(_page, name, settled);
}
