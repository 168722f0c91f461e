namespace Parley.Mls.Groups;

/// <summary>A tree and extensions with a list of proposals applied (RFC 9420 §12.3).</summary>
internal sealed record AppliedProposals(
    GroupRules Rules,
    RatchetTree Tree,
    ImmutableArray<LeafIndex> Added,
    ImmutableArray<LeafIndex> Removed,
    ImmutableArray<LeafIndex> Updated)
{
    public IReadOnlySet<LeafIndex> AddedSet { get; } = Added.ToHashSet();

    /// <summary>
    /// Applies in the order of §12.3: 1. extensions; 2. updates; 3. removes; 4. adds; then 5. checks what only the whole
    /// shows: all members meet the group's demands. Keys are compared once the path is in.
    /// </summary>
    public static MlsResult<AppliedProposals> Apply(
        GroupRules before, RatchetTree tree, IReadOnlyList<ProposedChange> changes, LeafOrigin origin, DateTimeOffset now)
    {
        var rules = before;
        foreach (var change in changes)
        {
            if (change.Proposal is GroupContextExtensions context)
            {
                if (!GroupRules.Create(before.Client, before.Suite, before.GroupId, context.Extensions).TryGet(out rules, out var malformed))
                {
                    return malformed;
                }

                if (rules.CheckExternalSenders(before, now) is { } refused)
                {
                    return refused;
                }
            }
        }

        var updated = ImmutableArray.CreateBuilder<LeafIndex>();
        foreach (var change in changes)
        {
            if (change.Proposal is Update update)
            {
                var index = new LeafIndex(change.Sender.Index);
                var old = tree[index]!;
                if (CheckReplacement(rules, old, update.LeafNode, LeafNodeSource.Update, index, origin, now) is { } invalid)
                {
                    return invalid;
                }

                tree = tree.Update(index, update.LeafNode);
                updated.Add(index);
            }
        }

        var removed = ImmutableArray.CreateBuilder<LeafIndex>();
        foreach (var change in changes)
        {
            if (change.Proposal is Remove remove)
            {
                tree = tree.Remove(remove.Removed);
                removed.Add(remove.Removed);
            }
        }

        if (!Add(rules, ref tree, changes, origin, now).TryGet(out var added, out var error))
        {
            return error;
        }

        if (rules != before)
        {
            foreach (var (_, leaf) in tree.Leaves())
            {
                if (LeafNodeValidation.CheckCompatible(rules, leaf) is { } unsupported)
                {
                    return MlsRules.ContextExtensionsSupported.Broken(unsupported.ToString());
                }
            }
        }

        return new AppliedProposals(rules, tree, added.Leaves, removed.ToImmutable(), updated.ToImmutable());
    }

    /// <summary>A leaf in an Update or a path, against the one that it replaces (§7.3, §5.3.1).</summary>
    public static MlsError? CheckReplacement(
        GroupRules rules, LeafNode old, LeafNode leaf, LeafNodeSource source, LeafIndex index, LeafOrigin origin, DateTimeOffset now)
    {
        if (LeafNodeValidation.Check(rules, leaf, source, index, origin, now) is { } error)
        {
            return error;
        }

        if (leaf.EncryptionKey.Span.SequenceEqual(old.EncryptionKey.Span))
        {
            return MlsRules.UpdateKeyNew.Broken(FormattableString.Invariant($"leaf {index}"));
        }

        return leaf.Credential.Same(old.Credential) || rules.Client.Authentication.IsSuccessor(old.Credential, leaf.Credential)
            ? null
            : MlsRules.CredentialSuccessor.Broken(FormattableString.Invariant($"leaf {index}"));
    }

    private static MlsResult<AddedLeaves> Add(
        GroupRules rules, ref RatchetTree tree, IReadOnlyList<ProposedChange> changes, LeafOrigin origin, DateTimeOffset now)
    {
        var leaves = new List<LeafNode>();
        foreach (var change in changes)
        {
            if (change.Proposal is Proposals.Add add)
            {
                if (KeyPackageValidation.Check(rules, add.KeyPackage, origin, now) is { } invalid)
                {
                    return invalid;
                }

                leaves.Add(add.KeyPackage.LeafNode);
            }
        }

        if (Adds.CheckClientsDiffer(rules.Client.Authentication, tree, leaves) is { } same)
        {
            return same;
        }

        var added = ImmutableArray.CreateBuilder<LeafIndex>();
        foreach (var leaf in leaves)
        {
            (tree, var index) = tree.Add(leaf);
            if (tree.Size > rules.Client.Limits.TreeSize)
            {
                return MlsRules.TreeSize.Broken();
            }

            added.Add(index);
        }

        return new AddedLeaves(added.ToImmutable());
    }

    private sealed record AddedLeaves(ImmutableArray<LeafIndex> Leaves);
}
