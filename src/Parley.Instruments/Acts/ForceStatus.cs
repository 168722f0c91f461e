using NodaTime;
using Parley.Records;

namespace Parley.Instruments.Acts;

/// <summary>Whether an instrument binds.</summary>
public enum ForceState
{
    /// <summary>It binds.</summary>
    InForce,

    /// <summary>It does not.</summary>
    NotInForce,

    /// <summary>Parties' acts contradict each other about it.</summary>
    Disputed,

    /// <summary>What is known does not say.</summary>
    Unknown,
}

/// <summary>Whether an instrument binds at a day, as known by a time to a party or to anybody.</summary>
/// <param name="State">Whether it binds.</param>
/// <param name="Since">From when, or since when not.</param>
/// <param name="Until">The first day on which it is no longer in force, as far as known: of the period that the day lies in, or before it.</param>
/// <param name="Suspended">Whether it is not in force because its operation is suspended.</param>
/// <param name="Remarks">What else follows, in sentences.</param>
/// <param name="Parties">The same for each party, where parties differ.</param>
/// <param name="Acts">The acts that were known, in the order of their dates.</param>
public sealed record ForceStatus(
    ForceState State, LocalDate? Since, LocalDate? Until, bool Suspended, IReadOnlyList<string> Remarks, IReadOnlyDictionary<PartyId, ForceState> Parties, IReadOnlyList<Act> Acts);
