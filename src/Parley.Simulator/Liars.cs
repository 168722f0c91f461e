using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Simulator;

/// <summary>
/// What lying parties do, beside running a node: it alters what the node sends, and slips in what the node never made. An honest node
/// must not be worse off than by what the liar's own records are worth.
/// </summary>
internal sealed class Liars(Simulation simulation)
{
    private const int Burst = 60;
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(5);
    private readonly Chance _chance = new(simulation.Scenario.Seed, "liars");

    public void Start()
    {
        foreach (var peer in simulation.Peers.Where(p => p.Lies))
            simulation.Clock.After(_chance.Between(TimeSpan.Zero, Turn), () => TakeTurn(peer));
    }

    /// <summary>What a node sends, and the place of each item in its bundle: of a liar, without some records, and to every other peer with others in their place.</summary>
    public List<(int Place, BundleItem Item)> Twist(Peer from, Peer to, IReadOnlyList<BundleItem> items)
    {
        var told = new List<(int, BundleItem)>(items.Count);
        for (var place = 0; place < items.Count; place++)
        {
            var item = items[place];
            if (from.Lies && item.Kind is ItemKind.Record or ItemKind.Sealed && items.Count > 1 && _chance.Happens(0.1) && simulation.Strikes(FaultKinds.Withholding, from, to))
                continue;
            if (from.Lies && item.Kind == ItemKind.Record && to.Index % 2 == 0 && _chance.Happens(0.1) && Another(from, item) is { } other && simulation.Strikes(FaultKinds.Equivocation, from, to))
                item = other;
            told.Add((place, item));
        }

        return told;
    }

    private void TakeTurn(Peer liar)
    {
        if (!simulation.HasFaults)
            return;
        simulation.Clock.After(Turn, () => TakeTurn(liar));
        var victims = simulation.Peers.Where(p => p != liar && p.Channels.Intersect(liar.Channels).Any()).ToArray();
        if (victims.Length == 0 || !liar.Station.IsUp)
            return;
        var victim = _chance.Of(victims);
        var (forges, floods, misdates, goesBack) = (_chance.Happens(0.5), _chance.Happens(0.1), _chance.Happens(0.02), _chance.Happens(0.01));
        if (forges && Forgery(liar, victim) is { } forged && simulation.Strikes(FaultKinds.Forgery, liar, victim))
            simulation.Network.Slip(liar, victim, [forged]);
        if (floods && simulation.Strikes(FaultKinds.Flood, liar, victim))
            Flood(liar, victim);
        if (misdates && simulation.Strikes(FaultKinds.FalseTime, liar))
            liar.Station.ClockError = TimeSpan.FromDays(_chance.Next(2000) - 300);
        if (goesBack && liar.Backups.Count > 0 && simulation.Strikes(FaultKinds.Rollback, liar))
            simulation.Mishaps.PutBack(liar, _chance.Of(liar.Backups), declared: false);
    }

    /// <summary>Another record in the place of one of the liar's own.</summary>
    private static BundleItem? Another(Peer liar, BundleItem item)
    {
        var record = Record.Parse(item.Bytes.Span).OrThrow();
        if (record.Content.Author != liar.Id || record.Content.Form.IsNodeMade)
            return null;
        var numbering = record.Numbering;
        var said = liar.Party.Say(record.Content.Channel, record.Content.To, "something else", record.Content.Composed);
        return new BundleItem(ItemKind.Record, liar.Party.Number(said, numbering.Number, numbering.Previous, numbering.Incarnation, [.. numbering.Have]).Bytes.ToArray());
    }

    private BundleItem? Forgery(Peer liar, Peer victim)
    {
        var policy = _chance.Of(liar.Channels.Intersect(victim.Channels).ToArray());
        if (!liar.Station.Engine.Channels.TryGetValue(new ChannelId(policy.Name, policy.Hash), out var channel))
            return null;
        var heads = channel.Heads.Values.OrderBy(h => h.Author).ToArray();
        if (heads.Length == 0)
            return null;
        var head = _chance.Of(heads);
        var own = channel.Heads.GetValueOrDefault(liar.Id);
        switch (_chance.Next(4))
        {
            case 0:
                // A record of somebody, changed.
                var bytes = liar.Station.Store.Find(head.Id)!.Bytes.ToArray();
                bytes[_chance.Next(bytes.Length)] ^= 1;
                return new BundleItem(ItemKind.Record, bytes);
            case 1:
                // Far ahead of its turn.
                return Item(500 + _chance.Next(5000), Digest.Of("nothing"u8), []);
            case 2:
                // Heads that never were: of the victim itself, or of others, in this incarnation or another.
                return Item((own?.Number ?? 0) + 1, own?.Id, [.. heads.Where(h => h.Author != liar.Id).Select(h => h with { Number = h.Number + 1 + _chance.Next(1000), Id = Digest.Of("made up"u8) })]);
            default:
                // A receipt for what never was.
                var receipt = liar.Party.Say(channel.Id, [victim.Party.Desk], "", simulation.Clock.Now, c => c with { Form = FormId.DeliveredReceipt },
                    [Receipts.ToField([(head.Id, 7L), (Digest.Of("made up"u8), 8L)])], officers: 0);
                return new BundleItem(ItemKind.Record, liar.Party.Number(receipt, (own?.Number ?? 0) + 1, own?.Id, channel.LedgerOrigin.Incarnation).Bytes.ToArray());
        }

        BundleItem Item(long number, Digest? previous, Head[] have) => new(ItemKind.Record, liar.Party.Number(
            liar.Party.Say(channel.Id, [victim.Party.Desk], "forged", simulation.Clock.Now), number, number == 1 ? null : previous, channel.LedgerOrigin.Incarnation, have).Bytes.ToArray());
    }

    private void Flood(Peer liar, Peer victim)
    {
        var policy = _chance.Of(liar.Channels.Intersect(victim.Channels).ToArray());
        var channel = new ChannelId(policy.Name, policy.Hash);
        for (var bundle = 0; bundle < 4; bundle++)
        {
            simulation.Network.Slip(liar, victim,
            [
                .. Enumerable.Range(0, Burst).Select(i => _chance.Next(3) switch
                {
                    0 => new BundleItem(ItemKind.Want, new Want(channel, _chance.Of(policy.Members).Party, 1, 1 + i, 60 + i).ToBytes()),
                    1 => new BundleItem(ItemKind.Record, new byte[_chance.Next(2000)]),
                    _ => new BundleItem(ItemKind.Policy, liar.Party.Node.SignNote((policy with { Name = FormattableString.Invariant($"flood.c{_chance.Next(1000)}") }).ToBytes()).ToBytes()),
                }),
            ]);
        }
    }
}
