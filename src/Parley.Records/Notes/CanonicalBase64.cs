using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Parley.Records.Notes;

/// <summary>Base 64 of RFC 4648 §4 in its one canonical form: padded, no white space, unused bits zero.</summary>
public static class CanonicalBase64
{
    private const int OnStack = 256;

    /// <summary>Decodes <paramref name="text"/>; anything but the canonical form is a <c>false</c>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, buffer, out _, out var written) != OperationStatus.Done)
            return false;

        // A decoder that forgives lets two texts mean one signature; writing it again shows whether it forgave.
        Span<byte> again = text.Length <= OnStack ? stackalloc byte[OnStack] : new byte[Base64.GetMaxEncodedToUtf8Length(written)];
        Base64.EncodeToUtf8(buffer.AsSpan(0, written), again, out _, out var length);
        if (!again[..length].SequenceEqual(text))
            return false;

        bytes = written == buffer.Length ? buffer : buffer[..written];
        return true;
    }

    /// <summary>Decodes exactly <paramref name="destination"/>'s length of bytes; <c>false</c> for any other length or form.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.Length != Base64.GetMaxEncodedToUtf8Length(destination.Length)
            || !TryDecode(text, out var bytes)
            || bytes.Length != destination.Length)
        {
            return false;
        }

        bytes.CopyTo(destination);
        return true;
    }

    /// <summary>Decodes exactly <paramref name="size"/> bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length != Base64.GetMaxEncodedToUtf8Length(size))
            return false;
        var decoded = new byte[size];
        Span<char> again = text.Length <= OnStack ? stackalloc char[OnStack] : new char[text.Length];
        if (!Convert.TryFromBase64Chars(text, decoded, out var written) || written != size
            || !Convert.TryToBase64Chars(decoded, again, out var length) || !again[..length].SequenceEqual(text))
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>Encodes <paramref name="bytes"/> as text.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);
}
