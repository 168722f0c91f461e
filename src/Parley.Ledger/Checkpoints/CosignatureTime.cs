using System.Globalization;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>The time of a cosignature: whole seconds since 1970 (POSIX), 0 to 2^63-1; 0 says nothing about time.</summary>
public readonly record struct CosignatureTime : IComparable<CosignatureTime>
{
    /// <summary>Takes seconds since 1970; throws <see cref="ArgumentOutOfRangeException"/> for a negative number.</summary>
    public CosignatureTime(long seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        Seconds = seconds;
    }

    /// <summary>Seconds since 1970.</summary>
    public long Seconds { get; }

    /// <summary>The second in which <paramref name="time"/> lies.</summary>
    public static CosignatureTime Of(DateTimeOffset time) => new(time.ToUnixTimeSeconds());

    /// <summary>The time that a cosignature's line states, or nothing where the line is of no such shape.</summary>
    public static CosignatureTime? In(NoteSignature line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Cosignature.Read(line.Signature.Span)?.Time;
    }

    // LED-042
    /// <summary>Whether the time is further ahead of <paramref name="now"/> than clocks may differ.</summary>
    public bool IsAfter(DateTimeOffset now, TimeSpan allowance) => Seconds > (now + allowance).ToUnixTimeSeconds();

    /// <inheritdoc/>
    public int CompareTo(CosignatureTime other) => Seconds.CompareTo(other.Seconds);

    /// <summary>The seconds in decimal.</summary>
    public override string ToString() => Seconds.ToString(CultureInfo.InvariantCulture);
}
