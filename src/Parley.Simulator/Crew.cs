using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Policies;

namespace Parley.Simulator;

/// <summary>The people: officers, who say things and say them again until they are told that it stands; and operators.</summary>
internal sealed class Crew(Simulation simulation)
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan LastPatience = TimeSpan.FromMinutes(10);
    private readonly Chance _chance = new(simulation.Scenario.Seed, "crew");
    private const int Remembered = 12;
    private static readonly FormId Message = FormId.Parse("message/1");
    private readonly Chance _acts = new(simulation.Scenario.Seed, "acts");
    private readonly Dictionary<ContentId, (Peer Peer, ChannelPolicy Policy, Input.Submit Said)> _unanswered = [];
    private readonly Dictionary<string, List<Record>> _latest = [];
    private int _said;
    private int _exchanges;

    /// <summary>What officers still wait to be told of.</summary>
    public int Unanswered => _unanswered.Values.Count(u => !u.Peer.Lies);

    public void Start()
    {
        foreach (var peer in simulation.Peers)
            simulation.Clock.After(_chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(30)), () => MakeRound(peer));
        var count = (int)Math.Round(simulation.Scenario.Messages * simulation.Scenario.Span.TotalHours);
        foreach (var policy in simulation.Policies)
        {
            for (var i = 0; i < count; i++)
                simulation.Clock.After(_chance.Between(TimeSpan.Zero, simulation.Scenario.Span), () => Speak(policy));
            for (var i = 0; i < (count + 1) / 2; i++)
                simulation.Clock.After(_acts.Between(TimeSpan.Zero, simulation.Scenario.Span), () => React(policy));
            for (var i = 0; i < count / 12; i++)
                simulation.Clock.After(_acts.Between(TimeSpan.Zero, simulation.Scenario.Span), () => Exchange(policy));
            for (var i = 0; i < count / 12; i++)
                simulation.Clock.After(_acts.Between(TimeSpan.Zero, simulation.Scenario.Span), () => Propose(policy));
        }
    }

    /// <summary>Nothing new is said. Where a disk lost something, the operators test every line, which brings it to light.</summary>
    public void Finish()
    {
        if ((simulation.Scenario.Faults & (FaultKinds.LostWrites | FaultKinds.OldBackup | FaultKinds.Rollback)) == 0)
            return;
        foreach (var wait in new[] { TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10) })
            simulation.Clock.After(wait, TestLines);
    }

    /// <summary>A restored node's next incarnation, under its root key; the node is down.</summary>
    public void Declare(Peer peer)
    {
        var store = peer.Station.Store;
        foreach (var card in peer.Cards.Skip(store.Rows.Cards[peer.Id].Count))
            store.Apply(new Effect.StoreCard(peer.Id, card));
        store.Commit();
        var known = store.Load(peer.Id, peer.Party.Crypto).Cards[peer.Id].Current;
        peer.Cards.Add(peer.Party.SignCard(known with { Version = known.Version + 1, Previous = known.Hash, Incarnation = known.Incarnation + 1 }));
        store.Apply(new Effect.StoreCard(peer.Id, peer.Cards[^1]));
        store.Commit();
        simulation.LastTrouble = simulation.Clock.Now;
    }

    private void TestLines()
    {
        foreach (var peer in simulation.Peers.Where(p => p.Station.IsUp))
        {
            foreach (var channel in peer.Station.Engine.Channels.Keys.ToArray())
                simulation.Handle(peer, new Input.TestLine(1, channel));
        }
    }

    /// <summary>1. sign what is not open, or changes; 2. declare a restart where the node fell silent; 3. end a recovery that nobody helps any more.</summary>
    private void MakeRound(Peer peer)
    {
        simulation.Clock.After(Round, () => MakeRound(peer));
        if (!peer.Station.IsUp)
            return;

        // 1.
        foreach (var policy in peer.Channels)
        {
            if (peer.Station.IsUp && peer.Station.Engine.Channels.Keys.All(c => c.Name != policy.Name))
                simulation.Handle(peer, new Input.SignPolicy(1, policy));
        }

        foreach (var change in peer.Station.IsUp ? peer.Station.Engine.Changes.Values.OrderBy(c => c.Latest.Hash).ToArray() : [])
        {
            if (peer.Station.IsUp && change.Notes[^1].Signatures.All(s => s.KeyName.ToString() != peer.Id.Value))
                simulation.Handle(peer, new Input.SignPolicy(1, change.Latest));
        }

        if (!peer.Station.IsUp)
            return;

        // 2.
        var standings = peer.Station.Engine.Channels.Values.Select(c => c.Standing).ToArray();
        if (standings.Contains(Standing.Halted))
        {
            if (simulation.HasFaults && !_chance.Happens(0.2))
                return;
            peer.Station.Die();
            Declare(peer);
            simulation.Start(peer);
            return;
        }

        // 3.
        if (!standings.Contains(Standing.Recovering))
            peer.RecoveringSince = null;
        else if ((peer.RecoveringSince ??= simulation.Clock.Now) + (simulation.HasFaults ? RecoveryPatience : LastPatience) < simulation.Clock.Now)
            EndRecovery(peer);
    }

    private void EndRecovery(Peer peer)
    {
        peer.RecoveringSince = null;
        peer.GaveUp = true;
        simulation.LastTrouble = simulation.Clock.Now;
        foreach (var channel in peer.Station.Engine.Channels.Values.Where(c => c.Standing == Standing.Recovering).Select(c => c.Id).ToArray())
            simulation.Handle(peer, new Input.EndRecovery(1, channel));
    }

    private void Speak(ChannelPolicy policy)
    {
        var peer = simulation.ByParty[_chance.Of(policy.Members).Party];
        var (precedence, reads, length) = ((Precedence)_chance.Next(4), _chance.Happens(0.2), _chance.Next(100) == 0 ? 20_000 : _chance.Next(300));
        if (!peer.Station.IsUp || _said >= simulation.Scenario.MaxMessages
            || !peer.Station.Engine.Channels.TryGetValue(new ChannelId(policy.Name, policy.Hash), out var channel))
        {
            return;
        }

        _said++;
        var desks = policy.Members.Where(m => m.Party != peer.Id).Select(m => simulation.ByParty[m.Party].Party.Desk);
        var latest = channel.Heads.Values.Where(h => h.Author != peer.Id).OrderBy(h => h.Author).ToArray();
        Saying saying;
        if (reads && latest.Length > 0)
        {
            saying = peer.Party.Say(channel.Id, desks, "", Now(peer), c => c with { Form = FormId.ReadReceipt, Precedence = precedence },
                [new Field(Receipts.RecordsField, _chance.Of(latest).Id.ToString())], officers: 1);
        }
        else
        {
            var seen = latest.Where(_ => _chance.Happens(0.6)).ToArray();
            saying = peer.Party.Say(channel.Id, desks, new string('x', 1 + length), Now(peer), c => c with { Precedence = precedence, Seen = seen });
        }

        Say(peer, policy, saying.Submit());
    }

    /// <summary>An officer does something about what was said: reads it, shows it, says it back, answers, or gives the asker's word on that.</summary>
    private void React(ChannelPolicy policy)
    {
        var peer = simulation.ByParty[_acts.Of(policy.Members).Party];
        var (choice, which) = (_acts.Next(8), _acts.Next(Remembered));
        if (!peer.Station.IsUp || _said >= simulation.Scenario.MaxMessages || !_latest.TryGetValue(policy.Name, out var latest) || latest.Count == 0)
            return;
        var about = latest[which % latest.Count];
        if (peer.Station.Store.Find(about.Id) is null || React(peer, about, choice) is not { } act)
            return;
        _said++;
        var desks = policy.Members.Where(m => m.Party != peer.Id).Select(m => simulation.ByParty[m.Party].Party.Desk);
        Say(peer, policy, peer.Party.Say(about.Content.Channel, desks, "", Now(peer), c => c with { Form = act.Form }, act.Fields, officers: act.Form.IsReceipt ? 1 : 2).Submit());
    }

    private static (FormId Form, Field[] Fields)? React(Peer peer, Record about, int choice)
    {
        var (id, mine) = (about.Id.ToString(), about.Content.Author == peer.Id);
        if (!mine && about.Content.Form == Message)
        {
            return choice switch
            {
                < 2 => (FormId.ReadReceipt, [new Field(Receipts.RecordsField, id)]),
                2 => (FormId.ShownReceipt, [new Field(Receipts.RecordsField, id)]),
                3 or 4 => (FormId.Parse("paraphrase/1"), [new Field("record", id), new Field("text", "as it was understood")]),
                7 => (FormId.Parse("decline/1"), [new Field("declines", id)]),
                _ => (FormId.Parse("answer/1"), [new Field("answers", id), new Field("text", "yes")]),
            };
        }

        // The asker's word, on what was said about a record of his.
        if (mine || !ClaimReader.Read(about).Try(out var claim, out _))
            return null;
        return claim switch
        {
            Claim.Paraphrase paraphrase when IsOf(peer, paraphrase.Record) =>
                (FormId.Parse(choice < 6 ? "paraphrase.confirm/1" : "paraphrase.correct/1"),
                [new Field("record", paraphrase.Record.ToString()), new Field("paraphrase", id), .. choice < 6 ? Array.Empty<Field>() : [new Field("text", "rather so")]]),
            Claim.Answer answer when IsOf(peer, answer.About[0]) =>
                (FormId.Parse("answer.adequate/1"), [new Field("record", answer.About[0].ToString()), new Field("answer", id), new Field(choice < 6 ? "adequate" : "not-adequate", "all")]),
            _ => null,
        };

        static bool IsOf(Peer peer, Digest record) => peer.Station.Store.Find(record)?.Record.Content.Author == peer.Id;
    }

    /// <summary>All members of a channel exchange sealed lists: each submits its own within a quarter of an hour.</summary>
    private void Exchange(ChannelPolicy policy)
    {
        var subject = FormattableString.Invariant($"lists/{++_exchanges}");
        foreach (var member in policy.Members.Select(m => simulation.ByParty[m.Party]))
            simulation.Clock.After(_acts.Between(TimeSpan.Zero, TimeSpan.FromMinutes(15)), () => Commit(member));

        void Commit(Peer peer)
        {
            if (!peer.Station.IsUp || !peer.Station.Engine.Channels.ContainsKey(new ChannelId(policy.Name, policy.Hash)))
                return;
            var desks = policy.Members.Where(m => m.Party != peer.Id).Select(m => simulation.ByParty[m.Party].Party.Desk);
            var saying = peer.Party.Say(new ChannelId(policy.Name, policy.Hash), desks, "", Now(peer), c => c with { Form = FormId.Parse("sealed.list/1"), Subject = subject }, [new Field("list", $"of {peer.Id}")]);
            Say(peer, policy, saying.Submit() with { RevealBy = Now(peer).AddHours(2) });
            if (_acts.Happens(0.1))
                simulation.Clock.After(_acts.Between(TimeSpan.Zero, TimeSpan.FromMinutes(10)), () => Withdraw(peer));
        }
    }

    /// <summary>A party takes its headers back where it may.</summary>
    private void Withdraw(Peer peer)
    {
        foreach (var channel in peer.Station.IsUp ? peer.Station.Engine.Channels.Values.Where(c => c.Standing == Standing.Open).ToArray() : [])
        {
            foreach (var part in channel.Exchanges.Parts.Where(p => p.Party == peer.Id && p.Revealed is null && channel.Exchanges.Complete(p.Key) is null).ToArray())
            {
                var desks = part.Key.Parties.Where(p => p != peer.Id).Select(p => simulation.ByParty[p].Party.Desk);
                var saying = peer.Party.Say(channel.Id, desks, "", Now(peer), c => c with { Form = FormId.ExchangeWithdrawal, Subject = part.Key.Subject }, [new Field("header", part.Header.ToString())]);
                Say(peer, simulation.Policies.Single(p => p.Name == channel.Id.Name), saying.Submit());
            }
        }
    }

    /// <summary>An operator proposes another depositary, or another interval of line tests; the others sign on their rounds, each what it sees first.</summary>
    private void Propose(ChannelPolicy founding)
    {
        var (peer, depositary, interval) = (simulation.ByParty[_acts.Of(founding.Members).Party], _acts.Of(founding.Members).Party, 600 + _acts.Next(3600));
        if (!peer.Station.IsUp || !peer.Station.Engine.Channels.TryGetValue(new ChannelId(founding.Name, founding.Hash), out var channel))
            return;
        var next = channel.Policy with { Version = channel.Policy.Version + 1, Previous = channel.Policy.Hash };
        simulation.Handle(peer, new Input.SignPolicy(1, _acts.Happens(0.5) ? next with { Depositary = depositary } : next with { LineTestSeconds = interval }));
    }

    private void Say(Peer peer, ChannelPolicy policy, Input.Submit said)
    {
        _unanswered[said.Content.Id] = (peer, policy, said);
        Submit(said.Content.Id);
    }

    private void Submit(ContentId id)
    {
        if (!_unanswered.TryGetValue(id, out var said))
            return;
        var answered = simulation.Handle(said.Peer, said.Said)?.Single();
        if (answered is null || answered.Answer is { Fate: ItemFate.Refused, Fault.Rule: "CHN-001" or "CHN-060" or "CHN-065" })
        {
            // No answer, not open, or not to speak yet: the officer tries again.
            simulation.Clock.After(_chance.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), () => Submit(id));
        }
        else if (answered.Answer is { Fate: ItemFate.Refused, Fault: var fault })
        {
            // After a restore, what the officer had read or names is not there any more (CHN-021, LAD-012), or another header stands (EXC-004): the
            // officer composes anew. A clock that jumped may be past the time by which all is to be in (EXC-006), and a withdrawal too late (EXC-011, EXC-012).
            if (!said.Peer.Lies && (fault?.Rule is not ("CHN-021" or "LAD-012" or "EXC-004") || !said.Peer.WasRestored) && fault?.Rule is not ("EXC-006" or "EXC-011" or "EXC-012"))
                throw new InvariantViolation("SIM-013", $"{said.Peer.Id} refused what its officers properly said: {fault}");
            _unanswered.Remove(id);
        }
        else
        {
            _unanswered.Remove(id);
            simulation.Spoke(said.Policy);
            if (!_latest.TryGetValue(said.Policy.Name, out var latest))
                _latest[said.Policy.Name] = latest = [];
            latest.Add(answered.Record!);
            if (latest.Count > Remembered)
                latest.RemoveAt(0);
            simulation.Invariants.Promised(said.Peer, answered.Record!);
        }
    }

    private static DateTimeOffset Now(Peer peer) => Records.Text.Times.Truncate(peer.Station.Now);
}
