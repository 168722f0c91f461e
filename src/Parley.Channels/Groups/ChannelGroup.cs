using System.Collections.Immutable;
using Parley.Channels.Wire;
using Parley.Mls;
using Parley.Mls.Credentials;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Suites;
using Parley.Mls.Tree;
using Parley.Records;

namespace Parley.Channels.Groups;

/// <summary>A channel's MLS group as one member sees it, and what is under way in it. Not safe for concurrent use.</summary>
internal sealed class ChannelGroup : IDisposable
{
    /// <summary>MLS_128_MLKEM768X25519_AES256GCM_SHA384_Ed25519 of draft-ietf-mls-pq-ciphersuites, under a private code point: it has none yet.</summary>
    // GRP-004
    public static readonly CipherSuiteId Suite = new(0xF002);

    /// <summary>Known here for their code points only; groups use <see cref="Suite"/>.</summary>
    public static readonly CipherSuites Suites = CipherSuites.Rfc9420.WithPostQuantum(new CipherSuiteId(0xF001), Suite, new CipherSuiteId(0xF003));

    /// <summary>
    /// Leaves end with a card or a refresh and never by their own dates: a clock that is wrong must not lock anybody out. Every
    /// message rewrites the keys that it passed over, and a peer can make them as many as are allowed: so, few.
    /// </summary>
    // GRP-016
    public static readonly MlsLimits Limits = new()
    {
        Lifetime = null,
        CheckReceivedLifetimes = false,
        ForwardDistance = 256,
        SkippedKeys = 256,
        PastEpochs = 5,
        PastEpochAge = TimeSpan.FromDays(2),
        PendingProposals = Records.Limits.Parties,
        ResumptionPsks = 0,
        TreeSize = 128,
        MessageSize = SealedBundle.MaxBytes,
    };

    // Other parties' views of past epochs are compared with these.
    private const int RememberedEpochs = 16;

    private readonly SortedDictionary<ulong, byte[]> _authenticators = [];
    private readonly SortedDictionary<ulong, PartyId> _endedBy = [];
    private readonly SortedDictionary<ulong, byte[]> _endings = [];
    private readonly Dictionary<PartyId, GroupPosition> _shown = [];
    private readonly Digest _founding;

    public ChannelGroup(Digest founding, LeafAuthentication authentication, Crypto.ICryptoProvider crypto, StoredGroupState stored, long incarnation)
    {
        _founding = founding;
        Authentication = authentication;
        Client = new Client(crypto, authentication) { Suites = Suites, Limits = Limits, Grease = false, SendsBeforeCommit = true, Credentials = [CredentialType.Basic] };
        foreach (var commit in stored.Commits)
            Commits[commit.Epoch] = commit;
        foreach (var (member, epoch) in stored.Confirmed)
            Confirmed[member] = epoch;
        if (stored.KeyPackage is { } waiting && KeyPackageBundle.Deserialize(waiting).TryGet(out var bundle, out _))
            KeyPackage = bundle;

        // GRP-026: what a former incarnation had must never be used again; nothing is known of what it has sent since.
        if (stored.Group is { } group && group.Incarnation == incarnation && Group.Load(Client, group.Snapshot).TryGet(out var loaded, out _))
        {
            RefreshedAt = group.RefreshedAt;
            Move(loaded);
        }
        else if (stored.Group is not null)
        {
            IsStale = true;
        }

        if (KeyPackage is not null && (LeafAuthentication.Read(KeyPackage.KeyPackage.LeafNode.Credential) is not { } leaf || leaf.Incarnation != incarnation))
            DropKeyPackage();
    }

    public Client Client { get; }

    public LeafAuthentication Authentication { get; }

    /// <summary>The group, or nothing while this node is in none.</summary>
    public Group? Mls { get; private set; }

    /// <summary>Whether what is stored is of no use and is to be deleted.</summary>
    public bool IsStale { get; }

    /// <summary>Whether messages were received whose used keys are not yet deleted in the store.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The parties with a leaf, each with it and with what it says of itself.</summary>
    public IReadOnlyDictionary<PartyId, (LeafIndex Index, LeafCredential Credential)> Members { get; private set; } =
        ImmutableDictionary<PartyId, (LeafIndex, LeafCredential)>.Empty;

    /// <summary>A key package of this node that waits for a Welcome.</summary>
    public KeyPackageBundle? KeyPackage { get; private set; }

    public SortedDictionary<ulong, GroupCommit> Commits { get; } = [];

    public Dictionary<PartyId, ulong> Confirmed { get; } = [];

    /// <summary>At the depositary: key packages of those who want in.</summary>
    public Dictionary<PartyId, KeyPackage> Joining { get; } = [];

    /// <summary>At the depositary: each member's proposal of a new leaf in this epoch.</summary>
    public Dictionary<PartyId, ReadOnlyMemory<byte>> Updates { get; } = [];

    /// <summary>Members that could not open something of the present epoch, and until when nothing is sealed for them.</summary>
    public Dictionary<PartyId, DateTimeOffset> CannotOpen { get; } = [];

    /// <summary>The least serial that this node's next leaf may have.</summary>
    public long LeastSerial { get; set; } = 1;

    /// <summary>When this node's leaf last changed, by its clock.</summary>
    public DateTimeOffset RefreshedAt { get; set; }

    /// <summary>Whether a card or policy changed, so that a leaf may have to go.</summary>
    public bool LeavesToCheck { get; set; } = true;

    /// <summary>Since when the depositary has shown more than this node can follow.</summary>
    public DateTimeOffset? LostSince { get; set; }

    /// <summary>How often in a row the depositary showed another group than this node's.</summary>
    public int OtherGroupShown { get; set; }

    public DateTimeOffset AskAt { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset JoinAt { get; set; }

    public DateTimeOffset CommitAt { get; set; }

    public DateTimeOffset RefreshAt { get; set; }

    public GroupView? View { get; private set; }

    /// <summary>Whose commit ended an epoch here, as far as this engine has seen it.</summary>
    public PartyId? EndedBy(ulong epoch) => _endedBy.TryGetValue(epoch, out var party) ? party : null;

    /// <summary>The commit that ended an epoch whose keys are kept, with what shows who signed it; as far as this engine has seen it.</summary>
    public byte[]? EndingOf(ulong epoch) => _endings.GetValueOrDefault(epoch);

    public void KeepEnding(ulong epoch, byte[] ending)
    {
        if (Mls is null)
            return;
        _endings[epoch] = ending;
        if (_endings.Count > Limits.PastEpochs)
            _endings.Remove(_endings.Keys.First());
    }

    /// <summary>Goes on with the epoch that a party's commit leads into.</summary>
    public void Follow(Group next, PartyId committer)
    {
        _endedBy[next.Epoch - 1] = committer;
        if (_endedBy.Count > RememberedEpochs)
            _endedBy.Remove(_endedBy.Keys.First());
        Move(next);
    }

    /// <summary>Goes on with another state of the group; the old one's secrets are wiped.</summary>
    public void Move(Group next)
    {
        var old = Mls;
        Mls = next;
        if (old is null || old.Epoch != next.Epoch || !old.GroupId.Span.SequenceEqual(next.GroupId.Span))
            Enter(next, old);
        old?.Dispose();
    }

    public void Leave()
    {
        Mls?.Dispose();
        (Mls, View, IsDirty, LostSince, OtherGroupShown) = (null, null, false, null, 0);
        Members = ImmutableDictionary<PartyId, (LeafIndex, LeafCredential)>.Empty;
        Commits.Clear();
        Confirmed.Clear();
        Updates.Clear();
        CannotOpen.Clear();
        _authenticators.Clear();
        _endedBy.Clear();
        _endings.Clear();
        _shown.Clear();
    }

    public void Offer(KeyPackageBundle bundle)
    {
        KeyPackage?.Dispose();
        KeyPackage = bundle;
    }

    public void DropKeyPackage()
    {
        KeyPackage?.Dispose();
        KeyPackage = null;
    }

    /// <summary>The serial of this node's next leaf: the time in milliseconds, unless that was used.</summary>
    // GRP-006
    public long TakeSerial(DateTimeOffset now)
    {
        var serial = Math.Max(Math.Max(1, now.ToUnixTimeMilliseconds()), LeastSerial);
        LeastSerial = serial + 1;
        return serial;
    }

    /// <summary>Whether a leaf, of this epoch or a past one, is that party's. Those of this epoch were read when it began.</summary>
    public bool IsLeafOf(PartyId party, LeafNode leaf) =>
        (Members.TryGetValue(party, out var member) && ReferenceEquals(Mls!.Tree[member.Index], leaf)) || LeafAuthentication.Read(leaf.Credential)?.Party == party;

    /// <summary>Where this node stands, or nothing.</summary>
    public GroupPosition? Position => Mls is { } group ? new GroupPosition(group.GroupId, group.Epoch, group.EpochAuthenticator) : null;

    /// <summary>Another member shows where it stands: whether that is the same, as far as this node can tell; nothing where it cannot.</summary>
    public bool? Compare(PartyId member, GroupPosition shown)
    {
        if (Mls is not { } group || !shown.GroupId.Span.SequenceEqual(group.GroupId.Span))
            return null;
        _shown[member] = shown;
        UpdateView();
        return Agrees(shown);
    }

    public bool IsMember(Group group, Func<PartyId, bool> allowed, out PartyId? stranger)
    {
        stranger = null;
        var seen = new HashSet<PartyId>();
        foreach (var (_, leaf) in group.Tree.Leaves())
        {
            if (LeafAuthentication.Read(leaf.Credential) is not { } credential)
                return false;
            stranger = credential.Party;
            if (credential.Founding != _founding || !allowed(credential.Party) || !seen.Add(credential.Party))
                return false;
        }

        return true;
    }

    public void Dispose()
    {
        Mls?.Dispose();
        KeyPackage?.Dispose();
    }

    private bool? Agrees(GroupPosition shown) =>
        _authenticators.TryGetValue(shown.Epoch, out var here) ? here.AsSpan().SequenceEqual(shown.Authenticator.Span) : null;

    private void Enter(Group next, Group? old)
    {
        if (old is not null && !old.GroupId.Span.SequenceEqual(next.GroupId.Span))
        {
            _authenticators.Clear();
            _endedBy.Clear();
            _endings.Clear();
            _shown.Clear();
        }

        _authenticators[next.Epoch] = next.EpochAuthenticator.ToArray();
        if (_authenticators.Count > RememberedEpochs)
            _authenticators.Remove(_authenticators.Keys.First());
        Members = next.Tree.Leaves().Select(l => (l.Key, Credential: LeafAuthentication.Read(l.Value.Credential)!))
            .ToDictionary(l => l.Credential.Party, l => (l.Key, l.Credential));
        if (next.Tree[next.OwnLeaf] is { } own && LeafAuthentication.Read(own.Credential) is { } self)
            LeastSerial = Math.Max(LeastSerial, self.Serial + 1);
        CannotOpen.Clear();
        Updates.Clear();
        UpdateView();
    }

    private void UpdateView() => View = Mls is not { } group ? null : new GroupView(
        group.Epoch, group.EpochAuthenticator, [.. Members.Keys.Order()],
        [.. Members.Where(m => m.Value.Index == group.OwnLeaf || (_shown.TryGetValue(m.Key, out var shown) && Agrees(shown) == true)).Select(m => m.Key).Order()]);
}
