using System.Text;
using Parley.Records;

namespace Parley.Simulator;

/// <summary>
/// Numbers that a seed decides: xoshiro256** (Blackman and Vigna, 2018). Each purpose has a stream of its own, so that one kind of
/// fault less leaves the others where they were.
/// </summary>
public sealed class Chance
{
    private ulong _a, _b, _c, _d;

    /// <summary>The stream of a seed and a purpose.</summary>
    public Chance(long seed, string purpose)
    {
        Span<byte> state = stackalloc byte[Digest.Size];
        Digest.Of(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed} {purpose}"))).CopyTo(state);
        _a = BitConverter.ToUInt64(state);
        _b = BitConverter.ToUInt64(state[8..]);
        _c = BitConverter.ToUInt64(state[16..]);
        _d = BitConverter.ToUInt64(state[24..]);
    }

    /// <summary>A number from 0 to one less than <paramref name="below"/>.</summary>
    public int Next(int below) => (int)((UInt128)NextUInt64() * (ulong)below >> 64);

    /// <summary>True this often, from 0 to 1.</summary>
    public bool Happens(double probability) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>A time between the two.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + new TimeSpan((long)((UInt128)NextUInt64() * (ulong)Math.Max(1, (most - least).Ticks) >> 64));

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }
}
