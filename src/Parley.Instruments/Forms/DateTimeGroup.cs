using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Instruments.Forms;

/// <summary>Times as military messages write them: <c>290725Z DEC 22</c>, always Zulu.</summary>
public static partial class DateTimeGroup
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>Writes a time; seconds are dropped.</summary>
    public static string Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{utc:ddHHmm}Z {Months[utc.Month - 1]} {utc:yy}");
    }

    /// <summary>Reads a date-time group of the years 2000 to 2099.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (Pattern().Match(text ?? "") is not { Success: true } match || Array.IndexOf(Months, match.Groups[4].Value) is var month && month < 0)
            return false;
        int Part(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var (day, hour, minute, year) = (Part(1), Part(2), Part(3), 2000 + Part(5));
        if (day < 1 || day > DateTime.DaysInMonth(year, month + 1) || hour > 23 || minute > 59)
            return false;
        time = new DateTimeOffset(year, month + 1, day, hour, minute, 0, TimeSpan.Zero);
        return true;
    }

    [GeneratedRegex(@"\A(\d{2})(\d{2})(\d{2})Z ?([A-Z]{3}) ?(\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
