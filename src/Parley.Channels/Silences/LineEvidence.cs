namespace Parley.Channels.Silences;

/// <summary>All that a node knows about the line to one member of a channel. All times are the node's own, so that the exercise's clock plays no part.</summary>
public sealed record LineEvidence
{
    /// <summary>Whether this node may speak on the channel.</summary>
    public required Standing Standing { get; init; }

    /// <summary>What fails here.</summary>
    public required IReadOnlyList<OwnFault> OwnFaults { get; init; }

    /// <summary>The last self test, or nothing.</summary>
    public required SelfTestResult? SelfTest { get; init; }

    /// <summary>The ways to the member.</summary>
    public required IReadOnlyList<BearerHealth> Bearers { get; init; }

    /// <summary>The last moment at which the member's node is known to have signed something: when its latest record was composed by its clock, or came, whichever is earlier.</summary>
    public required DateTimeOffset? SignOfLife { get; init; }

    /// <summary>What has been waited for too long, each once.</summary>
    public required IReadOnlyList<Awaited> Awaited { get; init; }

    /// <summary>The oldest record of this node whose receipt by the member is not here, however short it is since.</summary>
    public required Awaited? Undelivered { get; init; }

    /// <summary>When the member declined, in a signed record, what was asked of it, if that is its last word there.</summary>
    public required DateTimeOffset? RefusedAt { get; init; }

    /// <summary>How often it was asked again.</summary>
    public required int Reminders { get; init; }
}
