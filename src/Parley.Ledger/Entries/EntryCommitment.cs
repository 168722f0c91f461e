using Parley.Ledger.Merkle;
using Parley.Records;

namespace Parley.Ledger.Entries;

/// <summary>What the ledger holds of an entry: 32 bytes that fix it and tell nothing.</summary>
public readonly record struct EntryCommitment
{
    /// <summary>Bytes in a commitment.</summary>
    public const int Size = Digest.Size;

    private readonly Digest _digest;

    /// <summary>Takes exactly 32 bytes.</summary>
    public EntryCommitment(ReadOnlySpan<byte> bytes) => _digest = new(bytes);

    /// <summary>The commitment's leaf in the tree.</summary>
    public LeafHash Leaf => LeafHash.Of(ToArray());

    /// <summary>The commitment's bytes: the log entry.</summary>
    public byte[] ToArray() => _digest.ToArray();

    /// <summary>The commitment in lower-case hex.</summary>
    public override string ToString() => _digest.ToString();
}
