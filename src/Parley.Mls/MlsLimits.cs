namespace Parley.Mls;

/// <summary>How much a group may ask of this client. What goes beyond is refused by rule.</summary>
public sealed record MlsLimits
{
    /// <summary>The defaults.</summary>
    public static MlsLimits Default { get; } = new();

    /// <summary>How many keys a ratchet may be moved ahead for one message (RFC 9420 §15.3).</summary>
    public int ForwardDistance { get; init; } = 1000;

    /// <summary>How many passed-over keys are kept for one sender and kind of content (RFC 9420 §15.3).</summary>
    public int SkippedKeys { get; init; } = 1000;

    /// <summary>How many past epochs' message keys are kept for late messages.</summary>
    public int PastEpochs { get; init; } = 5;

    /// <summary>How long past epochs' message keys are kept, from when the epoch ended.</summary>
    public TimeSpan PastEpochAge { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How many past epochs' resumption PSKs are kept (RFC 9420 §8.6).</summary>
    public int ResumptionPsks { get; init; } = 16;

    /// <summary>How many received proposals are kept within an epoch.</summary>
    public int PendingProposals { get; init; } = 1000;

    /// <summary>How many proposals a commit may have: each Add costs two signature checks, and is compared with the others and with every member.</summary>
    public int CommitProposals { get; init; } = 4096;

    /// <summary>How many places for leaves a tree may have.</summary>
    public uint TreeSize { get; init; } = 1 << 16;

    /// <summary>The longest lifetime of a key package's leaf, which RFC 9420 §7.2 wants defined; <c>null</c> allows any.</summary>
    public TimeSpan? Lifetime { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Whether leaves whose lifetime has passed are refused when they are received (RFC 9420 §7.3 recommends it); what this client sends is always checked.</summary>
    public bool CheckReceivedLifetimes { get; init; } = true;

    /// <summary>The most bytes of application data in one message; a received message of any kind may be 64 KiB larger.</summary>
    public int MessageSize { get; init; } = 1 << 24;
}
