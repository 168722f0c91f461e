using System.Numerics;

namespace Parley.Ledger.Merkle;

/// <summary>The leaves from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
internal readonly record struct LeafRange(long Start, long End)
{
    public long Count => End - Start;

    // LED-002: the left part is the largest power of two smaller than the count.
    public (LeafRange Left, LeafRange Right) Split()
    {
        var middle = Start + (1L << BitOperations.Log2((ulong)(Count - 1)));
        return (new(Start, middle), new(middle, End));
    }
}
