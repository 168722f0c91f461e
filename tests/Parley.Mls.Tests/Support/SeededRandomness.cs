namespace Parley.Mls.Tests.Support;

/// <summary>Reproducible bytes: the same seed gives the same run.</summary>
internal sealed class SeededRandomness(int seed) : IRandomness
{
    private readonly Random random = new(seed);

    public void Fill(Span<byte> destination) => random.NextBytes(destination);
}
