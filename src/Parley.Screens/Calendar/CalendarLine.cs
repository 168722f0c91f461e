using Parley.Cases;
using Parley.Cases.Prevention;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Node;
using Parley.Records;
using Parley.Screens.Archives;

namespace Parley.Screens.Calendar;

/// <summary>Something that somebody owes by a time: under an instrument, on a channel, or in a case.</summary>
/// <param name="Due">By when, UTC; nothing where no number is stated or the clock does not run yet.</param>
/// <param name="By">Who owes it; nothing where several may.</param>
/// <param name="To">To whom; none: to all.</param>
/// <param name="What">What is owed.</param>
/// <param name="From">What makes it owed: an instrument and its provision, a channel, or a case.</param>
/// <param name="Address">Where it is looked at.</param>
/// <param name="State">How it stands.</param>
/// <param name="Pack">The instrument, where it is one's.</param>
/// <param name="Owed">What the instrument says of it, where it is one's.</param>
public sealed record CalendarLine(DateTimeOffset? Due, PartyId? By, IReadOnlyList<PartyId> To, string What, string From, string Address, OwedState State, Pack? Pack, Owed? Owed)
{
    /// <summary>Everything that is due in a year, or is open without a time, as it stands at a time; what is due first, first.</summary>
    public static IReadOnlyList<CalendarLine> Of(RunningNode node, RecordBook book, DateTimeOffset now, int year, string language)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(book);
        // An exchange that is due in December is for the next year.
        var owed = book.Owed(now, year, year + 1).Where(o => o.Due is { } due ? due.UtcDateTime.Year == year : o.State is OwedState.Open or OwedState.NotReceived && now.Year == year)
            .Select(o => new CalendarLine(o.Due, o.By, o.To, o.Obligation.Label.In(language) + (o.Year is { } of ? $" ({of})" : ""), $"{o.Pack.Name} {o.Obligation.Provision}", $"/instruments/{o.Pack.Name}", o.State, o.Pack, o));
        var clocks = node.Loop.View.Channels.Keys.SelectMany(c => node.Archive.Clocks(c).Select(clock => (Channel: c, Clock: clock))).Where(c => c.Clock.Due.UtcDateTime.Year == year)
            .Select(c => new CalendarLine(c.Clock.Due, c.Clock.Owes, [c.Clock.Author], $"{c.Clock.Kind.ToString().ToLowerInvariant()} {c.Clock.Author} {c.Clock.Number}", c.Channel.Name, $"/ledgers/extract/{c.Clock.Record}", c.Clock.IsOverdue ? OwedState.Overdue : OwedState.Open, null, null));
        var cases = book.Register().Select(l => book.Open(l.Name)).OfType<CaseFile>().SelectMany(f => CaseCalendar.Of(f, book.Now(f)).Select(e => (File: f, Entry: e))).Where(c => c.Entry.Due.From.Year == year)
            .Select(c => new CalendarLine(c.Entry.Due.Until, c.Entry.Owed, [], $"{c.Entry.What}: {c.Entry.Text}", c.File.Name, $"/cases/{Uri.EscapeDataString(c.File.Name)}/{(c.Entry.What == "demand" ? "demands" : c.Entry.What == "request" ? "inquiry" : c.Entry.What == "measure" ? "report" : "timeline")}", c.Entry.IsOverdue ? OwedState.Overdue : OwedState.Open, null, null));
        return [.. owed.Concat(clocks).Concat(cases).OrderBy(l => l.Due ?? DateTimeOffset.MaxValue).ThenBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.What, StringComparer.Ordinal)];
    }
}
