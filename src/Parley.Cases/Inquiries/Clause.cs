using Parley.Records;

namespace Parley.Cases.Inquiries;

/// <summary>How a clause of the terms of reference stands.</summary>
public enum ClauseState
{
    /// <summary>Nobody has put a text.</summary>
    Open,

    /// <summary>One text is on the table, and not every party stands behind it.</summary>
    Offered,

    /// <summary>Parties stand behind different texts.</summary>
    Countered,

    /// <summary>A party rejects it and puts no text of its own.</summary>
    Rejected,

    /// <summary>Every party stands behind the same text.</summary>
    Agreed,
}

/// <summary>One move: a party puts a text, stands behind another's, or rejects.</summary>
/// <param name="Party">Whose word it is.</param>
/// <param name="IsRejection">Whether it rejects the clause.</param>
/// <param name="Text">The clause's text; for a rejection the reason.</param>
/// <param name="Entry">The record that states it.</param>
public sealed record ClauseMove(PartyId Party, bool IsRejection, string Text, Entry Entry);

/// <summary>A clause of the terms of reference with every move made about it.</summary>
public sealed record Clause(string Name, ClauseState State, string? Agreed, IReadOnlyDictionary<PartyId, ClauseMove> Latest, IReadOnlyList<ClauseMove> Moves);
