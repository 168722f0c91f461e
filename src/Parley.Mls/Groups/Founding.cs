namespace Parley.Mls.Groups;

/// <summary>Groups founded upon another: branches and re-initialisations (RFC 9420 §11.2, §11.3).</summary>
internal static class Founding
{
    /// <summary>A joiner's checks of a group whose Welcome names a branch or reinit PSK.</summary>
    public static MlsError? CheckJoin(GroupInfo info, ImmutableArray<PreSharedKeyId> psks, JoinValidation.Joined joined, Group? origin)
    {
        var psk = psks.OfType<ResumptionPskId>().FirstOrDefault(static p => p.Usage != ResumptionPskUsage.Application);
        if (psk is null)
        {
            return origin is null ? null : MlsRules.FoundingPsk.Broken();
        }

        var context = info.GroupContext;
        if (origin is null || !psk.GroupId.Span.SequenceEqual(origin.GroupId.Span) || psk.Epoch != origin.Epoch)
        {
            return MlsRules.FoundingOrigin.Broken();
        }

        if (context.Epoch != 1)
        {
            return MlsRules.FoundingEpoch.Broken(FormattableString.Invariant($"epoch {context.Epoch}"));
        }

        return psk.Usage == ResumptionPskUsage.ReInit
            ? CheckReInit(context, joined.Tree, origin)
            : CheckBranch(context, joined.Tree, origin);
    }

    private static MlsError? CheckReInit(GroupContext context, RatchetTree tree, Group origin)
    {
        if (origin.ReInit is not { } reInit
            || !context.GroupId.Span.SequenceEqual(reInit.GroupId.Span)
            || context.Version != reInit.Version
            || context.CipherSuite != reInit.CipherSuite
            || !ExtensionList.Same(context.Extensions, reInit.Extensions))
        {
            return MlsRules.ReInitParameters.Broken();
        }

        return AllWithin(origin.Tree, tree, origin.Client) ? null : MlsRules.ReInitMembers.Broken();
    }

    private static MlsError? CheckBranch(GroupContext context, RatchetTree tree, Group origin)
    {
        if (context.Version != origin.Context.Version || context.CipherSuite != origin.Context.CipherSuite)
        {
            return MlsRules.BranchParameters.Broken();
        }

        return AllWithin(tree, origin.Tree, origin.Client) ? null : MlsRules.BranchMembers.Broken();
    }

    /// <summary>Whether each member of one tree is, to the application, a member of the other.</summary>
    private static bool AllWithin(RatchetTree tree, RatchetTree other, Client client)
    {
        var candidates = other.Leaves().Select(static l => l.Value).ToList();
        return tree.Leaves().All(leaf => candidates.Any(c => client.Authentication.IsSameClient(leaf.Value, c)));
    }
}
