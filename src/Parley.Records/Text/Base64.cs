namespace Parley.Records.Text;

/// <summary>Base64 (RFC 4648 §4), one form only: padded, no white space, unused bits zero.</summary>
public static class Base64
{
    /// <summary>Reads exactly <paramref name="size"/> bytes; anything else is refused.</summary>
    public static bool TryDecode(string text, int size, out byte[] bytes)
    {
        bytes = new byte[size];
        return text.Length == (size + 2) / 3 * 4
            && Convert.TryFromBase64String(text, bytes, out var written)
            && written == size
            && Convert.ToBase64String(bytes) == text;
    }
}
