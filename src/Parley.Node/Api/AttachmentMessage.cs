namespace Parley.Node.Api;

/// <summary>A file that a record attaches, and how it stands at this node and at the other members.</summary>
/// <param name="Record">The record's id.</param>
/// <param name="Position">Its place in the record, from 1.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Author">Who attached it.</param>
/// <param name="Number">The record's number.</param>
/// <param name="Name">What its author calls it.</param>
/// <param name="MediaType">What its author says that it is.</param>
/// <param name="LooksLike">What its first bytes look like, once it is here.</param>
/// <param name="IsFalse">Whether the two contradict each other.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Root">The root of the tree over its bytes, in hexadecimal.</param>
/// <param name="State">complete: all of it is here; coming; or refused by this node.</param>
/// <param name="Has">Bytes that are here.</param>
/// <param name="Reason">Why it is refused, or does not come.</param>
/// <param name="RefusedChunks">How many chunks were refused since the node started, for they were not of the file, of whom.</param>
/// <param name="Members">How far it is at the other members, as they say.</param>
public sealed record AttachmentMessage(
    string Record, int Position, string Channel, string Author, long Number, string Name, string MediaType, string? LooksLike, bool IsFalse, long Size, string Root,
    string State, long Has, string? Reason, IReadOnlyDictionary<string, int> RefusedChunks, IReadOnlyList<HolderMessage> Members);

/// <summary>How far an attachment is at a member: complete by its signed receipt, coming, refused, or unknown; and how many bytes it said to have since this node started.</summary>
public sealed record HolderMessage(string Party, string State, long Has, string? Reason);

/// <summary>A file that was taken in: its root and size, which a record's field 'attachments' names it by, and what it looks like.</summary>
public sealed record ImportedMessage(string Root, long Size, string LooksLike);
