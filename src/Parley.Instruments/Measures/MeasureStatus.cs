using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Measures;

/// <summary>Whether a measure is carried out, apart from whether its instrument is in force.</summary>
public enum MeasureState
{
    /// <summary>Nobody has said anything about it.</summary>
    NothingSaid,

    /// <summary>It is carried out.</summary>
    CarriedOut,

    /// <summary>It is not carried out: declared by the party that does not, or said of it by the other.</summary>
    NotCarriedOut,

    /// <summary>It cannot be carried out; the party says why.</summary>
    Impossible,

    /// <summary>Something else was agreed in its place.</summary>
    Substituted,
}

/// <summary>The state of a measure between two parties in a period, as the parties' own last words have it.</summary>
/// <param name="Pack">The instrument.</param>
/// <param name="Measure">The measure.</param>
/// <param name="State">Its state; where the two differ, the less favourable, with a remark.</param>
/// <param name="Why">Why, in the words of the party that says so.</param>
/// <param name="Substitute">What was agreed in its place.</param>
/// <param name="ResumeWhen">On what condition it is to be resumed.</param>
/// <param name="Proposed">Who has proposed to resume it and waits for the other's word.</param>
/// <param name="Said">How each party carries it out, by its own word or, where it has said nothing, by the other's.</param>
/// <param name="Undeclared">The parties of whom only the other says so.</param>
public sealed record MeasureStatus(
    Pack Pack, MeasureDefinition Measure, MeasureState State, string? Why, string? Substitute, string? ResumeWhen, PartyId? Proposed, IReadOnlyDictionary<PartyId, MeasureState> Said, IReadOnlyList<PartyId> Undeclared)
{
    /// <summary>Whether it works today: carried out, or by its substitute.</summary>
    public bool Works => State is MeasureState.CarriedOut or MeasureState.Substituted;
}
