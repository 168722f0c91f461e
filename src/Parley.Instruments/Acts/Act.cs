using NodaTime;
using Parley.Records;

namespace Parley.Instruments.Acts;

/// <summary>What a party did about an instrument's force.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Parties">Who did it; none: all of them together.</param>
/// <param name="Dates">When, as each source says; none: not known.</param>
/// <param name="Effective">From when it takes effect, where that is stated.</param>
/// <param name="Known">When it became known, as <see cref="KnownTo"/> says to whom, UTC.</param>
/// <param name="Sources">What it is known from.</param>
/// <param name="Record">The record that states it; nothing for an act of the pack.</param>
/// <param name="Note">What else is to be said about it.</param>
public sealed record Act(
    ActKind Kind, IReadOnlyList<PartyId> Parties, IReadOnlyList<ActDate> Dates, LocalDate? Effective, DateTimeOffset Known,
    IReadOnlyList<string> Sources, Digest? Record, string? Note)
{
    /// <summary>When each party has the record; nothing where the act is public, and so known to all.</summary>
    public IReadOnlyDictionary<PartyId, DateTimeOffset>? KnownTo { get; init; }

    /// <summary>The earliest date that a source gives.</summary>
    public LocalDate? Earliest => Dates.Count > 0 ? Dates.Min(d => d.Date) : null;

    /// <summary>The latest date that a source gives.</summary>
    public LocalDate? Latest => Dates.Count > 0 ? Dates.Max(d => d.Date) : null;

    /// <summary>Whether a party, or anybody, knew of it by a time.</summary>
    public bool IsKnown(DateTimeOffset by, PartyId? party) => party is null || KnownTo is null
        ? Known <= by
        : KnownTo.TryGetValue(party, out var at) && at <= by;

    /// <summary>Whether it is an act of a party.</summary>
    public bool IsOf(PartyId party) => Parties.Count == 0 || Parties.Contains(party);
}

/// <summary>A date with the source that gives it.</summary>
public sealed record ActDate(LocalDate Date, string Source);
