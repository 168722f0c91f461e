namespace Parley.Mls.Groups;

/// <summary>What a joiner knows besides the invitation.</summary>
public sealed record JoinOptions
{
    /// <summary>Nothing.</summary>
    public static JoinOptions Default { get; } = new();

    /// <summary>The ratchet tree, where the GroupInfo does not carry it.</summary>
    public RatchetTree? Tree { get; init; }

    /// <summary>The group that the new one branches from or re-initialises (RFC 9420 §11.2, §11.3).</summary>
    public Group? Origin { get; init; }

    /// <summary>Whether this client is already in a group with the given id, which RFC 9420 §12.4.3 forbids.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? IsMemberOf { get; init; }
}
