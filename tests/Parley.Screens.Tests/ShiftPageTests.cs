using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Parley.Channels.Storage;
using Parley.Records;
using Parley.Screens.Shift;
using Parley.Store.Sqlite;

namespace Parley.Screens.Tests;

[Trait("suite", "browser")]
public sealed class ShiftPageTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Handover_SignedByBothOfficers_IsCheckedAndKept()
    {
        var outgoing = await SignedIn.OpenAsync(browser, nodes.By, nodes.AtBy.Console, "leaving", "watch");
        await outgoing.EndTourAsync();
        await outgoing.Page.GotoAsync("/shift");
        await Browser.LiveAsync(outgoing.Page);
        await outgoing.Page.GetByLabel("Remarks for the next watch").FillAsync("Call Kyiv at six.");
        // A key that no card names signs nothing that holds for anybody else.
        await outgoing.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over: sign" }).ClickAsync();
        await Assertions.Expect(outgoing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("have the card renewed");
        var incoming = await SignedIn.OpenAsync(browser, nodes.By, nodes.AtBy.Console, "coming", "watch");
        await incoming.EndTourAsync();
        (await nodes.By.RunAsync("card", "renew", "--root-key", Path.Combine(nodes.By.Directory, "keys", "root.key"), "--passkeys")).Succeeded();
        await outgoing.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over: sign" }).ClickAsync();
        await Assertions.Expect(outgoing.Page.Locator(".handover.waits")).ToContainTextAsync("Call Kyiv at six.");
        // The one who leaves cannot take it over himself, and has nothing to sign twice.
        await outgoing.Page.Locator("h1").ClickAsync();
        await outgoing.Page.Keyboard.PressAsync("o");
        await outgoing.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over: sign" }).ClickAsync();
        await Assertions.Expect(outgoing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("waits already");
        await Assertions.Expect(outgoing.Page.Locator("details.handover")).ToHaveCountAsync(0);

        await incoming.Page.GotoAsync("/shift");
        await Browser.LiveAsync(incoming.Page);
        await Assertions.Expect(incoming.Page.Locator(".handover.waits")).ToContainTextAsync("Call Kyiv at six.");
        await Browser.LooksAsync(incoming.Page, "shift-handover");
        // One who is not known by PIN or finger signs nothing.
        await incoming.VerifyUserAsync(false);
        await incoming.Page.GetByRole(AriaRole.Button, new() { Name = "I take the watch over" }).ClickAsync();
        await Assertions.Expect(incoming.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync(new() { Timeout = 70_000 });
        await incoming.VerifyUserAsync(true);
        await incoming.Page.GetByRole(AriaRole.Button, new() { Name = "I take the watch over" }).ClickAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("signed by both, checked");
        await Assertions.Expect(incoming.Page.Locator("ol.log li").First).ToContainTextAsync("Took the watch over from X-BY/leaving");
        await Assertions.Expect(outgoing.Page.Locator(".handover.waits")).ToHaveCountAsync(0);
        var trail = (await nodes.By.RunAsync("audit", "show")).Succeeded().Output;
        Assert.Contains("handover.give", trail);
        Assert.Contains("handover.take", trail);
        Assert.DoesNotContain("Call Kyiv", trail);
        Assert.DoesNotContain("Call Kyiv", await nodes.By.Api.GetStringAsync("/v1/records?service=true", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        browser.NoErrors(outgoing.Page);

        // What a program has written into the desk's book under a signature shows as not signed; and so does a good signature of a key that is not the officer's on the card.
        using var desk = new SqliteDeskStore(Path.Combine(nodes.By.Directory, "desk.db"));
        var item = desk.List("handover").Single();
        var signed = Encoding.UTF8.GetString(item.Body);
        Rewrite(item, signed.Replace("Call Kyiv at six.", "Call nobody.", StringComparison.Ordinal));
        await incoming.Page.ReloadAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("a signature is NOT good");
        Rewrite(desk.List("handover").Single(), signed);
        await incoming.Page.ReloadAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("signed by both, checked");
        Rewrite(desk.List("handover").Single(), SignedByAnother(signed));
        await incoming.Page.ReloadAsync();
        await Assertions.Expect(incoming.Page.Locator("details.handover")).ToContainTextAsync("a signature is NOT good");
        // As it was, for those who look at the screen afterwards.
        Rewrite(desk.List("handover").Single(), signed);

        void Rewrite(DeskItem kept, string body) => Assert.True(desk.TryCommit([new DeskWrite(kept.Kind, kept.Key, kept.Version, Encoding.UTF8.GetBytes(body))], 0, [], null));
    }

    [Fact]
    public async Task Log_EntryOfAContact_IsShownAndNoRecordOfAnyChannel()
    {
        const string Words = "Spoke with their duty officer. <b>Nothing</b> else.";
        var page = await browser.OpenAsync(nodes.AtBy, "/shift");
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync(Words);
        await page.GetByLabel("It was a contact by voice").CheckAsync();
        await page.GetByLabel("With whom, by what line").FillAsync("X-UA/mod-duty, hotline");
        await page.GetByLabel("They called").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync(Words);
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("they called: X-UA/mod-duty, hotline");
        Assert.DoesNotContain("Spoke with", await nodes.By.Api.GetStringAsync("/v1/records?service=true", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("Spoke with", (await nodes.By.RunAsync("audit", "show")).Succeeded().Output, StringComparison.Ordinal);
        await Browser.LooksAsync(page, "shift");

        // A call is noted by keys alone, and found again among everything else; one with nobody is no contact.
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync("Relieved the cook.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("Relieved the cook.");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.GetByLabel("With whom, by what line")).ToBeFocusedAsync();
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync("Line test by voice, good.");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" })).ToBeDisabledAsync();
        await page.GetByLabel("With whom, by what line").FillAsync("X-UA/mod-duty");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("we called: X-UA/mod-duty");
        await page.GetByLabel("Only contacts by voice").CheckAsync();
        await Assertions.Expect(page.Locator("ol.log li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("ol.log")).Not.ToContainTextAsync("the cook");
        browser.NoErrors(page);
    }

    [Fact]
    public async Task Log_NodeIsKilledWhileSomebodyTypes_WhatWasTypedIsThere()
    {
        var page = await browser.OpenAsync(nodes.AtBy, "/shift");
        await page.GetByLabel("Entry", new() { Exact = true }).FillAsync("Half a sentence that must not be");
        await nodes.By.KillAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeVisibleAsync();
        await nodes.By.StartAsync();
        await Assertions.Expect(page.GetByText("The line between this screen and the node is cut.")).ToBeHiddenAsync();
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.GetByLabel("Entry", new() { Exact = true })).ToHaveValueAsync("Half a sentence that must not be");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write into the log" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.log li").First).ToContainTextAsync("Half a sentence that must not be");
        await page.ReloadAsync();
        await Browser.LiveAsync(page);
        await Assertions.Expect(page.GetByLabel("Entry", new() { Exact = true })).ToHaveValueAsync("");
    }

    /// <summary>The hand-over with the key and a good signature of somebody else in the outgoing officer's place.</summary>
    private static string SignedByAnother(string handover)
    {
        var json = JsonNode.Parse(handover)!;
        var from = json["from"]!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var challenge = Base64Url.EncodeToString(Handover.Challenge((string)json["text"]!, PostId.Parse((string)from["officer"]!)));
        var client = Encoding.UTF8.GetBytes($$"""{"type":"webauthn.get","challenge":"{{challenge}}","origin":"http://localhost"}""");
        byte[] authenticator = [.. SHA256.HashData("localhost"u8), 5, 0, 0, 0, 1];
        var point = key.ExportParameters(false).Q;
        from["key"] = Convert.ToBase64String([4, .. point.X!, .. point.Y!]);
        from["parts"] = new JsonArray([.. new[] { authenticator, client, key.SignData([.. authenticator, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) }.Select(p => JsonValue.Create(Convert.ToBase64String(p)))]);
        return json.ToJsonString();
    }
}
