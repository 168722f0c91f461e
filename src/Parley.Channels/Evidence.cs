using Parley.Records;

namespace Parley.Channels;

/// <summary>Two records that show that a party lied: about what it said, or about its ledger.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Author">Whom they show to have lied.</param>
/// <param name="Kind">What they show.</param>
/// <param name="Known">Its record that stands in the ledger.</param>
/// <param name="Other">The record that contradicts it: its own, or, of <see cref="EvidenceKind.CheckpointTwice"/>, one that passes on its signed checkpoint.</param>
public sealed record Evidence(ChannelId Channel, PartyId Author, EvidenceKind Kind, Record Known, Record Other);

/// <summary>What two contradicting records show.</summary>
public enum EvidenceKind
{
    /// <summary>Two different records under one number.</summary>
    NumberTwice,

    /// <summary>A record whose 'previous' is not the record before it.</summary>
    ForkedChain,

    /// <summary>Two line tests of one author, the later of which does not continue the ledger of the earlier.</summary>
    BrokenLedger,

    /// <summary>A line test, and a line test of another member with a checkpoint of the same ledger and size and another root.</summary>
    CheckpointTwice,
}
