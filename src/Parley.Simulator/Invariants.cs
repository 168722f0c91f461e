using System.Buffers.Binary;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.Ladders;
using Parley.Channels.Wire;
using Parley.Ledger;
using Parley.Ledger.Entries;
using Parley.Records;

namespace Parley.Simulator;

/// <summary>
/// What must hold, checked as it happens: each time that a node has committed, before anything of it leaves; each time that one starts;
/// and at the end. <c>docs/simulator.md</c> has the rules.
/// </summary>
internal sealed class Invariants(Simulation simulation)
{
    private const int BundleItems = 256;
    private const int HeldAhead = 1024;
    private const int AlarmsOfAKind = 1000;
    private const int Replies = 1024;
    private const int Answers = 256;

    // Beside records: cards, policies, requests and steps of groups, of each kind one at a time for a channel and an author.
    private const int Notices = 1000;

    // Accusations, and what a node says of itself when it finds that it was put back.
    private static readonly HashSet<string> Accusing = ["CHN-009", "CHN-010", "CHN-016", "CHN-018", "CHN-052", "CHN-053", "CHN-054", "CHN-057", "CHN-061"];
    private readonly Dictionary<(Peer, ChannelId, PartyId), Head> _heads = [];
    private readonly Dictionary<Peer, HashSet<Digest>> _acknowledged = [];
    private readonly Dictionary<Place, Digest> _numbered = [];
    private readonly Dictionary<(ChannelId, PartyId, long Incarnation), long> _forked = [];
    private readonly Dictionary<(ChannelId, PartyId, long Incarnation), long> _ended = [];
    private readonly List<(Peer Author, Record Record)> _promised = [];
    private readonly HashSet<Digest> _authored = [];
    private long _said;
    private long _commits;

    /// <summary>Records of honest parties, and how many of them officers made.</summary>
    public (long All, long Said) Authored => (_authored.Count, _said);

    /// <summary>Records of others that nodes stored.</summary>
    public long Delivered { get; private set; }

    private bool MayAccuse => simulation.Scenario.Liars > 0 || simulation.Scenario.Faults.HasFlag(FaultKinds.LostWrites);

    /// <summary>An officer was told that this stands.</summary>
    public void Promised(Peer author, Record record)
    {
        if (!author.Station.Store.Durable.Records.ContainsKey(record.Id))
            throw new InvariantViolation("SIM-001", $"{author.Id} told its officer that {record.Id} stands, and it is not on the disk");
        Acknowledged(author).Add(record.Id);
        _promised.Add((author, record));
    }

    public void Committed(Peer peer, IReadOnlyList<(Input Input, Effect Effect)> done)
    {
        var rows = peer.Station.Store.Durable;
        peer.Remember(rows);
        if (!peer.Lies && ++_commits % 16 == 0)
            CheckQueues(peer);
        foreach (var (input, effect) in done)
        {
            simulation.Note(Mark(effect), (ulong)peer.Index);
            if (peer.Lies)
                continue;
            switch (effect)
            {
                case Effect.StoreRecord stored:
                    CheckStored(peer, stored, rows);
                    break;
                case Effect.Climb { Rung: Rung.Delivered } climb:
                    CheckDelivered(peer, climb);
                    break;
                case Effect.StoreEvidence { Evidence: var evidence }:
                    if (simulation.ByParty[evidence.Author] is { Lies: false, WasPutBack: false })
                        throw new InvariantViolation("SIM-005", $"{peer.Id} holds evidence ({evidence.Kind}) against {evidence.Author}, which is honest");
                    break;
                case Effect.StoreAlarm { Alarm: var alarm }:
                    if (!MayAccuse && Accusing.Contains(alarm.Rule))
                        throw new InvariantViolation("SIM-005", $"{peer.Id} raised an alarm about {alarm.About}, and nobody lies: {alarm.Rule}, {alarm.Text}");
                    break;
                case Effect.Answered answered when input is Input.Received { Item: { Kind: ItemKind.Record or ItemKind.Sealed } item }:
                    CheckAnswer(peer, answered, item, done, input, rows);
                    break;
            }
        }
    }

    /// <summary>A bundle is about to leave.</summary>
    public void Leaves(Peer peer, Effect.Send send)
    {
        if (peer.Lies)
            return;
        if (send.Items.Count > BundleItems)
            throw new InvariantViolation("SIM-006", $"{peer.Id} sends {send.Items.Count} items in one bundle");
        foreach (var item in send.Items)
        {
            if (item.Record is { } id && !peer.Station.Store.Durable.Records.ContainsKey(id))
                throw new InvariantViolation("SIM-007", $"{peer.Id} sends {send.To} record {id}, which is not on its disk yet");
            if (item.Record is { } sent && !simulation.ByParty[send.To].Channels.Any(c => c.Name == peer.Station.Store.Durable.Records[sent].Channel.Name))
                throw new InvariantViolation("SIM-008", $"{peer.Id} sends {send.To} record {sent} of a channel that it is no member of");
        }
    }

    /// <summary>The node's disk returned an older state: what was lost with it can no longer be asked of it alone.</summary>
    public void WasPutBack(Peer peer)
    {
        var rows = peer.Station.Store.Durable;
        Acknowledged(peer).RemoveWhere(id => !rows.Records.ContainsKey(id));
        foreach (var key in _heads.Keys.Where(k => k.Item1 == peer).ToArray())
            _heads.Remove(key);
        foreach (var row in rows.Records.Values.OrderBy(r => r.Sequence))
            _heads[(peer, row.Channel, row.Record.Content.Author)] = row.Record.Head;
    }

    public void Started(Peer peer)
    {
        if (peer.Lies)
            return;
        var rows = peer.Station.Store.Durable;
        foreach (var id in Acknowledged(peer))
        {
            if (!rows.Records.ContainsKey(id))
                throw new InvariantViolation("SIM-001", $"{peer.Id} had acknowledged {id}, and does not have it after a restart");
        }

        CheckBounds(peer);
        CheckQueue(peer, rows);
    }

    /// <summary>Whether everything is everywhere, and nothing waits for anything.</summary>
    public bool IsSettled() => Unsettled() is null;

    /// <summary>Something that is not settled yet, in words, or nothing.</summary>
    public string? Unsettled()
    {
        if (simulation.Crew.Unanswered > 0)
            return $"{simulation.Crew.Unanswered} submissions have no answer";
        foreach (var peer in simulation.Peers.Where(p => !p.Lies))
        {
            if (!peer.Station.IsUp)
                return $"{peer.Id} is down";
            var (rows, engine) = (peer.Station.Store.Durable, peer.Station.Engine);
            if (engine.Channels.Count < peer.Channels.Count)
                return $"{peer.Id} has {engine.Channels.Count} of {peer.Channels.Count} channels open";
            if (engine.Channels.Values.FirstOrDefault(c => c.Standing != Standing.Open) is { } silent)
                return $"{peer.Id} is {silent.Standing} on {silent.Id.Name}";
            foreach (var (record, member) in rows.Outbox.Keys)
            {
                if (!simulation.ByParty[member].Lies && rows.Records.TryGetValue(record, out var row))
                    return $"{peer.Id} still has record {row.Record.Numbering.Incarnation}:{row.Record.Numbering.Number} of {row.Record.Content.Author} on {row.Channel.Name} ({row.Record.Content.Form}) for {member}";
            }

            foreach (var place in rows.Held.Keys)
            {
                if (!simulation.ByParty[place.Author].Lies && !IsForked(place.Channel, place.Author, place.Incarnation, place.Number))
                    return $"{peer.Id} still holds record {place.Incarnation}:{place.Number} of {place.Author} on {place.Channel.Name}, which waits for one before it";
            }
        }

        foreach (var policy in simulation.Policies)
        {
            if (Disagreement(new ChannelId(policy.Name, policy.Hash)) is { } difference)
                return difference;
        }

        return null;
    }

    /// <summary>At the end: what was acknowledged, receipts, ledgers and bounds.</summary>
    public void CheckAll()
    {
        foreach (var (author, record) in _promised)
        {
            var members = simulation.Policies.Single(p => p.Name == record.Content.Channel.Name).Members.Select(m => simulation.ByParty[m.Party]).Where(p => !p.Lies).ToArray();
            if (author.Lies || IsForked(record.Content.Channel, record))
                continue;
            var holders = members.Where(p => p.Station.Store.Durable.Records.ContainsKey(record.Id)).ToArray();
            if (holders.Length < members.Length && !(author.WasRestored && holders.Length == 0) && !(author.GaveUp && holders.Length == members.Length - 1))
                throw new InvariantViolation("SIM-010", $"{author.Id}'s officer was told that {record.Id} stands, and it is only at {string.Join(", ", holders.Select(h => h.Id))}");
            if (author.WasRestored || record.Content.Form.IsService)
                continue;
            if (members.FirstOrDefault(m => m != author && !author.Station.Has(record, m.Id, Rung.Delivered)) is { } silent)
                throw new InvariantViolation("SIM-009", $"{author.Id} has no receipt of {silent.Id} for {record.Id}");
        }

        foreach (var peer in simulation.Peers.Where(p => !p.Lies))
        {
            CheckBounds(peer);
            CheckRestart(peer);
            CheckClocks(peer);
        }
    }

    private static ulong Mark(Effect effect) => effect switch
    {
        Effect.StoreRecord { Record: var record } => Mark(record.Id),
        Effect.HoldRecord { Record: var record } => ~Mark(record.Id),
        Effect.Answered answered => 100 + (ulong)answered.Answer.Fate,
        Effect.Climb climb => 200 + (ulong)climb.Rung,
        Effect.Send send => 300 + (ulong)send.Items.Count,
        _ => 10,
    };

    private static ulong Mark(Digest id)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private void CheckStored(Peer peer, Effect.StoreRecord stored, MemoryRows rows)
    {
        var (record, author) = (stored.Record, stored.Record.Content.Author);
        var (numbering, key) = (record.Numbering, (peer, stored.Channel, author));
        _heads.TryGetValue(key, out var head);

        // SIM-002
        if (stored.Entry.Direction == EntryDirection.Sent && author != peer.Id)
            throw new InvariantViolation("SIM-002", $"{peer.Id} numbered a record of {author}");

        // SIM-017
        if (stored.Entry.Direction == EntryDirection.Sent && record.Content.Form.IsSealed
            && ExchangeKey.Of(record.Content).Parties.Except(rows.Records.Values.Select(r => r.Record.Content)
                .Where(c => c.Form == FormId.ExchangeHeader && c.Channel == stored.Channel && c.Subject == record.Content.Subject).Select(c => c.Author)).FirstOrDefault() is { } missing)
        {
            throw new InvariantViolation("SIM-017", $"{peer.Id} says what it had sealed, and {missing} has given no header of '{record.Content.Subject}'");
        }

        // SIM-003
        var follows = numbering.Number == 1
            ? head is null || head.Incarnation < numbering.Incarnation
            : head is not null && head.Incarnation == numbering.Incarnation && head.Number == numbering.Number - 1 && head.Id == numbering.Previous;
        if (!follows)
            throw new InvariantViolation("SIM-003", $"{peer.Id} stored record {numbering.Incarnation}:{numbering.Number} of {author} on {stored.Channel.Name} after {head?.ToString() ?? "nothing"}");
        _heads[key] = record.Head;
        if (stored.Entry.Direction != EntryDirection.Sent)
        {
            Delivered++;
            return;
        }

        var place = new Place(stored.Channel, author, numbering.Incarnation, numbering.Number);
        if (_numbered.TryAdd(place, record.Id))
        {
            if (_authored.Add(record.Id) && !record.Content.Form.IsService)
                _said++;
        }
        else if (_numbered[place] != record.Id)
        {
            if (!peer.WasPutBack)
                throw new InvariantViolation("SIM-003", $"{peer.Id} gave two records the number {numbering.Incarnation}:{numbering.Number} on {stored.Channel.Name}");
            var series = (stored.Channel, author, numbering.Incarnation);
            _forked[series] = Math.Min(_forked.GetValueOrDefault(series, long.MaxValue), numbering.Number);
        }

        if (record.Content.Form == FormId.Restart)
        {
            _ = Head.TryParse(record.Fields["last"]!, out var last);
            for (var ended = last?.Incarnation ?? 1; ended < numbering.Incarnation; ended++)
            {
                // A later restart may declare an earlier end than one before it did, whose backup it is that was lost.
                var series = (stored.Channel, author, ended);
                _ended[series] = Math.Min(_ended.GetValueOrDefault(series, long.MaxValue), ended == last?.Incarnation ? last.Number : 0);
            }
        }

        if (record.Content.Form == FormId.DeliveredReceipt)
            CheckReceipt(peer, record, rows);
    }

    // SIM-004
    private static void CheckReceipt(Peer peer, Record receipt, MemoryRows rows)
    {
        foreach (var line in receipt.Fields[Receipts.RecordsField]!.Split('\n'))
        {
            var words = line.Split(' ');
            if (!Digest.TryParse(words[0], out var id) || !rows.Records.TryGetValue(id, out var row))
                throw new InvariantViolation("SIM-004", $"{peer.Id} receipts record {words[0]}, which is not on its disk");
            if (row.Direction != EntryDirection.Received || row.Record.Content.Author == peer.Id || row.Record.Content.Form.IsService
                || words[1] != row.LedgerIndex.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                throw new InvariantViolation("SIM-004", $"{peer.Id} receipts record {id} as entry {words[1]} of its ledger, and it is entry {row.LedgerIndex}, a {row.Record.Content.Form} of {row.Record.Content.Author}");
            }
        }
    }

    // SIM-004, from the other side.
    private void CheckDelivered(Peer peer, Effect.Climb climb)
    {
        var member = simulation.ByParty[climb.Member];
        if (!member.Lies && !member.WasRestored && !member.Station.Store.Durable.Records.ContainsKey(climb.Record))
            throw new InvariantViolation("SIM-004", $"{peer.Id} shows record {climb.Record} as delivered to {climb.Member}, which does not have it");
    }

    private void CheckAnswer(Peer peer, Effect.Answered answered, BundleItem item, IReadOnlyList<(Input Input, Effect Effect)> done, Input input, MemoryRows rows)
    {
        switch (answered.Answer.Fate)
        {
            case ItemFate.Stored:
                // SIM-001
                if (done.FirstOrDefault(d => ReferenceEquals(d.Input, input) && d.Effect is Effect.StoreRecord).Effect is not Effect.StoreRecord { Record: var stored }
                    || (item.Kind == ItemKind.Record && !stored.Bytes.SequenceEqual(item.Bytes.Span)) || !rows.Records.ContainsKey(stored.Id))
                {
                    throw new InvariantViolation("SIM-001", $"{peer.Id} answers 'stored' for a record that is not on its disk");
                }

                Acknowledged(peer).Add(stored.Id);
                break;
            case ItemFate.Held:
                if (done.FirstOrDefault(d => ReferenceEquals(d.Input, input) && d.Effect is Effect.HoldRecord).Effect is not Effect.HoldRecord { Record: var held }
                    || !IsHere(held, rows))
                {
                    throw new InvariantViolation("SIM-001", $"{peer.Id} answers 'held' for a record that is not on its disk");
                }

                break;
            case ItemFate.Duplicate:
                if (item.Kind == ItemKind.Record && Record.Parse(item.Bytes.Span).Try(out var known, out _) && !IsHere(known, rows))
                    throw new InvariantViolation("SIM-001", $"{peer.Id} answers 'duplicate' for record {known.Id}, which is not on its disk");
                break;
        }
    }

    /// <summary>Stored, or held; or it was held and, its turn come, refused in the same breath.</summary>
    private static bool IsHere(Record record, MemoryRows rows) =>
        rows.Records.ContainsKey(record.Id)
        || rows.Held.ContainsKey(new Place(record.Content.Channel, record.Content.Author, record.Numbering.Incarnation, record.Numbering.Number));

    // SIM-006
    private static void CheckBounds(Peer peer)
    {
        var rows = peer.Station.Store.Durable;
        foreach (var held in rows.Held.Keys.GroupBy(h => (h.Channel, h.Author, h.Incarnation)))
        {
            if (held.Count() > HeldAhead)
                throw new InvariantViolation("SIM-006", $"{peer.Id} holds {held.Count()} records of {held.Key.Author}");
        }

        if (rows.Alarms.Keys.GroupBy(a => (a.Rule, a.About)).FirstOrDefault(g => g.Count() > AlarmsOfAKind) is { } many)
            throw new InvariantViolation("SIM-006", $"{peer.Id} keeps {many.Count()} alarms of {many.Key.Rule} about {many.Key.About}");
    }

    // SIM-015
    private void CheckQueues(Peer peer)
    {
        var waiting = peer.Station.Store.Durable.Outbox.Keys.GroupBy(o => o.Member).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (to, length) in peer.Station.Engine.Queues)
        {
            if (length.Replies > Replies || length.Answers > Answers || length.Items > waiting.GetValueOrDefault(to) + length.Replies + length.Answers + Notices)
                throw new InvariantViolation("SIM-015", $"{peer.Id} keeps {length.Items} items for {to}, of them {length.Replies} that it asked for and {length.Answers} answers, and {waiting.GetValueOrDefault(to)} records are to go there");
        }
    }

    // SIM-016
    private static void CheckClocks(Peer peer)
    {
        var rows = peer.Station.Store.Durable;
        var claims = new HashSet<(PartyId, Digest)>();
        foreach (var row in rows.Records.Values)
        {
            if (ClaimReader.Read(row.Record).Try(out var claim, out _))
                claims.UnionWith(claim.About.Select(about => (row.Record.Content.Author, about)));
        }

        if (rows.Clocks.Values.Select(c => c.Clock).FirstOrDefault(c => c.Kind == ClockKind.Reading && claims.Contains((c.Owes, c.Record))) is { } late)
            throw new InvariantViolation("SIM-016", $"{peer.Id} still waits for {late.Owes} to read record {late.Number} of {late.Author}, which {late.Owes} has said something about");
    }

    // SIM-014
    private void CheckQueue(Peer peer, MemoryRows rows)
    {
        if (peer.WasRestored)
            return;
        foreach (var row in rows.Records.Values.Where(r => r.Direction == EntryDirection.Sent && !r.Record.Content.Form.IsService))
        {
            foreach (var member in peer.Channels.Single(c => c.Name == row.Channel.Name).Members.Select(m => m.Party).Where(m => m != peer.Id))
            {
                if (!rows.Outbox.ContainsKey((row.Record.Id, member)) && !Enum.GetValues<Rung>().Any(r => r >= Rung.Delivered && rows.Ladder.ContainsKey((row.Record.Id, member, r))))
                    throw new InvariantViolation("SIM-014", $"{peer.Id} has no receipt of {member} for {row.Record.Id}, and does not know that it still has to send it");
            }
        }
    }

    // SIM-011
    private static void CheckRestart(Peer peer)
    {
        var stored = peer.Station.Store.Load(peer.Id, peer.Party.Crypto).Channels;
        foreach (var (id, channel) in peer.Station.Engine.Channels)
        {
            var again = stored[id];
            var leaves = peer.Station.Store.Durable.Leaves.GetValueOrDefault((id, channel.LedgerOrigin.Incarnation), []);
            if (channel.Ledger.Root != again.Ledger.Root || LedgerState.Empty.Append([.. leaves]).State.Root != again.Ledger.Root)
                throw new InvariantViolation("SIM-011", $"{peer.Id}'s ledger of {id.Name} is another in memory than on its disk");
            if (!channel.Heads.OrderBy(h => h.Key).SequenceEqual(again.Heads.OrderBy(h => h.Key)))
                throw new InvariantViolation("SIM-011", $"{peer.Id}'s heads of {id.Name} are others in memory than on its disk");
            if (channel.Unreceipted.Count > 0)
                throw new InvariantViolation("SIM-011", $"{peer.Id} has {channel.Unreceipted.Count} records on {id.Name} that it does not receipt");
        }
    }

    /// <summary>Where honest members of a channel hold different records of honest authors.</summary>
    private string? Disagreement(ChannelId channel)
    {
        var policy = simulation.Policies.Single(p => p.Name == channel.Name);
        var members = policy.Members.Select(m => simulation.ByParty[m.Party]).Where(p => !p.Lies).ToArray();
        // SIM-018
        if (members.Select(m => m.Station.Engine.Channels[channel].Policy).DistinctBy(p => p.Hash).ToArray() is { Length: > 1 } versions)
            return $"the members of {channel.Name} have different policies in force, of versions {string.Join(", ", versions.Select(v => v.Version))}";
        var sets = members.ToDictionary(m => m, m => m.Station.Store.Durable.Records.Values
            .Where(r => r.Channel == channel && !simulation.ByParty[r.Record.Content.Author].Lies && !IsForked(channel, r.Record))
            .ToDictionary(r => r.Record.Id, r => r.Record));
        foreach (var (holder, records) in sets)
        {
            foreach (var (other, theirs) in sets)
            {
                if (records.Values.FirstOrDefault(r => !theirs.ContainsKey(r.Id) && !(other.GaveUp && r.Content.Author == other.Id)) is { } missing)
                    return $"{other.Id} lacks record {missing.Numbering.Incarnation}:{missing.Numbering.Number} of {missing.Content.Author} on {channel.Name} ({missing.Content.Form}), which {holder.Id} has";
            }
        }

        return null;
    }

    private bool IsForked(ChannelId channel, Record record) => IsForked(channel, record.Content.Author, record.Numbering.Incarnation, record.Numbering.Number);

    /// <summary>
    /// Whether there are two pasts of it: its author's disk returned an older state that nobody declared, and it said something else under that
    /// number; or it declared an end of that incarnation that lies before, for nobody had the rest, and a later backup brought that rest back to it alone.
    /// </summary>
    private bool IsForked(ChannelId channel, PartyId author, long incarnation, long number) =>
        (_forked.TryGetValue((channel, author, incarnation), out var from) && number >= from)
        || (_ended.TryGetValue((channel, author, incarnation), out var last) && number > last
            && !simulation.Peers.Any(p => p.Id != author && !p.Lies && p.Station.Store.Durable.Numbers.ContainsKey(new Place(channel, author, incarnation, number))));

    private HashSet<Digest> Acknowledged(Peer peer)
    {
        if (!_acknowledged.TryGetValue(peer, out var ids))
            _acknowledged[peer] = ids = [];
        return ids;
    }
}
