using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Parley.Cases;
using Parley.Cases.Prevention;
using Parley.Records;

namespace Parley.Cli.Cases;

/// <summary>What stands on the calendars of cases, as events for a party's iCalendar feed.</summary>
internal static class CaseFeed
{
    /// <summary>The open words, demands, requests and measures of all cases that the party owes, or several may, and that are due in a year.</summary>
    public static IEnumerable<CalendarEvent> Of(CaseLibrary library, PartyId party, int year, DateTimeOffset now) =>
        library.Names.Select(library.Open).OfType<CaseFile>().SelectMany(file => CaseCalendar.Of(file, now)
            .Where(e => e.Due.Until.UtcDateTime.Year == year && (e.Owed is null || e.Owed == party || e.Owed.Value == $"X-{party}"))
            .Select(e => Event(file, e)));

    private static CalendarEvent Event(CaseFile file, CalendarEntry entry)
    {
        // A day that is stated as such ends with it, UTC; the feed shows its last minute.
        var due = new CalDateTime(entry.Due.Until.UtcDateTime.AddTicks(-(entry.Due.Until.UtcDateTime.Ticks % TimeSpan.TicksPerMinute)), "UTC");
        return new CalendarEvent
        {
            Uid = $"case.{file.Name}.{entry.What.Replace(' ', '-')}.{entry.Item}@parley", DtStamp = due, Start = due, End = due,
            Summary = Terminal.Plain($"{(file.Entries.Any(e => e.IsExercise) ? "EXERCISE: " : "")}{entry.Owed?.Value ?? "several"}: {entry.What}: {entry.Text} ({(entry.IsOverdue ? "overdue" : "open")})"),
            Description = $"case {file.Name}, {entry.Item}; due {entry.Due}",
        };
    }
}
