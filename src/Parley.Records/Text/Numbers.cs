using System.Globalization;

namespace Parley.Records.Text;

/// <summary>Positive decimal numbers, one form only: no sign, no leading zero, at most 2^53 − 1 so that every JSON reader keeps them exact.</summary>
public static class Numbers
{
    /// <summary>The largest number that a document may carry.</summary>
    public const long Max = (1L << 53) - 1;

    /// <summary>Reads a number from 1 to <see cref="Max"/>.</summary>
    public static bool TryParse(string text, out long value)
    {
        value = 0;
        return text.Length is > 0 and <= 16
            && text[0] is >= '1' and <= '9'
            // The framework's parser lets a NUL follow a number: two texts of one number would be two forms.
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value <= Max;
    }
}
