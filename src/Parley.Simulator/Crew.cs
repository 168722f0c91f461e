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
    private readonly Dictionary<ContentId, (Peer Peer, ChannelPolicy Policy, Saying Saying)> _unanswered = [];
    private int _said;

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

    /// <summary>1. sign what is not open; 2. declare a restart where the node fell silent; 3. end a recovery that nobody helps any more.</summary>
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

        _unanswered[saying.Content.Id] = (peer, policy, saying);
        Submit(saying.Content.Id);
    }

    private void Submit(ContentId id)
    {
        if (!_unanswered.TryGetValue(id, out var said))
            return;
        var answered = simulation.Handle(said.Peer, said.Saying.Submit())?.Single();
        if (answered is null || answered.Answer is { Fate: ItemFate.Refused, Fault.Rule: "CHN-001" or "CHN-060" or "CHN-065" })
        {
            // No answer, not open, or not to speak yet: the officer tries again.
            simulation.Clock.After(_chance.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), () => Submit(id));
        }
        else if (answered.Answer is { Fate: ItemFate.Refused, Fault: var fault })
        {
            // CHN-021: what the officer had read is not there any more, after a restore; the officer composes anew.
            if (!said.Peer.Lies && (fault?.Rule != "CHN-021" || !said.Peer.WasRestored))
                throw new InvariantViolation("SIM-013", $"{said.Peer.Id} refused what its officers properly said: {fault}");
            _unanswered.Remove(id);
        }
        else
        {
            _unanswered.Remove(id);
            simulation.Spoke(said.Policy);
            simulation.Invariants.Promised(said.Peer, answered.Record!);
        }
    }

    private static DateTimeOffset Now(Peer peer) => Records.Text.Times.Truncate(peer.Station.Now);
}
