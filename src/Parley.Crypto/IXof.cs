namespace Parley.Crypto;

/// <summary>One extendable-output function of a provider (FIPS 202, RFC 9861).</summary>
public interface IXof
{
    /// <summary>The function's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Fills <paramref name="output"/>, of any length, from <paramref name="data"/>.</summary>
    void Hash(ReadOnlySpan<byte> data, Span<byte> output);
}
