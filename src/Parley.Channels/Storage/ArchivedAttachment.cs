using Parley.Channels.Attachments;
using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Channels.Storage;

/// <summary>An attachment with the record that names it, and whether not all that the record attaches is known to be here and said to be.</summary>
public sealed record ArchivedAttachment(
    AttachmentId Id, Attachment File, ChannelId Channel, PartyId Author, long Number, Precedence Precedence, DateTimeOffset At, bool IsOutstanding);
