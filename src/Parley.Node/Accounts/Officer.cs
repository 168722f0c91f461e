using System.Text.Json.Serialization;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Accounts;

/// <summary>A person's account at the console.</summary>
public sealed class Officer : IKept
{
    /// <inheritdoc/>
    public static string Kind => "officer";

    /// <summary>What the account is called here; no peer sees it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name within the party under which the person acts and signs, as on the party's card; perhaps a duty pseudonym.</summary>
    public string Pseudonym { get; set; } = "";

    /// <summary>What passkeys know the account by: random, so that they tell nobody whose they are.</summary>
    public string Handle { get; set; } = "";

    /// <summary>The desks that the officer works at, by name.</summary>
    public IReadOnlyList<string> Desks { get; set; } = [];

    /// <summary>What the officer may do.</summary>
    // The name in desk books that stand.
    [JsonPropertyName("duties")]
    public IReadOnlyList<Role> Roles { get; set; } = [];

    /// <summary>The passkeys.</summary>
    public IReadOnlyList<Passkey> Passkeys { get; set; } = [];

    /// <summary>Changes with every change of how the officer signs in; ends the sessions opened before.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>Whether an administrator has closed the account.</summary>
    public bool Closed { get; set; }

    /// <summary>The password's hash, where the fallback is set up.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>The secret of the second factor (RFC 6238), base32, where the fallback is set up.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>The last codes of the second factor that were taken, as many as are good at one moment: none is good twice.</summary>
    public IReadOnlyList<string> UsedCodes { get; set; } = [];

    /// <summary>Wrong tries since the last good one.</summary>
    public int WrongTries { get; set; }

    /// <summary>Until when nobody signs in with a password, UTC.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The language of the screens, BCP 47; nothing: not chosen.</summary>
    public string? Language { get; set; }

    /// <summary>The theme of the screens; nothing: not chosen.</summary>
    public string? Theme { get; set; }

    /// <summary>The version in the desk book; 0 for a new account.</summary>
    [JsonIgnore]
    public long Version { get; set; }

    /// <summary>What is to stand in the audit trail with the next write of the account.</summary>
    [JsonIgnore]
    public IList<Act> Acts { get; } = [];

    /// <summary>The officer as records name him.</summary>
    public PostId In(PartyId party) => PostId.Parse($"{party}/{Pseudonym}");

    /// <summary>The officer as the party's next card names him, with his latest passkey; nothing where he signs nothing, or has none.</summary>
    public CardOfficer? ForCard(PartyId party) =>
        !Closed && Roles.All(d => d is not (Role.Administrator or Role.Auditor)) && Passkeys.Select(p => p.ToPoint()).LastOrDefault(p => p is not null) is { } point
            ? new CardOfficer(In(party), CardKey.WebAuthn(point, Passkey.RelyingParty))
            : null;

    /// <summary>The passkey of this account that a card names for it, or nothing.</summary>
    public Passkey? OnCard(PartyCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Officers.FirstOrDefault(o => o.Id == In(card.Party)) is { Key: { Kind: CardKeyKind.WebAuthn } key }
            ? Passkeys.FirstOrDefault(p => p.ToPoint() is { } point && key.Bytes.SequenceEqual(point))
            : null;
    }

    /// <summary>Why these roles cannot be one account's, or nothing.</summary>
    public static string? Conflict(IReadOnlyCollection<Role> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return roles.Count == 0 ? "an account has at least one role"
            : roles.Contains(Role.Administrator) && roles.Distinct().Count() > 1 ? "an administrator never reads content, and so has no other role"
            : roles.Contains(Role.Auditor) && roles.Distinct().Count() > 1 ? "an auditor only reads, and so has no other role"
            : null;
    }
}
