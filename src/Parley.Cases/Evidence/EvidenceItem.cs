using Parley.Records;

namespace Parley.Cases.Evidence;

/// <summary>One link of a chain of custody.</summary>
public sealed record Custody(Entry Entry, ItemId Evidence, StatedTime? When, string Action, string By, string? Where, string? To, string? Seal, string? Note);

/// <summary>A piece of evidence: its hash where it is a file, where it comes from, and everything that was done with it.</summary>
/// <param name="Entry">The record that first entered it; nothing is edited, only added to.</param>
/// <param name="Title">What it is.</param>
/// <param name="Sha256">The hash of the file, where it is one.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="CopyOf">The original, where this is a working copy or a part.</param>
/// <param name="Origin">What it goes back to: evidence of one origin counts once.</param>
/// <param name="Chain">Its custody in the order of time.</param>
/// <param name="Holders">Who holds it now; several where it was split.</param>
/// <param name="SealBroken">Whether it was opened since it was last sealed.</param>
public sealed record EvidenceItem(
    Entry Entry, string Title, Digest? Sha256, string? Bytes, ItemId? CopyOf, string Origin, IReadOnlyList<Custody> Chain, IReadOnlyList<string> Holders, bool SealBroken)
{
    internal static string OriginOf(Entry entry) => entry["origin"] ?? entry.Item.ToString();

    /// <summary>Its name.</summary>
    public ItemId Item => Entry.Item;
}
