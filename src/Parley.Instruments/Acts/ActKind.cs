namespace Parley.Instruments.Acts;

/// <summary>Distinct acts: one is never taken for another.</summary>
public enum ActKind
{
    /// <summary>Signed, or adopted.</summary>
    Signature,

    /// <summary>Ratified, approved or acceded to.</summary>
    Ratification,

    /// <summary>Force began.</summary>
    EntryIntoForce,

    /// <summary>Amended, by a protocol for instance.</summary>
    Amendment,

    /// <summary>A reservation was made.</summary>
    Reservation,

    /// <summary>Its operation was suspended.</summary>
    Suspension,

    /// <summary>A decision at home to leave: it has no effect abroad by itself.</summary>
    InternalDecision,

    /// <summary>Notice to leave was sent.</summary>
    NoticeSent,

    /// <summary>Notice to leave was received.</summary>
    NoticeReceived,

    /// <summary>Somebody objects to an act of another.</summary>
    Objection,

    /// <summary>A notice was taken back before its effect.</summary>
    Revocation,

    /// <summary>Consent to bring it back into force.</summary>
    ConsentToRevive,

    /// <summary>A party states from when it is no longer in force.</summary>
    LossOfForce,
}

/// <summary>The names of acts, as forms (<c>act.notice-sent/1</c>), packs and entries of the public record write them.</summary>
public static class ActNames
{
    private static readonly Dictionary<string, ActKind> Names = new()
    {
        ["signature"] = ActKind.Signature,
        ["ratification"] = ActKind.Ratification,
        ["entry-into-force"] = ActKind.EntryIntoForce,
        ["amendment"] = ActKind.Amendment,
        ["reservation"] = ActKind.Reservation,
        ["suspension"] = ActKind.Suspension,
        ["internal-decision"] = ActKind.InternalDecision,
        ["notice-sent"] = ActKind.NoticeSent,
        ["notice-received"] = ActKind.NoticeReceived,
        ["objection"] = ActKind.Objection,
        ["revocation"] = ActKind.Revocation,
        ["consent-to-revive"] = ActKind.ConsentToRevive,
        ["loss-of-force"] = ActKind.LossOfForce,
    };

    // As people write them in an entry of the public record.
    private static readonly Dictionary<string, ActKind> Phrases = new()
    {
        ["conclusion"] = ActKind.Signature,
        ["signature-of-an-amending-protocol"] = ActKind.Amendment,
        ["internal-decision-to-leave"] = ActKind.InternalDecision,
        ["revocation-of-notice"] = ActKind.Revocation,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> All => Names.Keys;

    /// <summary>Reads a name, with hyphens or spaces.</summary>
    public static bool TryParse(string text, out ActKind kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.Trim().ToLowerInvariant().Replace(' ', '-');
        return Names.TryGetValue(name, out kind) || Phrases.TryGetValue(name, out kind);
    }

    /// <summary>The name of an act.</summary>
    public static string Of(ActKind kind) => Names.First(n => n.Value == kind).Key;

    /// <summary>The name in words.</summary>
    public static string InWords(ActKind kind) => kind switch
    {
        ActKind.InternalDecision => "internal decision to leave",
        ActKind.Revocation => "revocation of notice",
        _ => Of(kind).Replace('-', ' '),
    };
}
