using Parley.Records;

namespace Parley.Channels.Silences;

/// <summary>What has been waited for too long.</summary>
/// <param name="What">What it is.</param>
/// <param name="Number">The number of this party's record that it is about; nothing of a line test.</param>
/// <param name="Record">That record.</param>
/// <param name="Since">Since when it is waited for: when the record was queued, or when the last test came.</param>
/// <param name="WasRead">Whether an officer of the member says that he has read the record.</param>
public sealed record Awaited(AwaitedKind What, long? Number, Digest? Record, DateTimeOffset Since, bool WasRead = false);

/// <summary>What is waited for, in the order in which it is looked at: what waits for delivery cannot be read yet.</summary>
public enum AwaitedKind
{
    /// <summary>The delivered receipt.</summary>
    Delivery,

    /// <summary>The member's line test.</summary>
    LineTest,

    /// <summary>That an officer reads.</summary>
    Reading,

    /// <summary>An answer.</summary>
    Answer,
}
