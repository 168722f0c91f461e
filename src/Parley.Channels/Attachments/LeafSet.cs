using System.Numerics;

namespace Parley.Channels.Attachments;

/// <summary>Which leaves of an attachment are here: a bit for each, 256 KiB for 2 GiB.</summary>
public sealed class LeafSet
{
    private readonly byte[] _bits;

    /// <summary>None of so many.</summary>
    public LeafSet(long leaves)
        : this(leaves, new byte[(leaves + 7) / 8])
    {
    }

    /// <summary>As <see cref="Bits"/> has them.</summary>
    /// <exception cref="ArgumentException">There are not as many bits.</exception>
    public LeafSet(long leaves, byte[] bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        if (bits.Length != (leaves + 7) / 8 || (leaves % 8 != 0 && bits[^1] >> (int)(leaves % 8) != 0))
            throw new ArgumentException("There is one bit for each leaf.", nameof(bits));
        Leaves = leaves;
        _bits = bits;
        foreach (var b in bits)
            Count += BitOperations.PopCount(b);
    }

    /// <summary>How many leaves there are.</summary>
    public long Leaves { get; }

    /// <summary>How many are in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Whether all are.</summary>
    public bool IsFull => Count == Leaves;

    /// <summary>The bits, the first leaf's the lowest of the first byte.</summary>
    public ReadOnlySpan<byte> Bits => _bits;

    /// <summary>Whether a leaf is in the set.</summary>
    public bool this[long leaf] => (_bits[leaf >> 3] & (1 << (int)(leaf & 7))) != 0;

    /// <summary>Whether all of some leaves are in the set.</summary>
    public bool Has(long first, long count)
    {
        for (var leaf = first; leaf < first + count; leaf++)
        {
            if (!this[leaf])
                return false;
        }

        return true;
    }

    /// <summary>The first runs of leaves in the set.</summary>
    public IReadOnlyList<(long First, long Count)> Runs(int runs) => Walk(leaf => this[leaf], 0x00, runs, Leaves);

    /// <summary>Puts leaves in, or takes them out.</summary>
    public void Set(long first, long count, bool isIn = true)
    {
        for (var leaf = first; leaf < first + count; leaf++)
        {
            if (this[leaf] == isIn)
                continue;
            _bits[leaf >> 3] ^= (byte)(1 << (int)(leaf & 7));
            Count += isIn ? 1 : -1;
        }
    }

    /// <summary>The first runs of leaves that are neither here nor in <paramref name="nor"/>: at most so many runs and leaves.</summary>
    public IReadOnlyList<(long First, long Count)> Lacking(LeafSet? nor, int runs, long leaves) =>
        Walk(leaf => !this[leaf] && nor?[leaf] != true, 0xFF, runs, leaves);

    // Bytes of the set that say at once that there is nothing are passed over: most of a long file's do.
    private List<(long First, long Count)> Walk(Func<long, bool> counts, byte nothing, int runs, long leaves)
    {
        var result = new List<(long, long)>();
        for (var leaf = 0L; leaf < Leaves && result.Count < runs && leaves > 0;)
        {
            if ((leaf & 7) == 0 && _bits[leaf >> 3] == nothing)
            {
                leaf += 8;
                continue;
            }

            var first = leaf;
            while (leaf < Leaves && leaf - first < leaves && counts(leaf))
                leaf++;
            if (leaf == first)
            {
                leaf++;
                continue;
            }

            result.Add((first, leaf - first));
            leaves -= leaf - first;
        }

        return result;
    }
}
