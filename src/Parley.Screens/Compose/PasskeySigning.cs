using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Microsoft.JSInterop;
using Parley.Node;
using Parley.Node.Drafts;
using Parley.Records;
using Parley.Screens.Accounts;
using Parley.Screens.Languages;

namespace Parley.Screens.Compose;

/// <summary>Has the officer at this screen sign a content with the passkey that the party's card names for him (REC-042). The passkey asks for his PIN or finger each time.</summary>
public sealed class PasskeySigning(IJSRuntime script, ActingOfficer acting, RunningNode node, Speech speech) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Why the officer cannot sign anything now, in his language; nothing where he can.</summary>
    public string? Obstacle => acting.Account is not { } account ? speech["accounts.ended"]
        : account.OnCard(node.Loop.View.Cards[node.Self].Current) is null ? speech["compose.no-key", account.In(node.Self)]
        : null;

    /// <summary>The officer's signature, or nothing with the reason in his language.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended.</exception>
    public async Task<(OfficerSignature? Signature, string? Problem)> SignAsync(Prepared prepared, OfficerRole role)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        var account = acting.Require();
        if (account.OnCard(node.Loop.View.Cards[node.Self].Current) is not { } passkey)
            return (null, Obstacle);
        var officer = account.In(node.Self);
        var (parts, problem) = await AssertAsync(prepared.Challenge(role, officer), passkey);
        return (parts is null ? null : new OfficerSignature(role, officer, OfficerSignatureKind.WebAuthn, parts), problem);
    }

    /// <summary>The assertion of one of the officer's passkeys over a challenge: authenticator data, client data and signature; or nothing with the reason in his language.</summary>
    public async Task<(IReadOnlyList<byte[]>? Parts, string? Problem)> AssertAsync(byte[] challenge, Node.Accounts.Passkey passkey)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        try
        {
            _module ??= await script.InvokeAsync<IJSObjectReference>("import", "/_content/Parley.Screens/compose.js");
            var parts = await _module.InvokeAsync<string[]>("assert", Base64Url.EncodeToString(challenge), Node.Accounts.Passkey.RelyingParty, Base64Url.EncodeToString(passkey.Id));
            byte[][] signed = [.. parts.Select(p => Base64Url.DecodeFromChars(p))];
            return signed.Length == 3 && WasAskedHere(signed[1]) ? (signed, null) : (null, speech["compose.not-signed", speech["compose.asked-elsewhere"]]);
        }
        catch (Exception e) when (e is JSException or FormatException)
        {
            return (null, speech["compose.not-signed", e.Message.Split('\n')[0]]);
        }
    }

    // A passkey is bound to a name, whatever the port: a page of another program on this machine can have it asked too, and a misled officer touches it.
    private bool WasAskedHere(byte[] clientData)
    {
        try
        {
            using var said = JsonDocument.Parse(clientData);
            return said.RootElement.GetProperty("origin").ValueEquals($"http://{Node.Accounts.Passkey.RelyingParty}:{IPEndPoint.Parse(node.Configuration.Console!).Port}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }
}
