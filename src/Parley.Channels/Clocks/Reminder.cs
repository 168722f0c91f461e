using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Channels.Clocks;

/// <summary>What a node asks for again: records of its party that a member has not read, or not answered. Never receipted, and nothing is asked about it.</summary>
public static class Reminder
{
    /// <summary>The field with what is missing: <c>reading</c> or <c>answer</c>.</summary>
    public const string MissingField = "missing";

    /// <summary>The field with the member that is asked.</summary>
    public const string FromField = "from";

    /// <summary>How often a record is asked for again.</summary>
    public const int MaxAsked = 6;

    // LAD-025: the precedence's answer time after the first, then twice as long each time, a week at most.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>When the next reminder goes, <paramref name="asked"/> having gone, or nothing.</summary>
    internal static DateTimeOffset? Next(DateTimeOffset now, int asked, long answerSeconds)
    {
        if (asked >= MaxAsked)
            return null;
        var wait = TimeSpan.FromSeconds(answerSeconds * Math.Pow(2, asked - 1));
        return now + (wait < Longest ? wait : Longest);
    }

    internal static Field[] ToFields(IEnumerable<Clock> clocks, PartyId from, ClockKind kind) =>
    [
        Receipts.ToField(clocks.Select(c => (c.Record, (long?)null))),
        new Field(MissingField, Word(kind)),
        new Field(FromField, from.Value),
    ];

    // LAD-026
    /// <summary>Whom it asks for what about which records, or nothing where it does not read.</summary>
    public static (PartyId From, ClockKind Kind, IReadOnlyList<Digest> Records)? Read(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Receipts.Covered(record) is { } records && PartyId.TryParse(record.Fields[FromField] ?? "", out var from)
            && record.Fields[MissingField] is var missing && (missing == Word(ClockKind.Reading) || missing == Word(ClockKind.Answer))
            ? (from, missing == Word(ClockKind.Answer) ? ClockKind.Answer : ClockKind.Reading, records)
            : null;
    }

    private static string Word(ClockKind kind) => kind == ClockKind.Answer ? "answer" : "reading";
}
