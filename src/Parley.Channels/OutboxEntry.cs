using Parley.Records;

namespace Parley.Channels;

/// <summary>An item that waits for a peer.</summary>
internal sealed class OutboxEntry(Precedence precedence, long sequence, OutgoingItem item, Until until) : IComparable<OutboxEntry>
{
    public Precedence Precedence { get; } = precedence;

    public long Sequence { get; } = sequence;

    public OutgoingItem Item { get; } = item;

    public Until Until { get; } = until;

    /// <summary>What it is known by in its queue: the record's id, or the item's slot.</summary>
    public Digest Key { get; set; }

    /// <summary>The channel of a record, once it was looked up.</summary>
    public ChannelId? Channel { get; set; }

    /// <summary>Whether the peer could not open it as it was sealed: it goes as it is.</summary>
    public bool CannotBeOpened { get; set; }

    /// <summary>Whether it is in a bundle that is on its way.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>How often in a row a bearer that brings nothing straight back has taken it.</summary>
    public int HandOvers { get; set; }

    /// <summary>How often the peer refused it.</summary>
    public int Refusals { get; set; }

    /// <summary>When it goes again, where it stands among those that go again later; there once at most, however often it is sent meanwhile.</summary>
    public DateTimeOffset? Later { get; set; }

    public int CompareTo(OutboxEntry? other) => other is null ? 1 : (Precedence, Sequence).CompareTo((other.Precedence, other.Sequence));
}
