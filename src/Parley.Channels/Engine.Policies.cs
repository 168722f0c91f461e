using System.Text;
using Parley.Channels.Policies;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Channels;

/// <content>An open channel's policy changes by a version that those concerned have signed.</content>
public sealed partial class Engine
{
    private readonly Dictionary<Digest, PolicyChain> _changes;

    /// <summary>Changes that lack a signature: the chains that they would end, by the hash of the version proposed.</summary>
    public IReadOnlyDictionary<Digest, PolicyChain> Changes => _changes;

    private ItemAnswer TakeChange(Input.Received received)
    {
        if (!PolicyChain.Parse(received.Item.Bytes.Span).Try(out var chain, out var fault))
            return Refuse(fault);
        if (chain.Versions.Count < 2)
            return Refuse("POL-030", "a founding policy comes by itself");
        if (!chain.Ever.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is and was no member of {chain.Founding.Name}");
        if (!_channels.TryGetValue(chain.Id, out var channel))
            return Gather(null, chain);

        // POL-036
        var common = channel.Policies.Common(chain);
        ItemAnswer answer = new(ItemFate.Duplicate);
        if (common < chain.Versions.Count && common < channel.Policies.Versions.Count)
        {
            var stands = SignedPart(chain, common);
            if (!stands.Outranks(channel.Policies))
            {
                SendChange(received.From, channel.Policies);
                return Refuse("POL-036", $"another version {common + 1} of {chain.Id.Name}'s policy is in force here, and it stands before this one");
            }

            if (stands.Latest.HasMember(_self) && CheckMembers(stands.Latest) is { } unmet)
                return Refuse(unmet);
            var members = channel.Policy.Members.Concat(stands.Latest.Members).Select(m => m.Party).Distinct().ToArray();
            Raise("POL-036", channel.Id, _self,
                $"two versions {common + 1} of {channel.Id.Name}'s policy were signed; by the rule that every member keeps, {stands.Versions[common].Hash} stands, and what was in force here from that version on does not: whoever wants it signs it anew");
            var former = channel.Policy.Depositary;
            PutInForce(channel, stands);
            Emit(new Effect.StoreChange(channel.Id, stands.Latest.Hash, stands, true));
            // GRP-018: what the former depositary committed, this one may never have followed, and does not know that there was another.
            if (stands.Latest.Depositary != former && stands.Latest.Depositary != _self)
                channel.Group.LostSince = _elapsed;
            foreach (var member in members.Where(m => m != _self))
                SendChange(member, stands);
            (answer, common) = (new ItemAnswer(ItemFate.Stored), stands.Versions.Count);
        }

        // Whoever was away gets several versions at once; each has to stand by itself.
        foreach (var (policy, note) in chain.Versions.Zip(chain.Notes).Skip(common))
        {
            answer = Gather(channel, channel.Policies.With(note, policy));
            if (answer.Fate == ItemFate.Refused || channel.Policy.Hash != policy.Hash)
                return answer;
        }

        return answer;
    }

    /// <summary>As much of a chain as the signatures in it put in force, after so many versions that are in force already.</summary>
    private PolicyChain SignedPart(PolicyChain chain, int common)
    {
        var part = chain.Before(common + 1);
        foreach (var (policy, note) in chain.Versions.Zip(chain.Notes).Skip(common))
        {
            if (!PolicyChange.Of(part.Latest, policy).Try(out var change, out _))
                break;
            var signatures = note.Signatures.Where(s => change.Signers.Any(p => IsOf(p, s) && IsSignedBy(SignedNote.Create(note.Text.Span, s), p))).DistinctBy(s => s.KeyName).ToArray();
            if (!change.IsInForce([.. change.Signers.Where(p => signatures.Any(s => IsOf(p, s)))]))
                break;
            part = part.With(SignedNote.Create(note.Text.Span, signatures), policy);
        }

        return part;

        static bool IsOf(PartyId party, NoteSignature signature) => signature.KeyName.ToString() == party.Value;
    }

    /// <summary>The operator proposes a later version, or signs one that was proposed.</summary>
    private ItemAnswer SignChange(ChannelPolicy policy)
    {
        var channel = _channels.Values.FirstOrDefault(c => c.Id.Name == policy.Name);
        var chain = _changes.GetValueOrDefault(policy.Hash);
        if (channel is null && chain is null)
            return Refuse("POL-022", "a founding policy has version 1, and no open or proposed channel has the version before this one");

        var before = channel?.Policies ?? chain!.Before(policy.Version);
        if (!PolicyChange.Of(before.Latest, policy).Try(out var change, out var wrong))
            return Refuse(wrong);
        // POL-035
        if (change.Kind == PolicyChangeKind.Departure && change.Signers[0] != _self && _changes.Values.Any(c => c.Id == before.Id
            && c.Latest.Version == policy.Version && c.Latest.Hash != policy.Hash && IsSignedBySelf(c.Notes[^1]) && IsDeparture(c)))
        {
            return Refuse("POL-035", $"this node has let another member go by a version {policy.Version} of {policy.Name}'s policy, and puts departures in an order");
        }

        return Gather(channel, before.With(_node.SignNote(policy.ToBytes()), policy));
    }

    private static bool IsDeparture(PolicyChain chain) => PolicyChange.Of(chain.Versions[^2], chain.Latest).Try(out var change, out _) && change.Kind == PolicyChangeKind.Departure;

    private bool IsSignedBySelf(SignedNote note) => note.Signatures.Any(s => s.KeyName.ToString() == _self.Value);

    /// <summary>1. what changes; 2. who signed; 3. the depositary orders departures; 4. keep, or put in force; 5. pass on.</summary>
    private ItemAnswer Gather(ChannelState? channel, PolicyChain chain)
    {
        // 1. Whoever comes to a channel that it does not know has every member's word for what it was.
        var (policy, id) = (chain.Latest, chain.Id);
        var everybody = policy.Members.Select(m => m.Party).ToArray();
        PolicyChange? change;
        if (channel is null)
            change = new PolicyChange(PolicyChangeKind.Agreed, everybody, everybody.Length, []);
        else if (!PolicyChange.Of(chain.Versions[^2], policy).Try(out change, out var wrong))
            return Refuse(wrong);
        if (channel is null && (CheckMembers(policy) ?? NameTaken(policy.Name)) is { } stranger)
            return Refuse(stranger);
        if (channel is not null && !channel.Policy.HasMember(_self))
            return Refuse("POL-038", $"this node has left {id.Name}");
        if (channel is not null && policy.HasMember(_self) && CheckMembers(policy) is { } unmet)
            return Refuse(unmet);

        // 2. POL-021
        var known = _changes.GetValueOrDefault(policy.Hash)?.Notes[^1].Signatures ?? [];
        var added = chain.Notes[^1].Signatures.Where(s => change.Signers.Any(p => p.Value == s.KeyName.ToString()) && known.All(k => k.KeyName.ToString() != s.KeyName.ToString())).ToArray();
        if (added.Any(s => !IsSignedBy(SignedNote.Create(chain.Notes[^1].Text.Span, s), PartyId.Parse(s.KeyName.ToString()))))
            return Refuse("POL-021", "a signature is not by the member that it names");
        if (added.Length == 0)
            return new ItemAnswer(ItemFate.Duplicate);
        if (known.Count == 0 && added.All(s => s.KeyName.ToString() != _self.Value && ChangedBy(s.KeyName) >= MaxProposals))
            return Refuse("CHN-032", $"{MaxProposals} changes of the same party wait for a signature already");
        var signatures = known.Concat(added).ToList();

        // 3. POL-034
        if (change.Kind == PolicyChangeKind.Departure && policy.Depositary == _self && signatures.All(s => s.KeyName.ToString() != _self.Value)
            && !_changes.Values.Any(c => c.Id == id && c.Latest.Version == policy.Version && IsSignedBySelf(c.Notes[^1]) && IsDeparture(c)))
        {
            signatures.Add(_node.Sign(policy.ToBytes()));
        }

        // 4.
        var gathered = chain.With(SignedNote.Create(policy.ToBytes(), [.. signatures.OrderBy(s => s.KeyName.ToString(), StringComparer.Ordinal)]), policy);
        var signed = signatures.Select(s => PartyId.Parse(s.KeyName.ToString())).ToHashSet();
        var inForce = change.IsInForce(signed);
        if (inForce && channel is null)
            OpenChannel(gathered);
        else if (inForce)
            PutInForce(channel!, gathered);
        else
            _changes[policy.Hash] = gathered;
        Emit(new Effect.StoreChange(id, policy.Hash, gathered, inForce));

        // 5.
        PassOnChange(gathered);
        return new ItemAnswer(ItemFate.Stored);
    }

    private Fault? NameTaken(string name) =>
        _channels.Keys.Any(c => c.Name == name) ? new Fault("CHN-031", 0, $"an open channel is called {name} already") : null;

    private int ChangedBy(NoteKeyName signer) => _changes.Values.Count(c => c.Notes[^1].Signatures.Any(s => s.KeyName.Equals(signer)));

    /// <summary>By a node key that the party has, or had when it signed.</summary>
    private bool IsSignedBy(SignedNote note, PartyId party) =>
        _cards.TryGetValue(party, out var cards)
        && cards.All.Select(c => c.Incarnation).Distinct().SelectMany(cards.NodeKeys)
            .Any(key => note.Verify(new Ed25519NoteVerifier(key.ToVerifierKey(party.Value), _crypto.Ed25519)).IsVerified);

    private void OpenChannel(PolicyChain chain)
    {
        var seed = _entropy.Next();
        Emit(new Effect.StorePolicy(chain.Id, chain.Notes[0], seed));
        _changes.Remove(chain.Latest.Hash);
        Open(chain, seed);
    }

    /// <summary>1. what was proposed for this version is void; 2. who is gone is owed nothing more; 3. the group follows; 4. the watch hears of what it did not sign.</summary>
    private void PutInForce(ChannelState channel, PolicyChain chain)
    {
        var (before, now, group) = (channel.Policies, chain.Latest, channel.Group);
        var change = PolicyChange.Of(chain.Versions[^2], now).OrThrow();
        channel.Policies = chain;

        // 1.
        foreach (var other in _changes.Values.Where(c => c.Id == channel.Id).Append(before).ToArray())
        {
            _changes.Remove(other.Latest.Hash);
            foreach (var member in other.Versions.TakeLast(2).SelectMany(v => v.Members).Select(m => m.Party).Distinct())
                _outbox.Receipted(member, ChangeSlot(other));
        }

        // 2. POL-038
        foreach (var gone in before.Latest.Members.Select(m => m.Party).Where(p => p != _self && !now.HasMember(p)))
        {
            _outbox.Forget(gone, id => Find(id)?.Channel == channel.Id);
            Emit(new Effect.Depart(channel.Id, gone));
        }

        // 3.
        group.LeavesToCheck = true;
        if (!now.HasMember(_self))
            ForgetGroup(channel);
        if (now.Depositary != before.Latest.Depositary)
            ChangeDepositary(channel, before.Latest.Depositary);
        channel.TestDue = _elapsed + FirstTestAfter(channel);

        // 4.
        if (change.Kind == PolicyChangeKind.Succession)
            Raise("POL-033", channel.Id, now.Depositary, $"{now.Depositary} is depositary of {channel.Id.Name} in place of {chain.Versions[^2].Depositary}, by the signatures of more than half of its members");
        else if (change.Kind == PolicyChangeKind.Departure)
            Raise("POL-034", channel.Id, change.Signers[0], $"{change.Signers[0]} has left {channel.Id.Name}, by its own signature; what it said stays");
    }

    private void ChangeDepositary(ChannelState channel, PartyId before)
    {
        var group = channel.Group;
        group.LostSince = null;
        group.Joining.Clear();
        group.Updates.Clear();
        if (before == _self && group.Commits.Count > 0)
        {
            var last = group.Commits.Keys.Last();
            foreach (var (epoch, member) in group.Commits.Keys.SelectMany(e => group.Members.Keys.Select(m => (e, m))))
                _outbox.Receipted(member, CommitSlot(channel, epoch));
            group.Commits.Clear();
            group.Confirmed.Clear();
            Emit(new Effect.DropCommits(channel.Id, last + 1));
        }

        if (channel.Policy.Depositary == _self)
        {
            // GRP-018: the first commit shows who follows; whoever is in another epoch comes in anew.
            group.RefreshAt = _elapsed;
            group.AskAt = group.Mls is null ? _elapsed : DateTimeOffset.MaxValue;
        }
        else
        {
            group.AskAt = _elapsed;
        }
    }

    /// <summary>What a peer needs that does not know the channel, or an older version of it.</summary>
    private void SendPolicies(PartyId to, ChannelState channel)
    {
        if (channel.Policies.Founding.HasMember(to))
            SendPolicy(to, channel.Id, channel.Policies.Notes[0]);
        if (channel.Policy.Version > 1)
            SendChange(to, channel.Policies);
    }

    private void PassOn(ChannelState channel)
    {
        PassOn(channel.Id, channel.Policies.Notes[0]);
        if (channel.Policy.Version > 1)
            PassOnChange(channel.Policies);
    }

    /// <summary>Whoever has signed passes on what it has gathered, to all whom it concerns.</summary>
    private void PassOnChange(PolicyChain chain)
    {
        if (!IsSignedBySelf(chain.Notes[^1]))
            return;
        foreach (var member in chain.Versions.TakeLast(2).SelectMany(v => v.Members).Select(m => m.Party).Distinct().Where(p => p != _self))
            SendChange(member, chain);
    }

    private void SendChange(PartyId to, PolicyChain chain) => _outbox.Add(to, new BundleItem(ItemKind.Change, chain.ToBytes()),
        ChangeSlot(chain), Precedence.Immediate, Until.Stored);

    private static Digest ChangeSlot(PolicyChain chain) => Digest.Of(Encoding.ASCII.GetBytes($"change {chain.Latest.Hash}"));
}
