using Parley.Channels.Policies;
using Parley.Channels.Wire;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Channels;

public sealed partial class Engine
{
    // Proposals are kept in memory and on disk before anybody here has agreed to them. The limit is each party's own, so
    // that one that floods leaves room for the others.
    private const int MaxProposals = 8;

    // Versions of a party's card that are taken from bearers; further ones the operator takes from a file.
    private const int MaxCards = 256;

    private ItemAnswer TakeCard(Input.Received received) =>
        SignedNote.TryParse(received.Item.Bytes.Span, out var note, out var error)
            ? AcceptCard(note, mayPin: false)
            : Refuse("CRD-001", $"this is not a signed note ({error})");

    private ItemAnswer AcceptCard(SignedNote note, bool mayPin)
    {
        if (!CardHistory.Pin(note, _crypto).Try(out var offered, out var fault))
            return Refuse(fault);
        var card = offered.Current;
        if (card.Party.IsExercise != _self.IsExercise)
        {
            return Refuse("CHN-012", _self.IsExercise
                ? $"this is an exercise node and {card.Party} is no exercise party"
                : $"{card.Party} is an exercise party; a production node refuses exercise ids and keys");
        }

        if (!_cards.TryGetValue(card.Party, out var known))
        {
            if (!mayPin)
                return Refuse("CRD-030", $"{card.Party} has not been met: its first card is pinned by the operator after the ceremony");
            _cards[card.Party] = offered;
        }
        else if (known.All.Any(c => c.Hash == card.Hash))
        {
            return new ItemAnswer(ItemFate.Duplicate);
        }
        else if (!mayPin && known.All.Count >= MaxCards)
        {
            return Refuse("CHN-033", $"{MaxCards} versions of {card.Party}'s card are here; further ones are taken by the operator from a file");
        }
        else if (card.Party == _self && card.Incarnation != known.Current.Incarnation)
        {
            return Refuse("CHN-066", "a new incarnation of this node is opened by 'parley restart' while the node is stopped");
        }
        else if (known.Accept(note, _crypto).Try(out var next, out var refused))
        {
            _cards[card.Party] = next;
        }
        else
        {
            return Refuse(refused);
        }

        Emit(new Effect.StoreCard(card.Party, note));
        foreach (var channel in _channels.Values)
            channel.Group.LeavesToCheck = true;
        PassOnCards();
        return new ItemAnswer(ItemFate.Stored);
    }

    private ItemAnswer TakePolicy(Input.Received received)
    {
        if (!SignedNote.TryParse(received.Item.Bytes.Span, out var note, out var error))
            return Refuse("POL-001", $"this is not a signed note ({error})");
        if (note.Text.Length > Limits.NoteBytes)
            return Refuse("POL-001", $"the policy has {note.Text.Length} bytes; {Limits.NoteBytes} are allowed");
        if (!ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out var fault))
            return Refuse(fault);
        if (!policy.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is not a member of {policy.Name}");

        // POL-037: whoever passes this on has started anew, perhaps from an older state, and nobody else would tell it.
        if (_channels.TryGetValue(new ChannelId(policy.Name, policy.Hash), out var open) && open.Policy.Version > 1 && open.Policy.HasMember(received.From))
            SendChange(received.From, open.Policies);
        return Gather(policy, note);
    }

    private ItemAnswer Sign(ChannelPolicy policy)
    {
        if (policy.Check() is { } malformed)
            return Refuse(malformed);
        if (policy.Version > 1)
            return SignChange(policy);
        return CheckMembers(policy) is { } fault ? Refuse(fault) : Gather(policy, _node.SignNote(policy.ToBytes()));
    }

    /// <summary>Adds signatures to a policy; once every member's is there, the channel is open.</summary>
    private ItemAnswer Gather(ChannelPolicy policy, SignedNote note)
    {
        if (policy.Version != 1)
            return Refuse("POL-022", "a founding policy has version 1; later ones come with those before them");
        if (CheckMembers(policy) is { } fault)
            return Refuse(fault);
        var verifiers = policy.Members
            .Select(m => new Ed25519NoteVerifier(_cards[m.Party].Current.Node.ToVerifierKey(m.Party.Value), _crypto.Ed25519))
            .ToArray();
        var verification = note.Verify(verifiers);
        if (!verification.IsVerified)
            return Refuse("POL-021", "a signature is not by the member that it names");

        var id = new ChannelId(policy.Name, policy.Hash);
        if (_channels.ContainsKey(id))
            return new ItemAnswer(ItemFate.Duplicate);
        if (_channels.Keys.Any(c => c.Name == policy.Name))
            return Refuse("CHN-031", $"an open channel is called {policy.Name} already");
        if (!_proposed.TryGetValue(id, out var gathered)
            && verification.Verified.All(v => v.Signature.KeyName.ToString() != _self.Value && ProposedBy(v.Signature.KeyName) >= MaxProposals))
        {
            return Refuse("CHN-032", $"{MaxProposals} proposals of the same party wait for a signature already");
        }

        var signatures = (gathered?.Signatures ?? [])
            .Concat(verification.Verified.Select(v => v.Signature))
            .DistinctBy(s => s.KeyName)
            .OrderBy(s => s.KeyName.ToString(), StringComparer.Ordinal)
            .ToArray();
        if (signatures.Length == gathered?.Signatures.Count)
            return new ItemAnswer(ItemFate.Duplicate);

        var merged = SignedNote.Create(note.Text.Span, signatures);
        var open = signatures.Length == policy.Members.Count;
        var ledgerSeed = open ? _entropy.Next() : null;
        Emit(new Effect.StorePolicy(id, merged, ledgerSeed));
        if (open)
        {
            _proposed.Remove(id);
            Open(PolicyChain.Of(merged), ledgerSeed!);
        }
        else
        {
            _proposed[id] = merged;
        }

        PassOn(id, merged);
        return new ItemAnswer(ItemFate.Stored);
    }

    private void Open(PolicyChain policies, byte[] ledgerSeed)
    {
        var channel = new ChannelState
        {
            Id = policies.Id,
            Policies = policies,
            Heads = [],
            Ledger = LedgerState.Empty,
            LedgerOrigin = LedgerOrigin.Of(_self, _cards[_self].Current.Incarnation, policies.Id),
            LedgerSeed = new SaltSeed(ledgerSeed),
            Unreceipted = [],
            Tests = [],
            Unanswered = [],
            TwoPastsFrom = [],
            Halted = 0,
        };
        channel.Recovery = NewRecovery(channel);
        channel.TestDue = _elapsed + FirstTestAfter(channel);
        channel.Group = OpenGroup(channel);
        _channels[channel.Id] = channel;
        StartGroup(channel);
    }

    private int ProposedBy(NoteKeyName signer) => _proposed.Values.Count(p => p.Signatures.Any(s => s.KeyName.Equals(signer)));

    /// <summary>Whoever has signed passes on what it has gathered, so that a policy opens everywhere even if the proposer is gone.</summary>
    private void PassOn(ChannelId id, SignedNote gathered)
    {
        if (gathered.Signatures.All(s => s.KeyName.ToString() != _self.Value))
            return;
        foreach (var member in ChannelPolicy.Parse(gathered.Text.Span).OrThrow().Members.Select(m => m.Party).Where(p => p != _self))
            SendPolicy(member, id, gathered);
    }

    private void SendPolicy(PartyId to, ChannelId id, SignedNote gathered) =>
        _outbox.Add(to, new BundleItem(ItemKind.Policy, gathered.ToBytes()), id.Founding, Precedence.Immediate, Until.Stored);

    private Fault? CheckMembers(ChannelPolicy policy)
    {
        if (!policy.HasMember(_self))
            return new Fault("POL-020", 0, $"{_self} is not a member of {policy.Name}");
        foreach (var member in policy.Members)
        {
            if (!_cards.TryGetValue(member.Party, out var cards))
                return new Fault("POL-023", 0, $"{member.Party}'s card is not pinned here: meet first, then 'parley card accept'");
            if (!cards.Current.Root.Equals(member.Root))
                return new Fault("POL-024", 0, $"the policy names another root key for {member.Party} than the one pinned here");
        }

        return null;
    }
}
