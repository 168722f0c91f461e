using NodaTime;
using NodaTime.Text;

namespace Parley.Node.Watch;

/// <summary>A person of the key <c>roster</c>: hours on duty in a named time zone, and an address.</summary>
public sealed class Person
{
    private static readonly LocalTimePattern Hours = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");

    /// <summary>The name or pseudonym, as the node shows it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The e-mail address.</summary>
    public string Mail { get; init; } = "";

    /// <summary>The time zone of the hours, as the tz database names it.</summary>
    public string Zone { get; init; } = "";

    /// <summary>When duty begins, local time.</summary>
    public string From { get; init; } = "00:00";

    /// <summary>When it ends, local time, on the next day where it is not after <see cref="From"/>.</summary>
    public string Until { get; init; } = "00:00";

    /// <summary>The days on which duty begins: mon, tue, wed, thu, fri, sat, sun.</summary>
    public string[] Days { get; init; } = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Whether this person is on duty at a time.</summary>
    public bool IsOnDuty(DateTimeOffset time)
    {
        var local = Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb[Zone]).LocalDateTime;
        var (from, until) = (Hours.Parse(From).Value, Hours.Parse(Until).Value);
        var begunToday = local.TimeOfDay >= from && Begins(local.Date);
        return from < until
            ? begunToday && local.TimeOfDay < until
            : begunToday || (local.TimeOfDay < until && Begins(local.Date.PlusDays(-1)));
    }

    internal void Check(string path)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Any(char.IsControl))
            throw new InvalidDataException($"{path}: roster: each person needs a 'name'.");
        AlarmAction.CheckAddress(path, $"roster: {Name}", Mail);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone ?? "") is null)
            throw new InvalidDataException($"{path}: roster: {Name}: 'zone' must be a time zone of the tz database, such as Europe/Minsk or UTC; it is '{Zone}'.");
        foreach (var (key, value) in new[] { ("from", From), ("until", Until) })
        {
            if (!Hours.Parse(value ?? "").Success)
                throw new InvalidDataException($"{path}: roster: {Name}: '{key}' must be a time in quotes, such as \"08:00\"; it is '{value}'.");
        }

        if (Days is null || Days.Length == 0 || Days.Any(d => DayOf(d) == IsoDayOfWeek.None))
            throw new InvalidDataException($"{path}: roster: {Name}: 'days' must be a list of mon, tue, wed, thu, fri, sat, sun.");
    }

    private bool Begins(LocalDate date) => Days.Any(d => DayOf(d) == date.DayOfWeek);

    private static IsoDayOfWeek DayOf(string? day) => day switch
    {
        "mon" => IsoDayOfWeek.Monday,
        "tue" => IsoDayOfWeek.Tuesday,
        "wed" => IsoDayOfWeek.Wednesday,
        "thu" => IsoDayOfWeek.Thursday,
        "fri" => IsoDayOfWeek.Friday,
        "sat" => IsoDayOfWeek.Saturday,
        "sun" => IsoDayOfWeek.Sunday,
        _ => IsoDayOfWeek.None,
    };
}
