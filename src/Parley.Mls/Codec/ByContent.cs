namespace Parley.Mls.Codec;

/// <summary>Compares byte strings by content.</summary>
internal sealed class ByContent : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static ByContent Instance { get; } = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(ReadOnlyMemory<byte> obj)
    {
        // HashCode is seeded per process, so a hostile list cannot aim at one bucket.
        var hash = default(HashCode);
        hash.AddBytes(obj.Span);
        return hash.ToHashCode();
    }
}
