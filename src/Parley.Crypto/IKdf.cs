namespace Parley.Crypto;

/// <summary>One extract-and-expand key derivation function of a provider (RFC 5869).</summary>
public interface IKdf
{
    /// <summary>The function's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a pseudorandom key (Nh): the output of <see cref="Extract"/>.</summary>
    int Size { get; }

    /// <summary>HKDF-Extract. <paramref name="prk"/> takes exactly <see cref="Size"/> bytes; an empty salt means <see cref="Size"/> zeros.</summary>
    void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> prk);

    /// <summary>HKDF-Expand. Fills <paramref name="output"/>, at most 255 × <see cref="Size"/> bytes; more is an <see cref="ArgumentException"/>.</summary>
    void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> output);
}
