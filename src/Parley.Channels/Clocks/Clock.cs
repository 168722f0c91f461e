using Parley.Records;

namespace Parley.Channels.Clocks;

/// <summary>What a member owes, and by when.</summary>
/// <param name="Record">The record that it is about; of a promised word, the holding message.</param>
/// <param name="Author">Who wrote that.</param>
/// <param name="Number">Its number.</param>
/// <param name="Precedence">Its precedence.</param>
/// <param name="Owes">Who owes.</param>
/// <param name="Kind">What is owed.</param>
/// <param name="Due">By when, in the channel's time.</param>
/// <param name="Open">Of an answer, the questions that are open.</param>
/// <param name="Subject">Of a promised word, the subject that it is to be about.</param>
/// <param name="Asked">How often it was asked for again; 0 while it is not overdue.</param>
/// <param name="AskAt">When it is asked for next, in the channel's time; nothing: no more.</param>
public sealed record Clock(
    Digest Record, PartyId Author, long Number, Precedence Precedence, PartyId Owes, ClockKind Kind, DateTimeOffset Due,
    IReadOnlyList<string> Open, string? Subject, int Asked, DateTimeOffset? AskAt)
{
    /// <summary>What identifies a clock within its channel.</summary>
    public (Digest Record, PartyId Owes, ClockKind Kind) Key => (Record, Owes, Kind);

    /// <summary>Whether its time has passed and the watch was told.</summary>
    public bool IsOverdue => Asked > 0;
}

/// <summary>What is owed.</summary>
public enum ClockKind
{
    /// <summary>That an officer reads a record.</summary>
    Reading,

    /// <summary>An answer to every question of a record, or a refusal.</summary>
    Answer,

    /// <summary>The next word that a holding message promised.</summary>
    Word,

    /// <summary>A party's header of a sealed exchange in which another has given its own.</summary>
    Header,

    /// <summary>A party's fields in a sealed exchange whose headers are all in.</summary>
    Fields,
}
