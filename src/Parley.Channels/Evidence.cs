using Parley.Records;

namespace Parley.Channels;

/// <summary>Two records of one author that cannot both be honest: one number twice, or a chain that forks.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Author">Who signed both.</param>
/// <param name="Kind">What they show.</param>
/// <param name="Known">The record that stands in the ledger.</param>
/// <param name="Other">The record that contradicts it.</param>
public sealed record Evidence(ChannelId Channel, PartyId Author, EvidenceKind Kind, Record Known, Record Other);

/// <summary>What two contradicting records show.</summary>
public enum EvidenceKind
{
    /// <summary>Two different records under one number.</summary>
    NumberTwice,

    /// <summary>A record whose 'previous' is not the record before it.</summary>
    ForkedChain,
}
