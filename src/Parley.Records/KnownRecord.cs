namespace Parley.Records;

/// <summary>A record whose signatures are good, and when each party has it by that party's own signed word.</summary>
/// <param name="Record">The record.</param>
/// <param name="Known">
/// By party: for the author when it was composed, for another when its node's first delivered receipt of it was composed, UTC.
/// A party that is not there has not said that it has the record.
/// </param>
public sealed record KnownRecord(Record Record, IReadOnlyDictionary<PartyId, DateTimeOffset> Known)
{
    /// <summary>When a party has it, or nothing where it has not said so; without a party, when it was composed.</summary>
    public DateTimeOffset? KnownTo(PartyId? party) =>
        party is null ? Record.Content.Composed : Known.TryGetValue(party, out var at) ? at : null;
}
