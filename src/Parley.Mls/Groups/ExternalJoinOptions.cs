namespace Parley.Mls.Groups;

/// <summary>How a client joins by an external commit (RFC 9420 §12.4.3.2).</summary>
public sealed record ExternalJoinOptions
{
    /// <summary>A plain join.</summary>
    public static ExternalJoinOptions Default { get; } = new();

    /// <summary>The ratchet tree, where the GroupInfo does not carry it.</summary>
    public RatchetTree? Tree { get; init; }

    /// <summary>An earlier appearance of this client, which the commit removes.</summary>
    public LeafIndex? Replaces { get; init; }

    /// <summary>External PSKs to be injected, by id.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Psks { get; init; } = [];

    /// <summary>Resumption PSKs to be injected, by group and epoch: proof of an earlier membership.</summary>
    public ImmutableArray<(ReadOnlyMemory<byte> GroupId, ulong Epoch)> Resumptions { get; init; } = [];

    /// <summary>What the leaf says besides credential and key.</summary>
    public LeafNodeChanges? Leaf { get; init; }

    /// <summary>Data that travels in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }

    /// <summary>Whether this client is already in a group with the given id.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? IsMemberOf { get; init; }
}
