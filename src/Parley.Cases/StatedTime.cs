using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Records.Text;

namespace Parley.Cases;

/// <summary>
/// A time as somebody stated it, UTC, with what is not known about it: a second, a day, a month or a year, and the words that
/// follow. It lies between <see cref="From"/> and <see cref="Until"/>.
/// </summary>
public sealed partial record StatedTime(DateTimeOffset From, DateTimeOffset Until, string Text)
{
    /// <summary>Reads a time that a text begins with: <c>2022-12-29T07:25:00Z</c>, <c>2022-12-29</c>, <c>2022-12</c> or <c>2022</c>; nothing where it begins with none.</summary>
    public static StatedTime? Read(string? text)
    {
        if (text is null || Pattern().Match(text) is not { Success: true } match)
            return null;
        if (match.Groups["second"].Success)
            return Times.TryParse(match.Value, out var time) ? new StatedTime(time, time, text) : null;
        var (year, month, day) = (Part("year"), Part("month"), Part("day"));
        if (year < 1 || month > 12 || (day > 0 && day > DateTime.DaysInMonth(year, month)) || (match.Groups["month"].Success && month < 1) || (match.Groups["day"].Success && day < 1))
            return null;
        var from = new DateTimeOffset(year, Math.Max(1, month), Math.Max(1, day), 0, 0, 0, TimeSpan.Zero);
        var days = day > 0 ? 1 : month > 0 ? DateTime.DaysInMonth(year, month) : DateTime.IsLeapYear(year) ? 366 : 365;
        // One tick short: the last day of the year 9999 has no day after it.
        return new StatedTime(from, from.AddTicks(days * TimeSpan.TicksPerDay - 1), text);

        int Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Whether this is earlier than the other whatever is not known about either.</summary>
    public bool IsBefore(StatedTime other) => Until < other.From;

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"\A(?:(?<second>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)|(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2}))?)?)(?![\dT-])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
