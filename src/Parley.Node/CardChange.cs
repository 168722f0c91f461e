using Parley.Records.Cards;

namespace Parley.Node;

/// <summary>What a party's next card changes. Whatever is not named stays.</summary>
public sealed record CardChange
{
    /// <summary>Other addresses; nothing: those of the card before.</summary>
    public IReadOnlyList<Uri>? Bearers { get; init; }

    /// <summary>A new key for others to seal to. The private halves of earlier ones stay where they are.</summary>
    public bool NewSeal { get; init; }

    /// <summary>A new node key. The former one remains good for the records that it signed.</summary>
    public bool NewNodeKey { get; init; }

    /// <summary>A new node key; the former one is believed for nothing any more.</summary>
    public bool RevokeNodeKey { get; init; }

    /// <summary>Officers, by name, who come or get a new key. The former key releases nothing any more.</summary>
    public IReadOnlyList<string> NewOfficers { get; init; } = [];

    /// <summary>Officers who come, or get another key, with keys that they hold themselves: passkeys. A former key releases nothing any more.</summary>
    public IReadOnlyList<CardOfficer> Passkeys { get; init; } = [];

    /// <summary>Officers, by name, who go, and whose key is believed for nothing any more.</summary>
    public IReadOnlyList<string> RevokedOfficers { get; init; } = [];

    /// <summary>The next incarnation: the node was restored.</summary>
    public bool Restart { get; init; }

    /// <summary>
    /// Whether the node's key changes. With a revocation it always does: whoever answers to the new one has taken the card that revokes, and that
    /// answer can be shown.
    /// </summary>
    public bool ChangesNodeKey => NewNodeKey || RevokeNodeKey || RevokedOfficers.Count > 0;
}
