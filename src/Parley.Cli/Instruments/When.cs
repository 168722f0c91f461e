using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Parley.Records.Text;

namespace Parley.Cli.Instruments;

/// <summary>Days and times that people type.</summary>
internal static class When
{
    /// <summary>A day, or the day of a UTC time.</summary>
    public static LocalDate Day(string? text, string option) => text is null ? LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value
        : Times.TryParse(text, out var time) ? LocalDate.FromDateTime(time.UtcDateTime)
        : throw new CommandFailure($"{option} is a day such as 2022-12-29, or a UTC time such as 2022-12-29T07:25:00Z, not '{text}'");

    /// <summary>A UTC time; a day means its end: what was known on that day.</summary>
    public static DateTimeOffset Instant(string? text, string option) => text is null ? TimeProvider.System.GetUtcNow()
        : Times.TryParse(text, out var time) ? time
        : new DateTimeOffset(Day(text, option).PlusDays(1).ToDateTimeUnspecified(), TimeSpan.Zero).AddSeconds(-1);

    public static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
