namespace Parley.Mls.Groups;

/// <summary>
/// A member's view of a group at one moment (RFC 9420), immutable: every step yields another <see cref="Group"/>,
/// to be stored before anything that follows from the step leaves, and to replace this one, which is then disposed.
/// States share secrets; each is wiped when the last state that holds it is disposed.
/// </summary>
public sealed partial class Group : IDisposable
{
    private readonly EpochState epoch;
    private readonly SecretTree messageKeys;
    private bool disposed;

    private Group(Client client, SuiteCrypto suite, EpochState epoch, SecretTree messageKeys)
    {
        Client = client;
        Suite = suite;
        this.epoch = epoch;
        this.messageKeys = messageKeys;
    }

    /// <summary>The client whose view this is.</summary>
    public Client Client { get; }

    /// <summary>Whether the group can still be used.</summary>
    public GroupStatus Status { get; private init; } = GroupStatus.Active;

    /// <summary>What all members agree on.</summary>
    public GroupContext Context => epoch.Context;

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => epoch.Context.GroupId;

    /// <summary>The epoch.</summary>
    public ulong Epoch => epoch.Context.Epoch;

    /// <summary>The cipher suite.</summary>
    public CipherSuite CipherSuite => Suite.Suite;

    /// <summary>The ratchet tree: the members and their leaves.</summary>
    public RatchetTree Tree => epoch.Tree;

    /// <summary>This client's leaf.</summary>
    public LeafIndex OwnLeaf => epoch.Own;

    /// <summary>Equal among members exactly where they have the same view (RFC 9420 §8.7); compare it over another channel.</summary>
    public ReadOnlyMemory<byte> EpochAuthenticator => epoch.Secrets.EpochAuthenticator.Span.ToArray();

    /// <summary>The confirmation tag of the commit that began the epoch.</summary>
    public ReadOnlyMemory<byte> ConfirmationTag => epoch.ConfirmationTag;

    /// <summary>Proposals of this epoch that wait for a commit, in the order received.</summary>
    public ImmutableArray<ProposedChange> PendingProposals { get; private init; } = [];

    /// <summary>The ReInit that closed the group, where <see cref="Status"/> is <see cref="GroupStatus.ReInitialised"/>.</summary>
    public ReInit? ReInit { get; private init; }

    internal SuiteCrypto Suite { get; }

    internal EpochSecrets Secrets => epoch.Secrets;

    internal SignatureKeyPair Signer => epoch.Signer;

    private ImmutableArray<PastEpoch> Past { get; init; } = [];

    private ImmutableArray<ResumptionPsk> Resumption { get; init; } = [];

    private ImmutableArray<PendingUpdate> Updates { get; init; } = [];

    /// <summary>A secret for use outside MLS, bound to the epoch (RFC 9420 §8.5).</summary>
    public byte[] Export(string label, ReadOnlySpan<byte> context, int length)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 255 * Suite.HashSize);
        if (Status == GroupStatus.Removed)
        {
            throw new InvalidOperationException("This client was removed from the group.");
        }

        return epoch.Secrets.Export(Suite, label, context, length);
    }

    /// <summary>The resumption PSK of this epoch or a kept past one (RFC 9420 §8.6), for another group; <c>null</c> where it is not kept.</summary>
    public byte[]? ResumptionPskOf(ulong epochNumber) => FindResumption(epochNumber)?.Span.ToArray();

    /// <summary>The same state without the message keys of past epochs whose time is over; call it now and then where commits are rare.</summary>
    public Group WithoutExpired(DateTimeOffset now)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new Group(Client, Suite, epoch.Share(), messageKeys.Share())
        {
            Status = Status,
            ReInit = ReInit,
            PendingProposals = PendingProposals,
            Past = [.. Past.Where(p => now - p.EndedAt <= Client.Limits.PastEpochAge).Select(static p => p.Share())],
            Resumption = Resumption.ShareAll(),
            Updates = Updates.ShareAll(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        epoch.Dispose();
        messageKeys.Dispose();
        Past.DisposeAll();
        Resumption.DisposeAll();
        Updates.DisposeAll();
    }

    /// <summary>Group, epoch and leaf; no secret.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"group {Convert.ToHexStringLower(GroupId.Span)} epoch {Epoch} leaf {OwnLeaf}");

    internal Secret? FindResumption(ulong epochNumber)
    {
        if (epochNumber == Epoch && Status != GroupStatus.Removed)
        {
            return epoch.Secrets.ResumptionPsk;
        }

        foreach (var kept in Resumption)
        {
            if (kept.Epoch == epochNumber)
            {
                return kept.Psk;
            }
        }

        return null;
    }

    /// <summary>The same state with other message keys, which are taken over.</summary>
    private Group With(
        SecretTree? keys = null,
        ImmutableArray<ProposedChange>? proposals = null,
        PendingUpdate? update = null,
        (ulong Epoch, SecretTree Keys)? past = null) => new(Client, Suite, epoch.Share(), keys ?? messageKeys.Share())
    {
        Status = Status,
        ReInit = ReInit,
        PendingProposals = proposals ?? PendingProposals,
        Past = past is { } p ? [.. Past.Select(e => e.Context.Epoch == p.Epoch ? e.With(p.Keys) : e.Share())] : Past.ShareAll(),
        Resumption = Resumption.ShareAll(),
        Updates = update is null ? Updates.ShareAll() : Updates.ShareAll().Add(update),
    };

    private MlsError? CheckActive()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Status switch
        {
            GroupStatus.Active => null,
            GroupStatus.Removed => MlsRules.Removed.Broken(),
            _ => MlsRules.ReInitialised.Broken(),
        };
    }
}
