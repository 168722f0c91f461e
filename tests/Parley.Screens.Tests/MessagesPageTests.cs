using System.Text.Json;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class MessagesPageTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Record_OfQuestions_ShowsLadderAnswersTranslationParaphraseAndCrossing()
    {
        // X-BY asks; X-UA, which has not read it, writes at the same time: the two cross.
        var asked = await SendAsync(nodes.By, "send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--form", "demarche.note/1", "--precedence", "immediate", "--subject", "incident/X-BY-2022-0001", "--language", "be",
            "--field", "demand.1=Правесці расследаванне ўсіх акалічнасцей.", "--field", "demand.2=Прыцягнуць вінаватых да адказнасці.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        var crossing = await SendAsync(nodes.Ua, "send", TwoConsoles.Channel, "--to", "X-BY/mod-duty", "--text", "We are looking into it.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await HoldsAsync(nodes.Ua, asked);
        await HoldsAsync(nodes.By, crossing);
        (await nodes.Ua.RunAsync("read", "--officer", "duty-1")).Succeeded();
        var paraphrase = await SendAsync(nodes.Ua, "paraphrase", asked, "--text", "You ask for an inquiry, and for those responsible.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await SendAsync(nodes.Ua, "reply", asked, "--question", "demand.1", "--text", "We take part.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await SendAsync(nodes.Ua, "translate", asked, "--language", "uk", "--translator", "person: desk interpreter", "--field", "demand.1=Провести розслідування всіх обставин.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await HoldsAsync(nodes.By, paraphrase);
        await SendAsync(nodes.By, "confirm", paraphrase, "--drafted-by", "duty-1", "--released-by", "duty-2");
        (await nodes.By.RunAsync("test", TwoConsoles.Channel)).Succeeded();

        var page = await browser.OpenAsync(nodes.AtBy, $"/messages/{TwoConsoles.Channel}/{asked}");
        var ladder = page.Locator("table.ladder");
        foreach (var rung in (string[])["Queued", "Sent", "Delivered", "Read at the desk", "Understood"])
            await Assertions.Expect(ladder.GetByRole(AriaRole.Row).Filter(new() { HasText = rung }).Locator("td.climbed")).ToHaveCountAsync(1);
        await Assertions.Expect(ladder.GetByRole(AriaRole.Row).Filter(new() { HasText = "Answered" })).ToContainTextAsync("1 of 2");
        var record = page.GetByRole(AriaRole.Article);
        await Assertions.Expect(record.Locator(".crossed a")).ToHaveCountAsync(1);
        await Assertions.Expect(record.Locator("table.questions")).ToContainTextAsync("answered");
        await Assertions.Expect(record.Locator(".paraphrase")).ToContainTextAsync("confirmed by its author");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show beside it: uk" }).ClickAsync();
        await Assertions.Expect(record.Locator("table.fields")).ToContainTextAsync("uk, translated by desk interpreter");
        await Assertions.Expect(record.Locator("table.fields")).ToContainTextAsync("Провести розслідування всіх обставин.");

        await RunningNode.UntilAsync(async () => (await nodes.By.Api.GetAsync($"/v1/records/{asked}/proof")).IsSuccessStatusCode);
        await page.Keyboard.PressAsync("v");
        await Assertions.Expect(record.Locator(".checks")).ToContainTextAsync("The node of X-BY signed it, as its record number");
        await Assertions.Expect(record.Locator(".checks")).ToContainTextAsync("X-BY/duty-2 released it");
        await Assertions.Expect(record.Locator(".checks")).ToContainTextAsync("It stands in this node's ledger");
        await Browser.LooksAsync(page, "message", null, "light", "dark", "night");
        // On paper: A4 at 96 dots an inch, whatever the theme.
        await page.SetViewportSizeAsync(794, 1123);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.ScreenshotAsync(new() { Path = Browser.PicturePath("message", "print") });

        // The other side sees the same crossing, and the record as it came.
        var other = await browser.OpenAsync(nodes.AtUa, $"/messages/{TwoConsoles.Channel}/{asked}");
        await Assertions.Expect(other.Locator(".crossed a")).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator("table.ladder")).Not.ToContainTextAsync("Queued");
        browser.NoErrors(page);
        browser.NoErrors(other);
    }

    [Fact]
    public async Task Record_OfAPhrase_IsReadInTheOfficersLanguage()
    {
        var said = await SendAsync(nodes.By, "send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--phrase", "FH-04", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await HoldsAsync(nodes.Ua, said);
        var page = await browser.OpenAsync(nodes.AtUa, $"/messages/{TwoConsoles.Channel}/{said}");
        await page.GetByLabel("Language").SelectOptionAsync("uk");
        await Assertions.Expect(page.Locator(".phrase")).ToContainTextAsync("Ми не вживатимемо жодних військових заходів");
        await Assertions.Expect(page.Locator(".phrase")).ToContainTextAsync("НІХТО НЕ ПЕРЕВІРИВ");
        browser.NoErrors(page);
    }

    [Fact]
    public async Task Files_OfARecord_AreWhatParleyVerifyTakes()
    {
        var said = await SendAsync(nodes.By, "send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--text", "Нобелеўская прэмія", "--drafted-by", "duty-1", "--released-by", "duty-2");
        var page = await browser.OpenAsync(nodes.AtBy, $"/messages/{TwoConsoles.Channel}/{said}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the record" }).ClickAsync());
        Assert.Matches("^X-BY-[0-9]+-record.txt$", download.SuggestedFilename);
        var file = Path.Combine(nodes.By.Directory, "downloaded.txt");
        await download.SaveAsAsync(file);
        (await ParleyCommand.RunAsync("verify", file, "--card", Path.Combine(nodes.By.Directory, "card.txt"))).Succeeded();
    }

    [Fact]
    public async Task Messages_Keys_MoveThroughTheList()
    {
        await SendAsync(nodes.By, "send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--text", "One.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        await SendAsync(nodes.By, "send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--text", "Two.", "--drafted-by", "duty-1", "--released-by", "duty-2");
        var page = await browser.OpenAsync(nodes.AtBy);
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("m");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Messages");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("Two.");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("One.");
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("Two.");
        browser.NoErrors(page);
    }

    private static async Task<string> SendAsync(RunningNode node, params string[] command)
    {
        var result = await node.RunAsync([.. command, "--json"]);
        result.Succeeded();
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static Task HoldsAsync(RunningNode node, string record) => RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{record}")).IsSuccessStatusCode);
}
