namespace Parley.Mls.Joining;

/// <summary>What a joiner checks of a GroupInfo and its tree (RFC 9420 §12.4.3, §12.4.3.1).</summary>
internal static class JoinValidation
{
    /// <summary>
    /// 1. version and suite; 2. extensions that this client supports; 3. the tree, given or carried, has the tree hash;
    /// 4. the signer is a member and signed; 5. parent hashes, unmerged leaves, keys; 6. every leaf.
    /// </summary>
    public static MlsResult<Joined> Check(
        Client client, SuiteCrypto suite, GroupInfo info, RatchetTree? given, DateTimeOffset now)
    {
        var context = info.GroupContext;
        if (context.Version != ProtocolVersion.Mls10)
        {
            return MlsRules.MessageVersion.Broken();
        }

        if (context.CipherSuite != suite.Id)
        {
            return MlsRules.GroupInfoCipherSuite.Broken(context.CipherSuite.ToString());
        }

        foreach (var extension in context.Extensions)
        {
            if (!ExtensionList.IsDefault(extension.Type) && !client.Extensions.Contains(extension.Type))
            {
                return MlsRules.GroupExtensionSupported.Broken(FormattableString.Invariant($"type {(ushort)extension.Type}"));
            }
        }

        if (!GroupRules.Create(client, suite, context.GroupId, context.Extensions).TryGet(out var rules, out var error)
            || !FindTree(info, given).TryGet(out var tree, out error))
        {
            return error;
        }

        if (tree.Size > client.Limits.TreeSize)
        {
            return MlsRules.TreeSize.Broken();
        }

        if (!tree.TreeHash(suite).AsSpan().SequenceEqual(context.TreeHash.Span))
        {
            return MlsRules.TreeHash.Broken();
        }

        if (tree[info.Signer] is not { } signer)
        {
            return MlsRules.GroupInfoSigner.Broken(FormattableString.Invariant($"leaf {info.Signer}"));
        }

        if (!info.VerifySignature(suite, signer.SignatureKey.Span))
        {
            return MlsRules.GroupInfoSignature.Broken();
        }

        return (tree.CheckIntegrity(suite) ?? CheckLeaves(rules, tree, now) ?? rules.CheckExternalSenders(null, now)) is { } invalid
            ? invalid
            : new Joined(rules, tree);
    }

    private static MlsResult<RatchetTree> FindTree(GroupInfo info, RatchetTree? given) =>
        given is not null ? given
        : info.Extensions.Find(ExtensionType.RatchetTree) is { } extension ? RatchetTree.Decode(extension.Data.ToArray())
        : MlsRules.TreeGiven.Broken();

    private static MlsError? CheckLeaves(GroupRules rules, RatchetTree tree, DateTimeOffset now)
    {
        foreach (var (index, leaf) in tree.Leaves())
        {
            if (LeafNodeValidation.Check(rules, leaf, leaf.Source, index, LeafOrigin.Tree, now) is { } error)
            {
                return error;
            }
        }

        return TreeValidation.CheckCredentialTypes(tree);
    }

    /// <summary>A checked tree and what the group demands.</summary>
    public sealed record Joined(GroupRules Rules, RatchetTree Tree);
}
