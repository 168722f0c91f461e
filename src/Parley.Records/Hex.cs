namespace Parley.Records;

/// <summary>Lower-case hexadecimal, one form only: an upper-case digit is a different text and is refused.</summary>
internal static class Hex
{
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (text.Length != destination.Length * 2)
            return false;
        for (var i = 0; i < destination.Length; i++)
        {
            int high = Digit(text[2 * i]), low = Digit(text[2 * i + 1]);
            if (high < 0 || low < 0)
                return false;
            destination[i] = (byte)(high << 4 | low);
        }

        return true;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        _ => -1,
    };
}
