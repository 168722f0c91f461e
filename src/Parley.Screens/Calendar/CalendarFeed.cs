using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.Instruments.Obligations;
using Parley.Node;
using Parley.Records;
using Parley.Screens.Archives;

namespace Parley.Screens.Calendar;

/// <summary>What is owed under instruments as an iCalendar file, for any calendar program.</summary>
public static class CalendarFeed
{
    private static readonly TimeSpan Alarm = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The deadlines of a year: of <c>sides</c>, of <c>all</c>, or of one party.</summary>
    public static IResult Serve(RunningNode node, RecordBook book, string whose, int year)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (year is < 1900 or > 9000)
            return Results.NotFound();
        book.Advance(Patience);
        var sides = Sides(node, whose);
        var owed = book.Owed(book.Now(), year, year + 1).Where(o => o.Due?.UtcDateTime.Year == year && (sides is null || sides.Contains(o.By)));
        return Results.File(Encoding.UTF8.GetBytes(Feed.Of(owed, Alarm)), "text/calendar; charset=utf-8", $"parley-{year}.ics");
    }

    /// <summary>The parties whose deadlines are meant; nothing: everybody's. Both sides are this node's party and those that it shares a channel with; in an exercise also whom they play.</summary>
    public static IReadOnlySet<PartyId>? Sides(RunningNode node, string whose)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (whose == "all")
            return null;
        if (whose != "sides")
            return PartyId.TryParse(whose, out var one) ? new HashSet<PartyId> { one } : new HashSet<PartyId>();
        var members = node.Loop.View.Channels.Values.SelectMany(p => p.Members.Select(m => m.Party)).Append(node.Self);
        return members.SelectMany(p => p.IsExercise && PartyId.TryParse(p.Value[2..], out var played) ? new[] { p, played } : [p]).ToHashSet();
    }
}
