namespace Parley.Mls.Tree;

/// <summary>When a key package's leaf is valid (RFC 9420 §7.2), in seconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="NotBefore">The first second.</param>
/// <param name="NotAfter">The last second.</param>
public sealed record Lifetime(ulong NotBefore, ulong NotAfter)
{
    /// <summary>A lifetime that starts <paramref name="before"/> the given time, for clocks that differ, and ends <paramref name="after"/> it.</summary>
    public static Lifetime Around(DateTimeOffset now, TimeSpan before, TimeSpan after) =>
        new((ulong)Math.Max(0, (now - before).ToUnixTimeSeconds()), (ulong)Math.Max(0, (now + after).ToUnixTimeSeconds()));

    /// <summary>Whether the time lies within.</summary>
    public bool Contains(DateTimeOffset now)
    {
        var second = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        return NotBefore <= second && second <= NotAfter;
    }
}
