namespace Parley.Crypto;

/// <summary>One message authentication code of a provider.</summary>
public interface IMac
{
    /// <summary>The code's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a full tag.</summary>
    int Size { get; }

    /// <summary>Writes the tag of <paramref name="data"/> under a key of any length; <paramref name="tag"/> takes exactly <see cref="Size"/> bytes.</summary>
    void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag);

    /// <summary>Whether <paramref name="tag"/> is the full tag of <paramref name="data"/>, in time that does not depend on where it differs.</summary>
    bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag);
}
