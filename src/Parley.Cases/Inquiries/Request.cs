using Parley.Records;

namespace Parley.Cases.Inquiries;

/// <summary>What became of a request.</summary>
public enum RequestState
{
    /// <summary>Asked, and nothing has come yet.</summary>
    Requested,

    /// <summary>Promised by the party that was asked.</summary>
    Promised,

    /// <summary>Supplied, by the word of the party that was asked.</summary>
    Supplied,

    /// <summary>Supplied in a form that the asker cannot use, by the asker's word.</summary>
    Unusable,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Not recorded: it never existed.</summary>
    NotRecorded,

    /// <summary>Destroyed.</summary>
    Destroyed,

    /// <summary>The clock has run out without a word, or the asker says that none came.</summary>
    NoAnswer,
}

/// <summary>Something that one party asks of another for an inquiry.</summary>
/// <param name="Entry">The record that states it.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="Asked">Who is asked.</param>
/// <param name="Asks">What is asked for.</param>
/// <param name="Due">By when; nothing where no clock was set.</param>
/// <param name="Answers">What was said to it, in the order of time.</param>
public sealed record Request(Entry Entry, PartyId Asker, PartyId Asked, string Asks, StatedTime? Due, IReadOnlyList<Entry> Answers)
{
    // CAS-046
    /// <summary>What became of it at a time: no answer only where a clock was set and has run out, or by the asker's own word.</summary>
    public RequestState StateAt(DateTimeOffset now) => Answers.LastOrDefault()?["state"] switch
    {
        "supplied" => RequestState.Supplied,
        "unusable" => RequestState.Unusable,
        "refused" => RequestState.Refused,
        "not-recorded" => RequestState.NotRecorded,
        "destroyed" => RequestState.Destroyed,
        null when Entry["no-answer"] is not null => RequestState.NoAnswer,
        "promised" when !IsOverdue(now) => RequestState.Promised,
        _ => IsOverdue(now) ? RequestState.NoAnswer : RequestState.Requested,
    };

    /// <summary>Whether its clock has run out and it was not answered for good.</summary>
    public bool IsOverdue(DateTimeOffset now) => Due is { } due && now > due.Until && (Answers.LastOrDefault()?["state"] is null or "promised");

    /// <summary>Whole days since it was asked.</summary>
    public int DaysElapsed(DateTimeOffset now) => Math.Max(0, (int)(now - (StatedTime.Read(Entry["asked"])?.From ?? Entry.Composed)).TotalDays);
}
