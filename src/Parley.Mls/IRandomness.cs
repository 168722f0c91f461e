namespace Parley.Mls;

/// <summary>Where random bytes come from: the operating system in a node, a seeded generator in a simulation.</summary>
public interface IRandomness
{
    /// <summary>Fills the span with bytes that nobody can predict.</summary>
    void Fill(Span<byte> destination);
}
