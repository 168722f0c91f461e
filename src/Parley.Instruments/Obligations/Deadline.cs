using NodaTime;
using Parley.Instruments.Packs;

namespace Parley.Instruments.Obligations;

/// <summary>When a time that is allowed ends. The tz database is the one that this NodaTime carries, and no other.</summary>
public static class Deadline
{
    private static readonly IDateTimeZoneProvider Zones = DateTimeZoneProviders.Tzdb;

    /// <summary>The version of the tz database that deadlines are computed with.</summary>
    public static string ZoneVersion => Zones.VersionId;

    /// <summary>The end of a day in a zone (nothing: UTC): the first moment that is no longer that day.</summary>
    // INS-041
    public static DateTimeOffset EndOf(int year, int month, int day, string? zone) =>
        Zone(zone).AtStartOfDay(new LocalDate(year, month, day).PlusDays(1)).ToInstant().ToDateTimeOffset();

    /// <summary>
    /// The moment by which it must be done. Hours are elapsed time. Days and months lead to the same time of day in the debtor's zone; a
    /// time that its clocks skip is taken after the gap, one that they show twice as the later. Working days end with the last of them.
    /// </summary>
    // INS-040
    public static DateTimeOffset Of(DateTimeOffset start, TimeAllowed allowed, PartyData debtor, PartyData? creditor)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        ArgumentNullException.ThrowIfNull(debtor);
        if (allowed.Unit == TimeUnit.Hours)
            return start.AddHours(allowed.Number);
        var zone = debtor.TimeZone;
        var local = Instant.FromDateTimeOffset(start).InZone(zone).LocalDateTime;
        if (allowed.Unit is TimeUnit.Days or TimeUnit.Months)
            return Resolve(allowed.Unit == TimeUnit.Days ? local.PlusDays(allowed.Number) : local.PlusMonths(allowed.Number), zone);

        // INS-042: a day on which either side does not work does not count.
        var day = local.Date;
        for (var left = allowed.Number; left > 0;)
        {
            day = day.PlusDays(1);
            if (debtor.Works(day) && (creditor?.Works(day) ?? true))
                left--;
        }

        return zone.AtStartOfDay(day.PlusDays(1)).ToInstant().ToDateTimeOffset();
    }

    /// <summary>So much before a moment, in the debtor's zone.</summary>
    public static DateTimeOffset Before(DateTimeOffset moment, TimeAllowed allowed, PartyData debtor)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        ArgumentNullException.ThrowIfNull(debtor);
        if (allowed.Unit == TimeUnit.Hours)
            return moment.AddHours(-allowed.Number);
        var local = Instant.FromDateTimeOffset(moment).InZone(debtor.TimeZone).LocalDateTime;
        return Resolve(allowed.Unit == TimeUnit.Months ? local.PlusMonths(-allowed.Number) : local.PlusDays(-allowed.Number), debtor.TimeZone);
    }

    /// <summary>A moment as the clocks of a zone show it, with its offset.</summary>
    public static DateTimeOffset In(DateTimeOffset moment, string? zone) => Instant.FromDateTimeOffset(moment).InZone(Zone(zone)).ToDateTimeOffset();

    internal static DateTimeZone Zone(string? zone) => zone is null ? DateTimeZone.Utc : Zones[zone];

    private static DateTimeOffset Resolve(LocalDateTime local, DateTimeZone zone) =>
        zone.ResolveLocal(local, NodaTime.TimeZones.Resolvers.CreateMappingResolver(NodaTime.TimeZones.Resolvers.ReturnLater, NodaTime.TimeZones.Resolvers.ReturnForwardShifted)).ToDateTimeOffset();
}

/// <summary>A party's zone and the days on which it does not work.</summary>
public sealed class PartyData(PackParty party)
{
    private readonly HashSet<LocalDate> _holidays = [.. party.Holidays];

    /// <summary>The zone; UTC where the pack names none.</summary>
    public DateTimeZone TimeZone { get; } = Deadline.Zone(party.Zone);

    /// <summary>The zone's name.</summary>
    public string? ZoneName => party.Zone;

    /// <summary>Whether a day is neither a Saturday, a Sunday nor one of its holidays.</summary>
    public bool Works(LocalDate day) => day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && !_holidays.Contains(day);
}
