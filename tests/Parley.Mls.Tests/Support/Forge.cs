namespace Parley.Mls.Tests.Support;

/// <summary>Messages that an insider could make and that the library itself would not.</summary>
internal static class Forge
{
    public static void Broken(MlsRule rule, MlsError? error) => Assert.Equal(rule.ToString(), error?.Rule.ToString() ?? "no error");

    /// <summary>Any content, rightly signed and tagged by a member.</summary>
    public static PublicMessage Public(Member member, ContentType type, byte[] body, Sender? sender = null, byte[]? confirmationTag = null)
    {
        var group = member.Group;
        var content = FramedContent.Create(group.GroupId, group.Epoch, sender ?? Sender.Member(group.OwnLeaf), default, type, body);
        var signed = AuthenticatedContent.Sign(
            group.Suite, WireFormat.PublicMessage, content, group.Context.Encoded.Span, group.Signer.PrivateKey.Span, member.Random);
        signed = signed with { Auth = signed.Auth with { ConfirmationTag = confirmationTag ?? new byte[32] } };
        return new PublicMessage(content, signed.Auth, signed.MembershipTag(group.Suite, group.Context.Encoded.Span, group.Secrets.MembershipKey.Span));
    }

    public static PublicMessage Commit(Member member, Commit commit, byte[]? confirmationTag = null) =>
        Public(member, ContentType.Commit, Tls.Encode(commit.Write), null, confirmationTag);

    /// <summary>A commit of proposals by value, with the path of an honest commit that is not made for them.</summary>
    public static PublicMessage Commit(Member member, params Proposal[] proposals) =>
        Commit(member, new Commit([.. proposals.Select(ProposalOrRef.ByValue)], HonestPath(member)));

    public static PublicMessage Propose(Member member, Proposal proposal) => Public(member, ContentType.Proposal, Tls.Encode(proposal.Write));

    public static Commit Honest(Member member, CommitOptions? options = null)
    {
        options = (options ?? new CommitOptions()) with { Message = new MessageOptions { Public = true } };
        return ((PublicMessage)member.Commit(options).Message).Content.Commit!;
    }

    public static UpdatePath HonestPath(Member member) => Honest(member).Path!;

    /// <summary>A commit with a path whose leaf, secrets and ciphertexts the test chooses, consistent in all else.</summary>
    public static PublicMessage Path(
        Member member,
        Func<LeafNodeDraft, LeafNodeDraft>? leaf = null,
        Func<PathSecrets, IEnumerable<PathSecrets.Node>>? nodes = null,
        Func<UpdatePath, UpdatePath>? path = null,
        SignatureKeyPair? signer = null)
    {
        var (suite, tree, own) = (member.Group.Suite, member.Group.Tree, member.Group.OwnLeaf);
        var secrets = PathSecrets.Derive(suite, Secret.Random(suite.HashSize, member.Random), tree.FilteredDirectPath(own).Select(static s => s.Node))!;
        var changed = nodes?.Invoke(secrets).ToList();
        if (changed is not null)
        {
            secrets.Nodes.Clear();
            secrets.Nodes.AddRange(changed);
        }

        var (_, key) = suite.GenerateKeyPair(member.Random);
        signer ??= member.Group.Signer;
        var (merged, made) = TreeKem.Refresh(suite, tree, own, secrets, hash =>
        {
            var draft = LeafNodeChanges.Next(tree[own]!, key, signer, LeafNodeSource.Commit, null) with { ParentHash = hash };
            return (leaf?.Invoke(draft) ?? draft).Sign(suite, signer.PrivateKey.Span, member.Group.GroupId, own, member.Random);
        });
        var context = GroupContext.Create(suite.Id, member.Group.GroupId, member.Group.Epoch + 1, merged.TreeHash(suite), member.Group.Context.ConfirmedTranscriptHash, member.Group.Context.Extensions);
        var update = TreeKem.Encrypt(suite, merged, own, made, secrets, new HashSet<LeafIndex>(), context.Encoded, member.Random).Value;
        return Commit(member, new Commit([], path?.Invoke(update) ?? update));
    }

    /// <summary>A key package whose leaf and outside the test chooses, rightly signed.</summary>
    public static KeyPackage KeyPackage(
        Member member, Func<LeafNodeDraft, LeafNodeDraft>? leaf = null, ushort? suite = null, bool sameKeys = false, bool badSignature = false, ushort version = 1, byte[]? initKey = null)
    {
        var crypto = member.Client.RequireCrypto(member.SuiteId);
        var init = initKey ?? crypto.GenerateKeyPair(member.Random).PublicKey;
        var (_, key) = crypto.GenerateKeyPair(member.Random);
        var draft = LeafNodeChanges.Draft(
            member.Client, sameKeys ? init : key, member.Signature, member.Credential, LeafNodeSource.KeyPackage,
            Lifetime.Around(member.Now, TimeSpan.FromHours(1), TimeSpan.FromDays(30)), null, member.Random);
        var node = (leaf?.Invoke(draft) ?? draft).Sign(crypto, member.Signature.PrivateKey.Span, member.Group?.GroupId ?? default, default, member.Random);
        var content = Tls.Encode((ref w) =>
        {
            w.U16(version);
            w.U16(suite ?? member.SuiteId.Value);
            w.Opaque(init);
            node.Write(ref w);
            Extension.WriteList(ref w, []);
        });
        var signature = crypto.SignWithLabel(member.Signature.PrivateKey.Span, "KeyPackageTBS"u8, content, member.Random);
        if (badSignature)
        {
            signature[0] ^= 1;
        }

        return Mls.KeyPackages.KeyPackage.Decode(Tls.Encode((ref w) =>
        {
            w.Fixed(content);
            w.Opaque(signature);
        })).Value;
    }
}
