using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Node.Attachments;

/// <summary>How an attachment stands at this node.</summary>
/// <param name="Attachment">The attachment.</param>
/// <param name="IsHere">Whether all of it is here.</param>
/// <param name="Has">Bytes that are here.</param>
/// <param name="Refusal">Why this node does not take it, while it does not.</param>
/// <param name="Trouble">Why it does not come, as far as is known.</param>
/// <param name="Bad">How many chunks of whom were refused since the start.</param>
/// <param name="LooksLike">What it looks like, once it is here.</param>
/// <param name="Told">What members have said of how far they are, since the start.</param>
public sealed record AttachmentState(
    ArchivedAttachment Attachment, bool IsHere, long Has, string? Refusal, string? Trouble, IReadOnlyDictionary<PartyId, int> Bad, string? LooksLike,
    IReadOnlyDictionary<PartyId, Fetch> Told);
