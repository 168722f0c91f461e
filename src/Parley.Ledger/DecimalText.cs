using System.Globalization;
using System.Text;

namespace Parley.Ledger;

/// <summary>Sizes, indexes and times in text: decimal from 0 to 2^63-1, no sign and no leading zero.</summary>
internal static class DecimalText
{
    public static bool TryParse(string text, out long value)
    {
        value = 0;

        // The framework's parser forgives NUL characters at the end, so digits are looked at here.
        return text.Length is > 0 and <= 19
            && (text[0] != '0' || text.Length == 1)
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    public static byte[] Bytes(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
}
