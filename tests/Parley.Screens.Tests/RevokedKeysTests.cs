using System.Text.Json;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>A record whose node's and officer's keys were revoked after it had come.</summary>
[Trait("suite", "browser")]
public sealed class RevokedKeysTests(Browser browser, TwoConsoles nodes) : IClassFixture<TwoConsoles>
{
    [Fact]
    public async Task Record_OfKeysRevokedSince_IsNeitherGoodNorForged()
    {
        using var said = JsonDocument.Parse((await nodes.By.RunAsync("send", TwoConsoles.Channel, "--to", "X-UA/mod-duty", "--text", "Before.", "--drafted-by", "duty-1", "--released-by", "duty-2", "--wait", "--json")).Succeeded().Output);
        var record = said.RootElement.GetProperty("id").GetString();
        await nodes.By.KillAsync();
        (await nodes.By.RunAsync("card", "renew", "--root-key", Path.Combine(nodes.By.Directory, "keys", "root.key"), "--revoke-node-key", "--revoke-officer", "duty-2")).Succeeded();
        await nodes.By.StartAsync();
        await RunningNode.UntilAsync(async () => (await nodes.Ua.RunAsync("card", "show", "X-BY")).Output.Contains("revoked", StringComparison.Ordinal), seconds: 60);

        var page = await browser.OpenAsync(nodes.AtUa, $"/messages/{TwoConsoles.Channel}/{record}");
        await page.Keyboard.PressAsync("v");
        var checks = page.GetByRole(AriaRole.Article).Locator(".checks");
        await Assertions.Expect(checks.Locator(".warn").First).ToContainTextAsync("The node of X-BY signed it with a key that was revoked since");
        await Assertions.Expect(checks).ToContainTextAsync("The key of X-BY/duty-2 was revoked since");
        await Assertions.Expect(checks.Locator(".bad")).ToHaveCountAsync(0);
        browser.NoErrors(page);
    }
}
