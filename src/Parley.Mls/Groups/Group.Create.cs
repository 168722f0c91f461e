namespace Parley.Mls.Groups;

/// <content>Founding a group (RFC 9420 §11).</content>
public sealed partial class Group
{
    /// <summary>A new group whose only member is this client. The key package becomes its leaf and is then spent.</summary>
    public static MlsResult<Group> Create(
        Client client,
        ReadOnlyMemory<byte> groupId,
        KeyPackageBundle creator,
        ImmutableArray<Extension> extensions,
        DateTimeOffset now,
        IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(creator);
        ArgumentNullException.ThrowIfNull(randomness);
        if (groupId.Length > WireLimits.Name)
        {
            throw new ArgumentException("A group id is a name, not a document.", nameof(groupId));
        }

        var suite = client.RequireCrypto(creator.KeyPackage.CipherSuite);
        if (Extension.HasDuplicates(extensions))
        {
            return MlsRules.DuplicateExtension.Broken();
        }

        if (!GroupRules.Create(client, suite, groupId.ToArray(), extensions).TryGet(out var rules, out var error))
        {
            return error;
        }

        if ((KeyPackageValidation.Check(rules, creator.KeyPackage, LeafOrigin.Sent, now) ?? rules.CheckExternalSenders(null, now)) is { } invalid)
        {
            return invalid;
        }

        var tree = RatchetTree.Single(creator.KeyPackage.LeafNode);
        var context = GroupContext.Create(suite.Id, rules.GroupId, 0, tree.TreeHash(suite), default, extensions);
        using var epochSecret = Secret.Random(suite.HashSize, randomness);
        var (secrets, encryption) = EpochSecrets.Derive(suite, epochSecret);
        var tag = secrets.ConfirmationTag(suite, default);
        var state = new EpochState
        {
            Context = context,
            Rules = rules,
            Tree = tree,
            Secrets = secrets,
            Keys = PathPrivateKeys.ForLeaf(new LeafIndex(0), creator.EncryptionKey.Share()),
            Signer = creator.SignatureKey.Share(),
            InterimTranscriptHash = TranscriptHash.Interim(suite, [], tag),
            ConfirmationTag = tag,
        };
        return new Group(client, suite, state, SecretTree.Create(encryption, 1));
    }
}
