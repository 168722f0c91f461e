using System.Buffers.Binary;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;

namespace Parley.Ledger.Tiles;

/// <summary>Up to 256 log entries, each after its length in two bytes (C2SP tlog-tiles).</summary>
public sealed class EntryBundle
{
    private EntryBundle(IReadOnlyList<ReadOnlyMemory<byte>> entries) => Entries = entries;

    /// <summary>The entries; in a Parley ledger each is a commitment.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; }

    /// <summary>Makes a bundle of a Parley ledger; throws <see cref="ArgumentException"/> for none or more than 256.</summary>
    public static EntryBundle Of(params ReadOnlySpan<EntryCommitment> commitments)
    {
        if (commitments.Length is 0 or > TileAddress.FullWidth)
            throw new ArgumentException("A bundle has 1 to 256 entries.", nameof(commitments));
        var entries = new ReadOnlyMemory<byte>[commitments.Length];
        for (var at = 0; at < entries.Length; at++)
            entries[at] = commitments[at].ToArray();
        return new(entries);
    }

    /// <summary>Reads a bundle of exactly <paramref name="width"/> entries, of any log. Never throws for any bytes.</summary>
    public static Outcome<EntryBundle> Parse(ReadOnlySpan<byte> bytes, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TileAddress.FullWidth);

        // LED-013: exactly the entries that the width asks for, and nothing after them.
        var entries = new ReadOnlyMemory<byte>[width];
        ReadOnlyMemory<byte> rest = bytes.ToArray();
        for (var at = 0; at < width; at++)
        {
            if (rest.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(rest.Span) is var length && rest.Length < sizeof(ushort) + length)
                return new Fault("LED-013", 0, $"the bundle ends within entry {at} of {width}");
            entries[at] = rest.Slice(sizeof(ushort), length);
            rest = rest[(sizeof(ushort) + length)..];
        }

        return rest.IsEmpty ? new EntryBundle(entries) : new Fault("LED-013", 0, $"{rest.Length} bytes follow the last of {width} entries");
    }

    /// <summary>The entries as commitments; a fault where one is not 32 bytes, as in a log that is no Parley ledger.</summary>
    public Outcome<IReadOnlyList<EntryCommitment>> Commitments()
    {
        // LED-023
        for (var at = 0; at < Entries.Count; at++)
        {
            if (Entries[at].Length != EntryCommitment.Size)
                return new Fault("LED-023", 0, $"entry {at} has {Entries[at].Length} bytes; a commitment has 32");
        }

        return Entries.Select(entry => new EntryCommitment(entry.Span)).ToArray();
    }

    /// <summary>The leaf hashes of the entries.</summary>
    public LeafHash[] Leaves()
    {
        var leaves = new LeafHash[Entries.Count];
        for (var at = 0; at < leaves.Length; at++)
            leaves[at] = LeafHash.Of(Entries[at].Span);
        return leaves;
    }

    /// <summary>The bundle's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var rest = bytes.AsSpan();
        foreach (var entry in Entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }

        return bytes;
    }
}
