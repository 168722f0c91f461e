using Parley.Records;

namespace Parley.Channels;

/// <summary>Two records, or two commits, that show that a party lied: about what it said, about its ledger, or about the channel's group.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Author">Whom they show to have lied.</param>
/// <param name="Kind">What they show.</param>
/// <param name="Known">The bytes of its record that stands in the ledger, or of the commit that ended the epoch here.</param>
/// <param name="Other">Of the one that contradicts it: its own, or, of <see cref="EvidenceKind.CheckpointTwice"/>, a record that passes on its signed checkpoint.</param>
/// <param name="OtherId">The other record's id, or the hash of the other commit's bytes.</param>
public sealed record Evidence(ChannelId Channel, PartyId Author, EvidenceKind Kind, ReadOnlyMemory<byte> Known, ReadOnlyMemory<byte> Other, Digest OtherId)
{
    /// <summary>The two records; commits are none.</summary>
    public (Record Known, Record Other) Records => (Record.Parse(Known.Span).OrThrow(), Record.Parse(Other.Span).OrThrow());

    /// <summary>Evidence of two records.</summary>
    public static Evidence Of(ChannelId channel, PartyId author, EvidenceKind kind, Record known, Record other) =>
        new(channel, author, kind, known.Bytes.ToArray(), other.Bytes.ToArray(), other.Id);
}

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

    /// <summary>Two different commits for one epoch of the channel's group.</summary>
    CommitTwice,
}
