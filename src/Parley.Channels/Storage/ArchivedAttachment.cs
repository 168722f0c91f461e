using Parley.Channels.Attachments;
using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Channels.Storage;

/// <summary>An attachment with the record that names it, and whether this node has said that it has all that the record attaches.</summary>
public sealed record ArchivedAttachment(
    AttachmentId Id, Attachment File, ChannelId Channel, PartyId Author, long Number, Precedence Precedence, DateTimeOffset At, bool Receipted);
