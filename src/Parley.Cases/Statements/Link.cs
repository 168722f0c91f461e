using Parley.Records;

namespace Parley.Cases.Statements;

/// <summary>Somebody's word on a link: that it holds, or that it does not.</summary>
public sealed record LinkWord(PartyId Party, string Reason, Entry Entry);

/// <summary>How a link stands.</summary>
public enum LinkState
{
    /// <summary>It follows from claims, and no person has said anything about it.</summary>
    Proposed,

    /// <summary>A person says that it holds, and nobody says that it does not.</summary>
    Asserted,

    /// <summary>A person says that it holds and another party says that it does not.</summary>
    Disputed,

    /// <summary>A person says that it does not hold, and nobody says that it does.</summary>
    Dismissed,
}

/// <summary>A typed link between two things of a case, with who asserts and who denies it.</summary>
/// <param name="Type"><c>contradicts</c>, <c>narrows</c>, <c>corrects</c>, <c>retracts</c>, <c>repeats</c>, <c>differs-in-emphasis</c>, <c>source-conflict</c>, or a word between incidents.</param>
/// <param name="From">The earlier, or the wider.</param>
/// <param name="To">The later, or the narrower.</param>
/// <param name="Proposal">Why it follows from claims; nothing where only a person saw it.</param>
/// <param name="Asserted">Who says that it holds; each party's latest word.</param>
/// <param name="Denied">Who says that it does not.</param>
public sealed record Link(string Type, string From, string To, string? Proposal, IReadOnlyList<LinkWord> Asserted, IReadOnlyList<LinkWord> Denied)
{
    // CAS-029
    /// <summary>How it stands.</summary>
    public LinkState State => (Asserted.Count, Denied.Count) switch
    {
        (0, 0) => LinkState.Proposed,
        (_, 0) => LinkState.Asserted,
        (0, _) => LinkState.Dismissed,
        _ => LinkState.Disputed,
    };
}
