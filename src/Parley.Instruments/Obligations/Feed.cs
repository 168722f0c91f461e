using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Parley.Instruments.Obligations;

/// <summary>What is owed as an iCalendar feed (RFC 5545): an event at each deadline, with an alarm before it while it is open.</summary>
public static class Feed
{
    /// <summary>The feed, with <paramref name="more"/> events after it, which get the same alarm. The same make the same bytes: nothing in it is random or of the moment.</summary>
    public static string Of(IEnumerable<Owed> owed, TimeSpan alarm, IEnumerable<CalendarEvent>? more = null)
    {
        ArgumentNullException.ThrowIfNull(owed);
        var calendar = new Calendar { ProductId = "-//Parley//Instruments//EN" };
        foreach (var item in owed.Where(o => o.Due is not null).OrderBy(o => o.Due).ThenBy(o => Uid(o), StringComparer.Ordinal))
        {
            var due = new CalDateTime(item.Due!.Value.UtcDateTime, "UTC");
            var entry = new CalendarEvent
            {
                Uid = Uid(item), DtStamp = due, Start = due, End = due,
                Summary = $"{item.By}: {item.Obligation.Label.In("en")} ({Word(item.State)})",
                Description = $"{item.Pack.Name} {item.Pack.Version}, {item.Obligation.Provision}; form {item.Obligation.Form}; level {item.Pack.Level.ToString().ToLowerInvariant()}",
            };
            if (item.State is OwedState.Open or OwedState.Overdue)
                Ring(entry);
            calendar.Events.Add(entry);
        }

        foreach (var entry in (more ?? []).OrderBy(e => e.Start!.AsUtc).ThenBy(e => e.Uid, StringComparer.Ordinal))
        {
            Ring(entry);
            calendar.Events.Add(entry);
        }

        return new CalendarSerializer().SerializeToString(calendar) ?? "";

        void Ring(CalendarEvent entry) => entry.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = entry.Summary, Trigger = new Trigger(Duration.FromTimeSpanExact(-alarm)) });
    }

    /// <summary>The word for a state, as screens and programs have it.</summary>
    public static string Word(OwedState state) => state switch
    {
        OwedState.NotReceived => "not received", _ => state.ToString().ToLowerInvariant(),
    };

    private static string Uid(Owed owed) => $"{owed.Pack.Name}.{owed.Obligation.Id}.{owed.By}.{owed.Start?.ToString()[..16] ?? owed.Year?.ToString(System.Globalization.CultureInfo.InvariantCulture)}@parley";
}
