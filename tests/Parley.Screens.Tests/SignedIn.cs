using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.EndToEnd.Tests;

namespace Parley.Screens.Tests;

/// <summary>An officer at a browser of his own, signed in with a passkey of Chromium's virtual authenticator (CTAP2, resident key, user verified).</summary>
internal sealed class SignedIn
{
    private readonly ICDPSession _devices;

    private SignedIn(IPage page, ICDPSession devices, string authenticator, string officer)
    {
        (Page, _devices, Authenticator, Officer) = (page, devices, authenticator, officer);
    }

    /// <summary>The page, at the screen where the officer begins.</summary>
    public IPage Page { get; }

    /// <summary>The officer's account, which is also his name on the card.</summary>
    public string Officer { get; }

    /// <summary>The virtual authenticator's id.</summary>
    public string Authenticator { get; }

    /// <summary>Invites an officer with the command, enrols a passkey with the code and waits for the first screen. Roles: watch, drafter, releaser, verification, investigator, press, auditor or administrator.</summary>
    public static async Task<SignedIn> OpenAsync(Browser browser, RunningNode node, Uri console, string officer, params string[] roles)
    {
        var page = await browser.PageAsync(console);
        var (devices, authenticator) = await AuthenticatorAsync(page);
        var code = await InviteAsync(node, officer, roles);
        await EnrolAsync(page, code);
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/sign-in"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        return new SignedIn(page, devices, authenticator, officer);
    }

    /// <summary>A one-time code.</summary>
    public static async Task<string> InviteAsync(RunningNode node, string officer, params string[] roles) =>
        (await node.RunAsync(["officer", "invite", officer, "--desk", "mod-duty", .. roles.SelectMany(r => new[] { "--role", r })])).Succeeded().Output.Split('\n')[0];

    /// <summary>Enters a one-time code at the page where one signs in.</summary>
    public static async Task EnrolAsync(IPage page, string code)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByText("I have a one-time code").ClickAsync();
        await page.GetByLabel("One-time code", new() { Exact = true }).FillAsync(code);
        await page.Locator("#invitation button").ClickAsync();
    }

    /// <summary>Gives a page an authenticator.</summary>
    public static async Task<(ICDPSession Devices, string Authenticator)> AuthenticatorAsync(IPage page)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        var added = await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return (devices, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Gives another page the officer's passkeys: a security key serves every page.</summary>
    public async Task LendAsync(IPage other)
    {
        var (devices, authenticator) = await AuthenticatorAsync(other);
        var held = await _devices.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = Authenticator });
        foreach (var credential in held!.Value.GetProperty("credentials").EnumerateArray())
            await devices.SendAsync("WebAuthn.addCredential", new() { ["authenticatorId"] = authenticator, ["credential"] = credential });
    }

    /// <summary>Goes to the page where one signs in, and signs in with the passkey.</summary>
    public async Task SignInAsync()
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator("#with-passkey").ClickAsync();
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/sign-in"));
    }

    /// <summary>Ends the tour, which is the first thing that an exercise shows.</summary>
    public async Task EndTourAsync()
    {
        await Browser.LiveAsync(Page);
        await Page.GetByRole(AriaRole.Button, new() { Name = "End the tour" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".tour")).ToBeHiddenAsync();
    }

    /// <summary>From now on the authenticator does, or does not, know its owner by PIN or finger.</summary>
    public Task VerifyUserAsync(bool verified) => _devices.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = Authenticator, ["isUserVerified"] = verified });
}
