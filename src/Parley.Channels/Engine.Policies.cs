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

        // Whoever was away gets several versions at once; each has to stand by itself.
        ItemAnswer answer = new(ItemFate.Duplicate);
        for (var version = 2; version <= chain.Versions.Count; version++)
        {
            var (policy, note) = (chain.Versions[version - 1], chain.Notes[version - 1]);
            if (version <= channel.Policy.Version && channel.Policies.Versions[version - 1].Hash == policy.Hash)
                continue;
            var known = channel.Policies;
            // POL-036
            if (version == known.Latest.Version && IsSuccession(known, policy) && PolicyChange.Of(known.Versions[version - 2], known.Latest).Try(out var stands, out _)
                && stands.Kind == PolicyChangeKind.Departure)
            {
                known = known.Before(version);
            }

            if (policy.Version != known.Latest.Version + 1)
                return Refuse("POL-030", $"another version {version} of {chain.Id.Name}'s policy is in force here");
            answer = Gather(channel, known.With(note, policy));
            if (answer.Fate == ItemFate.Refused || channel.Policy.Hash != policy.Hash)
                return answer;
        }

        return answer;
    }

    private static bool IsSuccession(PolicyChain chain, ChannelPolicy policy) =>
        PolicyChange.Of(chain.Versions[(int)policy.Version - 2], policy).Try(out var change, out _) && change.Kind == PolicyChangeKind.Succession;

    /// <summary>The operator proposes a later version, or signs one that was proposed.</summary>
    private ItemAnswer SignChange(ChannelPolicy policy)
    {
        var channel = _channels.Values.FirstOrDefault(c => c.Id.Name == policy.Name);
        var chain = _changes.GetValueOrDefault(policy.Hash);
        if (channel is null && chain is null)
            return Refuse("POL-022", "a founding policy has version 1, and no open or proposed channel has the version before this one");

        // POL-035
        var note = _node.SignNote(policy.ToBytes());
        chain = (channel?.Policies ?? chain!.Before(policy.Version)).With(note, policy);
        if (channel is not null && PolicyChange.Of(channel.Policy, policy).Try(out var change, out _) && change.Kind != PolicyChangeKind.Succession
            && _changes.Values.Any(c => c.Id == channel.Id && c.Latest.Version == policy.Version && c.Latest.Hash != policy.Hash && IsSignedBySelf(c.Notes[^1])))
        {
            return Refuse("POL-035", $"this node has signed another version {policy.Version}; two could come into force at once");
        }

        return Gather(channel, chain);
    }

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
            && !_changes.Values.Any(c => c.Id == id && c.Latest.Version == policy.Version && IsSignedBySelf(c.Notes[^1])))
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
            PutInForce(channel!, change, gathered);
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
    private void PutInForce(ChannelState channel, PolicyChange change, PolicyChain chain)
    {
        var (before, now, group) = (channel.Policy, chain.Latest, channel.Group);
        channel.Policies = chain;

        // 1.
        foreach (var other in _changes.Where(c => c.Value.Id == channel.Id && c.Value.Latest.Version <= now.Version).Select(c => c.Key).ToArray())
            _changes.Remove(other);

        // 2. POL-038
        foreach (var gone in before.Members.Select(m => m.Party).Where(p => p != _self && !now.HasMember(p)))
        {
            _outbox.Forget(gone, id => Find(id)?.Record.Content.Channel == channel.Id);
            Emit(new Effect.Depart(channel.Id, gone));
        }

        // 3.
        group.LeavesToCheck = true;
        if (!now.HasMember(_self))
            ForgetGroup(channel);
        if (now.Depositary != before.Depositary)
            ChangeDepositary(channel, before.Depositary);
        channel.TestDue = _elapsed + FirstTestAfter(channel);

        // 4.
        if (change.Kind == PolicyChangeKind.Succession)
            Raise("POL-033", channel.Id, now.Depositary, $"{now.Depositary} is depositary of {channel.Id.Name} in place of {before.Depositary}, by the signatures of more than half of its members");
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
        Digest.Of(Encoding.ASCII.GetBytes($"change {chain.Latest.Hash}")), Precedence.Immediate, Until.Stored);
}
