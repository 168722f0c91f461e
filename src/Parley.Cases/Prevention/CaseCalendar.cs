using Parley.Cases.Demarches;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Records;

namespace Parley.Cases.Prevention;

/// <summary>Something of a case that somebody owes by a time.</summary>
/// <param name="Due">By when.</param>
/// <param name="What"><c>next word</c>, <c>demand</c>, <c>request</c> or <c>measure</c>.</param>
/// <param name="Text">The words.</param>
/// <param name="Owed">Who owes it; nothing where several may.</param>
/// <param name="Item">The thing that it is about.</param>
/// <param name="IsOverdue">Whether the time has passed.</param>
public sealed record CalendarEntry(StatedTime Due, string What, string Text, PartyId? Owed, ItemId Item, bool IsOverdue);

/// <summary>What of a case stands on the watch's calendar: open things with a time, whatever became of the report.</summary>
public static class CaseCalendar
{
    // CAS-082
    /// <summary>The open entries at a time, earliest first.</summary>
    public static IReadOnlyList<CalendarEntry> Of(CaseFile file, DateTimeOffset now)
    {
        var incident = Incident.Of(file);
        var words = incident.Holding.Concat(incident.FirstReports).ToArray();
        return
        [
            .. incident.Holding
                .Where(h => StatedTime.Read(h["next-word-by"]) is not null && !words.Any(w => w.Party == h.Party && Entry.ByTime(w, h) > 0))
                .Select(h => Open(StatedTime.Read(h["next-word-by"])!, "next word", h["about"] ?? "", h.Party, h.Item))
                .Concat(Demarche.Of(file).Where(d => d.Deadline is not null).SelectMany(d => d.Demands.Where(n => n.IsOpen).Select(n => Open(d.Deadline!, "demand", n.Text, null, d.Note.Item))))
                .Concat(Inquiry.Of(file).Requests.Where(r => r.Due is not null && r.StateAt(now) is (RequestState.Requested or RequestState.Promised or RequestState.NoAnswer)).Select(r => Open(r.Due!, "request", r.Asks, r.Asked, r.Entry.Item)))
                .Concat(Measure.Of(file).Where(m => m.Due is not null && m.StateAt(now) is (MeasureState.Agreed or MeasureState.Overdue)).Select(m => Open(m.Due!, "measure", m.Text, m.Owner, m.Entry.Item)))
                .OrderBy(e => e.Due.From).ThenBy(e => e.Item),
        ];

        CalendarEntry Open(StatedTime due, string what, string text, PartyId? owed, ItemId item) => new(due, what, text, owed, item, now > due.Until);
    }
}
