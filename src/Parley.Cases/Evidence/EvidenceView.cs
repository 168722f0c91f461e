using Parley.Records;

namespace Parley.Cases.Evidence;

/// <summary>All evidence of a case with its custody.</summary>
public sealed record EvidenceView(IReadOnlyList<EvidenceItem> Items, IReadOnlyList<Attempt> Attempts)
{
    private static readonly string[] Families = ["evidence"];

    /// <summary>The evidence of a case, in the order of names.</summary>
    public static EvidenceView Of(CaseFile file) => file.View(Families, Compute);

    private static EvidenceView Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        var first = Entered(file, attempts);
        var custody = new Dictionary<ItemId, List<Custody>>();
        foreach (var entry in file.Of("evidence.custody"))
        {
            var link = entry.Read(CustodyOf);
            var about = link.Evidence;
            if (!first.TryGetValue(about, out var item))
                attempts.Add(new Attempt(entry, "CAS-052", $"there is no evidence {about}"));
            // CAS-051
            else if (entry["sha256"] is { } hash && hash != item["sha256"])
                attempts.Add(new Attempt(entry, "CAS-051", $"the hash is not the one under which {about} was entered"));
            else
                (custody.TryGetValue(about, out var list) ? list : custody[about] = []).Add(link);
        }

        return new EvidenceView([.. first.Values.OrderBy(e => e.Item).Select(e => Item(e, custody.GetValueOrDefault(e.Item, []), attempts))], attempts);
    }

    /// <summary>The record that entered each piece: the first that its author made under that name.</summary>
    internal static Dictionary<ItemId, Entry> Entered(CaseFile file, List<Attempt> attempts)
    {
        var first = new Dictionary<ItemId, Entry>();
        foreach (var entry in file.Of("evidence.item"))
        {
            // CAS-050: a second record under the name of a piece is no newer version of it.
            if (entry["sha256"] is { } hash && !Digest.TryParse(hash, out _))
                attempts.Add(new Attempt(entry, "CAS-051", "'sha256' is not 64 hexadecimal digits in lower case"));
            else if (!first.TryAdd(entry.Item, entry))
                attempts.Add(new Attempt(entry, "CAS-050", $"{entry.Item} is entered already: evidence is added to and never edited"));
        }

        return first;
    }

    private static Custody CustodyOf(Entry entry) =>
        new(entry, entry.Reference("evidence")!, StatedTime.Read(entry["when"]), entry["action"]!, entry["by"]!, entry["where"], entry["to"], entry["seal"], entry["note"]);

    private static EvidenceItem Item(Entry entry, List<Custody> said, List<Attempt> attempts)
    {
        var chain = said.OrderBy(c => c.When?.From ?? c.Entry.Composed).ThenBy(c => c.Entry.Composed).ThenBy(c => c.Entry).ToList();
        // CAS-052: found, seized or received from elsewhere before anything else is done with it.
        var begun = chain.FindIndex(c => c.Action is "found" or "seized" or "received");
        foreach (var early in chain.Take(Math.Max(0, begun)).Where(c => c.When is { } when && chain[begun].When is { } start && when.IsBefore(start)).ToArray())
        {
            attempts.Add(new Attempt(early.Entry, "CAS-008", $"'{early.Action}' at {early.When} is earlier than '{chain[begun].Action}' at {chain[begun].When}"));
            chain.Remove(early);
        }

        // CAS-053: split custody is the normal case: each has what it received until it hands that over.
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        var broken = false;
        foreach (var link in chain)
        {
            switch (link.Action)
            {
                case "found" or "seized" or "received":
                    holders.Add(link.By);
                    break;
                case "split" when link.To is { } to:
                    holders.Add(to);
                    break;
                case "handed-over" or "returned":
                    holders.Remove(link.By);
                    if (link.To is { } taker)
                        holders.Add(taker);
                    break;
                case "destroyed":
                    holders.Remove(link.By);
                    break;
                // CAS-054
                case "sealed":
                    broken = false;
                    break;
                case "opened":
                    broken = true;
                    break;
            }
        }

        return new EvidenceItem(entry, entry["title"]!, entry["sha256"] is { } text && Digest.TryParse(text, out var hash) ? hash : null, entry["bytes"],
            entry.Reference("copy-of"), EvidenceItem.OriginOf(entry), chain, [.. holders], broken);
    }
}
