using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>That a record of another party stands unread, since it came at <paramref name="At"/> by this node's clock; also while it is held before its turn.</summary>
public sealed record ArchivedUnread(Digest Id, PartyId Author, long Number, string Channel, Precedence Precedence, DateTimeOffset At);
