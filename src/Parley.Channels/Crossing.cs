using Parley.Records;

namespace Parley.Channels;

/// <summary>Crossed messages: each written before its officer had read the other.</summary>
public static class Crossing
{
    /// <summary>
    /// Whether two records of one channel crossed: of different authors, neither a receipt nor a line test, and
    /// neither among what the other's officer had seen.
    /// </summary>
    // CHN-019
    public static bool Between(Record one, Record other) =>
        one.Content.Channel == other.Content.Channel
        && one.Content.Author != other.Content.Author
        && !one.Content.Form.IsService
        && !other.Content.Form.IsService
        && !HadSeen(one, other)
        && !HadSeen(other, one);

    private static bool HadSeen(Record reader, Record read) => reader.Content.Seen.Any(head =>
        head.Author == read.Content.Author
        && (head.Incarnation, head.Number).CompareTo((read.Numbering.Incarnation, read.Numbering.Number)) >= 0);
}
