namespace Parley.Mls.Groups;

/// <content>Groups founded upon this one (RFC 9420 §11.2, §11.3).</content>
public sealed partial class Group
{
    /// <summary>
    /// Founds the group that a committed ReInit announces. <paramref name="members"/> are fresh key packages of all other members.
    /// The result's group is at epoch 0 and is not used; merge the staged commit and send the Welcome.
    /// </summary>
    public MlsResult<PendingCommit> ReInitialise(
        KeyPackageBundle own, IReadOnlyList<KeyPackage> members, DateTimeOffset now, IRandomness randomness, GroupInfoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(randomness);
        if (ReInit is not { } reInit)
        {
            throw new InvalidOperationException("No ReInit has been committed.");
        }

        return own.KeyPackage.CipherSuite != reInit.CipherSuite
            ? MlsRules.ReInitParameters.Broken("the key package's cipher suite")
            : Found(ResumptionPskUsage.ReInit, reInit.GroupId, own, members, reInit.Extensions, now, randomness, options);
    }

    /// <summary>Founds a subgroup of some members with the same parameters. Merge the staged commit and send the Welcome.</summary>
    public MlsResult<PendingCommit> Branch(
        ReadOnlyMemory<byte> groupId,
        KeyPackageBundle own,
        IReadOnlyList<KeyPackage> members,
        DateTimeOffset now,
        IRandomness randomness,
        ImmutableArray<Extension>? extensions = null,
        GroupInfoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(randomness);
        if (CheckActive() is { } closed)
        {
            return closed;
        }

        if (own.KeyPackage.CipherSuite != Suite.Id)
        {
            return MlsRules.BranchParameters.Broken("the key package's cipher suite");
        }

        return Found(ResumptionPskUsage.Branch, groupId, own, members, extensions ?? Context.Extensions, now, randomness, options);
    }

    private MlsResult<PendingCommit> Found(
        ResumptionPskUsage usage,
        ReadOnlyMemory<byte> groupId,
        KeyPackageBundle own,
        IReadOnlyList<KeyPackage> members,
        ImmutableArray<Extension> extensions,
        DateTimeOffset now,
        IRandomness randomness,
        GroupInfoOptions? options)
    {
        if (!Create(Client, groupId, own, extensions, now, randomness).TryGet(out var founded, out var error))
        {
            return error;
        }

        using (founded)
        {
            var psk = new PreSharedKey(new ResumptionPskId(usage, GroupId, Epoch, founded.Nonce(randomness)));
            ImmutableArray<Proposal> proposals = [.. members.Select(static m => new Add(m)), psk];
            ImmutableArray<ProposedChange> changes = [.. proposals.Select(p => new ProposedChange(p, Sender.Member(founded.OwnLeaf), default))];
            var commit = CommitOptions.Default with { GroupInfo = options ?? GroupInfoOptions.Default };
            using var founder = new Founder(this);
            return founded.Commit(changes, founder, randomness, now, commit, usage);
        }
    }

    /// <summary>Gives the old group's resumption PSK to the new one.</summary>
    private sealed class Founder(Group origin) : IPreSharedKeys, IDisposable
    {
        private readonly byte[]? psk = origin.ResumptionPskOf(origin.Epoch);

        public byte[]? FindExternal(ReadOnlySpan<byte> id) => null;

        public byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch) =>
            groupId.SequenceEqual(origin.GroupId.Span) && epoch == origin.Epoch ? psk : null;

        public void Dispose() => CryptographicOperations.ZeroMemory(psk);
    }
}
