namespace Parley.Mls.Groups;

/// <summary>Which of the pending proposals can stand together in one commit (RFC 9420 §12.2).</summary>
internal static class ProposalSelection
{
    /// <summary>
    /// Prefers a Remove to Updates of the same leaf and a later Update to an earlier one; leaves out what the committer may not
    /// commit, what is invalid by itself, and a ReInit beside others. References come first, then values, as peers expect.
    /// </summary>
    public static List<ProposedChange> Choose(
        GroupRules rules, RatchetTree tree, LeafIndex committer, IEnumerable<ProposedChange> pending, IEnumerable<Proposal> own)
    {
        var values = own.Select(p => new ProposedChange(p, Sender.Member(committer), default)).ToList();
        var candidates = pending.ToList();
        var removed = candidates.Select(static c => c.Proposal).Concat(values.Select(static c => c.Proposal))
            .OfType<Remove>().Select(static r => r.Removed).ToHashSet();
        var chosen = new List<ProposedChange>();
        var touched = values.Select(static c => c.Proposal).OfType<Remove>().Select(static r => r.Removed).ToHashSet();
        var contexts = values.Count(static c => c.Proposal is GroupContextExtensions);

        // From the latest back, so that the most recent Update of a leaf is the one that stays.
        foreach (var change in Enumerable.Reverse(candidates))
        {
            var keep = change.Proposal switch
            {
                Update => change.Sender != Sender.Member(committer)
                    && change.Sender.Type == SenderType.Member
                    && !removed.Contains(new LeafIndex(change.Sender.Index))
                    && touched.Add(new LeafIndex(change.Sender.Index)),
                Remove remove => remove.Removed != committer && tree[remove.Removed] is not null && touched.Add(remove.Removed),
                GroupContextExtensions => contexts++ == 0,
                ExternalInit => false,
                _ => true,
            };
            if (keep)
            {
                chosen.Add(change);
            }
        }

        chosen.Reverse();
        chosen.AddRange(values);
        if (chosen.Count > 1 && values.All(static v => v.Proposal is not ReInit))
        {
            var others = chosen.Where(static c => c.Proposal is not ReInit).ToList();
            chosen = others.Count > 0 ? others : chosen[..1];
        }

        // What is invalid by itself is left out rather than letting anyone's bad proposal block all commits.
        return [.. chosen.Where(c => c.Reference.IsEmpty
            || ProposalListValidation.CheckRegular(rules, tree, committer, [c], null) is null)];
    }
}
