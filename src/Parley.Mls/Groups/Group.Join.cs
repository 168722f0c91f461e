namespace Parley.Mls.Groups;

/// <content>Joining by a Welcome (RFC 9420 §12.4.3.1).</content>
public sealed partial class Group
{
    /// <summary>
    /// 1. opens the Welcome; 2. checks GroupInfo and tree; 3. finds this client's leaf; 4. derives its path keys;
    /// 5. derives the epoch and compares the confirmation tag; 6. checks a branch or re-initialisation against its origin.
    /// The key package is spent afterwards: delete it.
    /// </summary>
    public static MlsResult<Group> Join(
        Client client, Welcome welcome, KeyPackageBundle own, IPreSharedKeys psks, DateTimeOffset now, JoinOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(welcome);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(psks);
        options ??= JoinOptions.Default;
        if (client.Crypto(welcome.CipherSuite) is not { } suite)
        {
            return MlsRules.SuiteKnown.Broken(welcome.CipherSuite.ToString());
        }

        if (!WelcomeOpening.Open(suite, welcome, own, options.Origin, psks).TryGet(out var opening, out var error))
        {
            return error;
        }

        using (opening)
        {
            var info = opening.Info;
            if (options.IsMemberOf?.Invoke(info.GroupContext.GroupId) == true)
            {
                return MlsRules.GroupIdUnique.Broken();
            }

            if (!JoinValidation.Check(client, suite, info, options.Tree, now).TryGet(out var joined, out error))
            {
                return error;
            }

            if (!FindOwnLeaf(joined.Tree, own.KeyPackage.LeafNode, out var leaf))
            {
                return MlsRules.OwnLeafInTree.Broken();
            }

            if (Founding.CheckJoin(info, opening.Psks, joined, options.Origin) is { } founding)
            {
                return founding;
            }

            if (!JoinerKeys(suite, joined.Tree, leaf, own, opening).TryGet(out var keys, out error))
            {
                return error;
            }

            using var epochSecret = EpochSecrets.Epoch(suite, opening.Member, info.GroupContext);
            var (secrets, encryption) = EpochSecrets.Derive(suite, epochSecret);
            var tag = secrets.ConfirmationTag(suite, info.GroupContext.ConfirmedTranscriptHash);
            if (!CryptographicOperations.FixedTimeEquals(tag, info.ConfirmationTag.Span))
            {
                secrets.Dispose();
                encryption.Dispose();
                keys.Dispose();
                return MlsRules.ConfirmationTag.Broken();
            }

            return new Group(
                client,
                suite,
                new EpochState
                {
                    Context = info.GroupContext,
                    Rules = joined.Rules,
                    Tree = joined.Tree,
                    Secrets = secrets,
                    Keys = keys,
                    Signer = own.SignatureKey.Share(),
                    InterimTranscriptHash = TranscriptHash.Interim(suite, info.GroupContext.ConfirmedTranscriptHash.Span, tag),
                    ConfirmationTag = tag,
                },
                SecretTree.Create(encryption, joined.Tree.Size));
        }
    }

    private static bool FindOwnLeaf(RatchetTree tree, LeafNode own, out LeafIndex index)
    {
        foreach (var (candidate, leaf) in tree.Leaves())
        {
            if (leaf.Encoded.Span.SequenceEqual(own.Encoded.Span))
            {
                index = candidate;
                return true;
            }
        }

        index = default;
        return false;
    }

    /// <summary>The leaf's key, and those above the lowest node shared with the signer where a path secret came along.</summary>
    private static MlsResult<PathPrivateKeys> JoinerKeys(
        SuiteCrypto suite, RatchetTree tree, LeafIndex leaf, KeyPackageBundle own, WelcomeOpening opening)
    {
        using var atLeaf = PathPrivateKeys.ForLeaf(leaf, own.EncryptionKey.Share());
        if (opening.PathSecret is null)
        {
            return atLeaf.Share();
        }

        if (opening.PathSecret.Length != suite.HashSize)
        {
            return MlsRules.PathSecretLength.Broken();
        }

        // The path secrets chain along the signer's filtered direct path, of which the shared ancestor is a node.
        var ancestor = TreeMath.CommonAncestor(leaf, opening.Info.Signer);
        var path = tree.FilteredDirectPath(opening.Info.Signer).Select(static s => s.Node).SkipWhile(n => n != ancestor).ToList();
        if (path.Count == 0)
        {
            return MlsRules.WelcomePathSecret.Broken("signed by the joiner's own leaf");
        }

        using var secrets = PathSecrets.Derive(suite, opening.PathSecret.Share(), path);
        if (secrets is null)
        {
            return MlsRules.KeyDerivation.Broken();
        }

        foreach (var node in secrets.Nodes)
        {
            if (!tree.EncryptionKey(node.Index).Span.SequenceEqual(node.PublicKey))
            {
                return MlsRules.WelcomePathSecret.Broken(FormattableString.Invariant($"node {node.Index}"));
            }
        }

        return atLeaf.With(tree, [.. secrets.Nodes.Select(static n => (n.Index, n.PrivateKey.Share()))]);
    }
}
