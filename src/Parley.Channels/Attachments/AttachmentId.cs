using Parley.Records;

namespace Parley.Channels.Attachments;

/// <summary>Which attachment: the record that names it, and its place there.</summary>
/// <param name="Record">The record's id.</param>
/// <param name="Position">Its line, from 1.</param>
public readonly record struct AttachmentId(Digest Record, int Position)
{
    /// <summary>As both items write it: record and line, one space between.</summary>
    public override string ToString() => FormattableString.Invariant($"{Record} {Position}");
}
