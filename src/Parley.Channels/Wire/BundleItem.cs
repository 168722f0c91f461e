namespace Parley.Channels.Wire;

/// <summary>What an item of a bundle is.</summary>
public enum ItemKind
{
    /// <summary>A record's file.</summary>
    Record,

    /// <summary>A channel policy: a signed note with the signatures gathered so far.</summary>
    Policy,

    /// <summary>A party card: a signed note.</summary>
    Card,

    /// <summary>A request for records that are missing (<see cref="Wire.Want"/>).</summary>
    Want,

    /// <summary>What became of the items of an earlier bundle the other way (<see cref="BundleAnswer"/>).</summary>
    Answer,

    /// <summary>A message about the channel's group (<see cref="GroupItem"/>).</summary>
    Group,

    /// <summary>A record sealed for the channel's group: an MLS PrivateMessage.</summary>
    Sealed,

    /// <summary>A change of a channel's policy: all its versions (<see cref="Policies.PolicyChain"/>).</summary>
    Change,

    /// <summary>A chunk of an attachment (<see cref="ChunkItem"/>).</summary>
    Chunk,

    /// <summary>Which chunks of an attachment are wanted (<see cref="Wire.Fetch"/>).</summary>
    Fetch,
}

/// <summary>One item of a bundle, its bytes not yet read.</summary>
public sealed record BundleItem(ItemKind Kind, ReadOnlyMemory<byte> Bytes);
