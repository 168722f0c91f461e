namespace Parley.Records;

/// <summary>What a node adds to a content when it numbers it.</summary>
/// <param name="Incarnation">The series, from 1; a declared restore opens the next.</param>
/// <param name="Number">The number in the series, from 1 and without gaps.</param>
/// <param name="Previous">The author's record before this one; nothing on number 1.</param>
/// <param name="Have">The latest record of each other party that the node held.</param>
public sealed record Numbering(long Incarnation, long Number, Digest? Previous, IReadOnlyList<Head> Have);
