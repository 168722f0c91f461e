using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>How an obligation stands at a time.</summary>
public enum OwedState
{
    /// <summary>Its clock runs from the receipt, and the debtor has not said that it received what starts it.</summary>
    NotReceived,

    /// <summary>It is to be met, and there is time; or none is stated ("promptly").</summary>
    Open,

    /// <summary>Met in time.</summary>
    Met,

    /// <summary>Met after the time.</summary>
    Late,

    /// <summary>Answered, and the asker has called an answer inadequate.</summary>
    Inadequate,

    /// <summary>The time is over and it is not met.</summary>
    Overdue,

    /// <summary>The debtor has said that it will not.</summary>
    Declined,

    /// <summary>The party to whom it was owed has waived it.</summary>
    Waived,
}

/// <summary>What is owed, by whom, to whom, by when.</summary>
/// <param name="Pack">The instrument.</param>
/// <param name="Obligation">What it makes the debtor owe.</param>
/// <param name="By">Who owes.</param>
/// <param name="To">To whom; none: all parties.</param>
/// <param name="Start">The record that started it; nothing where a day of the year does.</param>
/// <param name="Year">The year that it is for, where a day of the year starts it.</param>
/// <param name="ClockStart">From when the time counts, UTC.</param>
/// <param name="Due">By when, UTC; nothing where the text names no number, or the clock does not run.</param>
/// <param name="State">How it stands.</param>
/// <param name="MetBy">The record that met it, or tried to.</param>
/// <param name="MetAt">When that was composed.</param>
/// <param name="MetReceived">When the first of those to whom it is owed had it.</param>
/// <param name="Inadequate">The questions that the asker called inadequately answered.</param>
public sealed record Owed(
    Pack Pack, ObligationDefinition Obligation, PartyId By, IReadOnlyList<PartyId> To, Digest? Start, int? Year, DateTimeOffset? ClockStart, DateTimeOffset? Due,
    OwedState State, Digest? MetBy, DateTimeOffset? MetAt, DateTimeOffset? MetReceived, IReadOnlyList<string> Inadequate);

/// <summary>How much of a quota is used in a year.</summary>
/// <param name="Pack">The instrument.</param>
/// <param name="Quota">The quota.</param>
/// <param name="Year">The calendar year, UTC.</param>
/// <param name="Of">The party that the quota protects.</param>
/// <param name="From">The party that has asked; nothing: all together.</param>
/// <param name="Used">How often it was used.</param>
/// <param name="Most">How often it may be.</param>
public sealed record QuotaUse(Pack Pack, Quota Quota, int Year, PartyId Of, PartyId? From, int Used, int Most)
{
    /// <summary>What is left.</summary>
    public int Left => Math.Max(0, Most - Used);
}
