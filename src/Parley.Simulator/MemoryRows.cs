using System.Collections.Immutable;
using Parley.Channels.Clocks;
using Parley.Channels.Groups;
using Parley.Channels.Exchanges;
using Parley.Channels.Ladders;
using Parley.Channels.LineTests;
using Parley.Channels.Policies;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Simulator;

public sealed record Place(ChannelId Channel, PartyId Author, long Incarnation, long Number);

public sealed record RecordRow(long Sequence, Record Record, ChannelId Channel, long Ledger, long LedgerIndex, EntryDirection Direction, DateTimeOffset At, LeafHash Leaf, Digest? Receipt, string? Flag);

public sealed record PolicyRow(SignedNote Note, byte[]? Seed);

/// <summary>All rows of a store at one moment. A value: keeping the old one is a snapshot.</summary>
public sealed record MemoryRows
{
    public static MemoryRows Empty { get; } = new();

    public ImmutableDictionary<PartyId, ImmutableList<SignedNote>> Cards { get; init; } = ImmutableDictionary<PartyId, ImmutableList<SignedNote>>.Empty;

    public ImmutableDictionary<ChannelId, PolicyRow> Policies { get; init; } = ImmutableDictionary<ChannelId, PolicyRow>.Empty;

    public ImmutableDictionary<(ChannelId Channel, long Incarnation), LedgerState> Ledgers { get; init; } = ImmutableDictionary<(ChannelId, long), LedgerState>.Empty;

    /// <summary>The entries of each ledger, in order.</summary>
    public ImmutableDictionary<(ChannelId Channel, long Incarnation), ImmutableList<LeafHash>> Leaves { get; init; } = ImmutableDictionary<(ChannelId, long), ImmutableList<LeafHash>>.Empty;

    public ImmutableDictionary<Digest, RecordRow> Records { get; init; } = ImmutableDictionary<Digest, RecordRow>.Empty;

    public ImmutableDictionary<Place, Digest> Numbers { get; init; } = ImmutableDictionary<Place, Digest>.Empty;

    /// <summary>Of each content the record of the latest incarnation.</summary>
    public ImmutableDictionary<(ChannelId, PartyId, ContentId), Digest> Contents { get; init; } = ImmutableDictionary<(ChannelId, PartyId, ContentId), Digest>.Empty;

    /// <summary>Which parties have said something about which records, receipts apart.</summary>
    public ImmutableHashSet<(Digest Target, PartyId Author)> Claims { get; init; } = [];

    public ImmutableDictionary<Place, HeldRecord> Held { get; init; } = ImmutableDictionary<Place, HeldRecord>.Empty;

    public ImmutableDictionary<(Digest Record, PartyId Member, Rung Rung), Digest?> Ladder { get; init; } = ImmutableDictionary<(Digest, PartyId, Rung), Digest?>.Empty;

    public ImmutableDictionary<(Digest Record, PartyId Member), (Precedence Precedence, bool Service)> Outbox { get; init; } = ImmutableDictionary<(Digest, PartyId), (Precedence, bool)>.Empty;

    public ImmutableDictionary<Digest, TestedCheckpoint> Checkpoints { get; init; } = ImmutableDictionary<Digest, TestedCheckpoint>.Empty;

    /// <summary>The line test that carries a checkpoint of this size.</summary>
    public ImmutableDictionary<(ChannelId, PartyId, long Incarnation, TreeSize), Digest> Sizes { get; init; } = ImmutableDictionary<(ChannelId, PartyId, long, TreeSize), Digest>.Empty;

    public ImmutableDictionary<(Digest Test, PartyId Member), IReadOnlyList<NoteSignature>> Cosignatures { get; init; } = ImmutableDictionary<(Digest, PartyId), IReadOnlyList<NoteSignature>>.Empty;

    public ImmutableDictionary<(Digest Test, string Witness), NoteSignature> Witnesses { get; init; } = ImmutableDictionary<(Digest, string), NoteSignature>.Empty;

    public ImmutableDictionary<(PartyId Author, Digest Other), Evidence> Evidence { get; init; } = ImmutableDictionary<(PartyId, Digest), Evidence>.Empty;

    public ImmutableDictionary<ChannelId, long> Halted { get; init; } = ImmutableDictionary<ChannelId, long>.Empty;

    public ImmutableDictionary<(Digest Record, PartyId Owes, ClockKind Kind), (ChannelId Channel, Clock Clock)> Clocks { get; init; } = ImmutableDictionary<(Digest, PartyId, ClockKind), (ChannelId, Clock)>.Empty;

    public ImmutableDictionary<Digest, (ChannelId Channel, ExchangePart Part, bool IsOver)> Parts { get; init; } = ImmutableDictionary<Digest, (ChannelId, ExchangePart, bool)>.Empty;

    public ImmutableDictionary<(ChannelId Channel, ContentId Content), SealedSubmission> Announced { get; init; } = ImmutableDictionary<(ChannelId, ContentId), SealedSubmission>.Empty;

    public ImmutableDictionary<Alarm, long> Alarms { get; init; } = ImmutableDictionary<Alarm, long>.Empty;

    public ImmutableDictionary<Digest, (PolicyChain Policies, bool InForce)> Changes { get; init; } = ImmutableDictionary<Digest, (PolicyChain, bool)>.Empty;

    public ImmutableDictionary<ChannelId, StoredGroup> Groups { get; init; } = ImmutableDictionary<ChannelId, StoredGroup>.Empty;

    public ImmutableDictionary<ChannelId, byte[]> KeyPackages { get; init; } = ImmutableDictionary<ChannelId, byte[]>.Empty;

    public ImmutableDictionary<(ChannelId Channel, ulong Epoch), GroupCommit> Commits { get; init; } = ImmutableDictionary<(ChannelId, ulong), GroupCommit>.Empty;

    public ImmutableDictionary<(ChannelId Channel, PartyId Member), ulong> Confirmed { get; init; } = ImmutableDictionary<(ChannelId, PartyId), ulong>.Empty;

    public ImmutableDictionary<Digest, (ChannelId Channel, SealedRecord Sealed)> Sealed { get; init; } = ImmutableDictionary<Digest, (ChannelId, SealedRecord)>.Empty;

    public MemoryRows With(Effect.Stored effect) => effect switch
    {
        Effect.StoreRecord store => With(store),
        Effect.HoldRecord hold => this with
        {
            Held = Held.Add(PlaceOf(hold.Channel, hold.Record), new HeldRecord(hold.Record.Id, hold.Record.Bytes.ToArray(), hold.From, hold.Bearer)),
        },
        Effect.DropHeld drop => this with { Held = Held.Remove(new Place(drop.Channel, drop.Author, drop.Incarnation, drop.Number)) },
        Effect.Climb climb => With(climb),
        Effect.Receipted receipted => this with
        {
            Records = Records.SetItems(receipted.Records.Select(id => KeyValuePair.Create(id, Records[id] with { Receipt = receipted.Receipt }))),
        },
        Effect.StorePolicy policy => this with { Policies = Policies.SetItem(policy.Channel, new PolicyRow(policy.Policy, policy.LedgerSeed)) },
        Effect.StoreCard card => this with { Cards = Cards.SetItem(card.Party, Cards.GetValueOrDefault(card.Party, []).Add(card.Card)) },
        Effect.Halt halt => this with { Halted = Halted.SetItem(halt.Channel, halt.Incarnation) },
        Effect.StoreCheckpoint { Tested: var tested } store => this with
        {
            Checkpoints = Checkpoints.Add(tested.Test.Id, tested),
            Sizes = Sizes.SetItem((store.Channel, tested.Test.Author, tested.Test.Incarnation, tested.Signed.Checkpoint.Size), tested.Test.Id),
        },
        Effect.StoreCosignature store => this with { Cosignatures = Cosignatures.SetItem((store.Test, store.Member), store.Lines) },
        Effect.StoreWitness store => this with { Witnesses = Witnesses.Add((store.Test, store.Line.KeyName.ToString()), store.Line) },
        Effect.StoreClock store => this with { Clocks = Clocks.SetItem(store.Clock.Key, (store.Channel, store.Clock)) },
        Effect.StopClock stop => this with { Clocks = Clocks.Remove((stop.Record, stop.Owes, stop.Kind)) },
        Effect.StorePart store => this with { Parts = Parts.SetItem(store.Part.Header, (store.Channel, store.Part, false)) },
        Effect.EndExchange end => this with { Parts = Parts.SetItems(end.Headers.Select(h => KeyValuePair.Create(h, Parts[h] with { IsOver = true }))) },
        Effect.StoreAnnounced store => this with { Announced = Announced.SetItem((store.Channel, store.Submission.Content.Id), store.Submission) },
        Effect.DropAnnounced drop => this with { Announced = Announced.Remove((drop.Channel, drop.Content)) },
        Effect.StoreEvidence { Evidence: var evidence } => Evidence.ContainsKey((evidence.Author, evidence.OtherId)) || Evidence.Values.Count(e => e.Author == evidence.Author) >= 1000
            ? this
            : this with { Evidence = Evidence.Add((evidence.Author, evidence.OtherId), evidence) },
        Effect.StoreAlarm { Alarm: var alarm } => !Alarms.ContainsKey(alarm) && Alarms.Keys.Count(a => a.About == alarm.About && a.Rule == alarm.Rule) >= 1000
            ? this
            : this with { Alarms = Alarms.SetItem(alarm, Alarms.GetValueOrDefault(alarm) + 1) },
        Effect.StoreChange change => this with
        {
            Changes = (change.InForce ? Changes.RemoveRange(Changes.Where(c => c.Value.Policies.Id == change.Channel).Select(c => c.Key)) : Changes)
                .SetItem(change.Hash, (change.Policies, change.InForce)),
        },
        Effect.Depart depart => this with { Outbox = Outbox.RemoveRange(Outbox.Keys.Where(o => o.Member == depart.Member && Records[o.Record].Channel == depart.Channel)) },
        Effect.StoreGroup group => this with { Groups = Groups.SetItem(group.Channel, group.Group) },
        Effect.StoreGroupKeys keys => this with
        {
            Groups = Groups.SetItem(keys.Channel, Groups[keys.Channel] with { Snapshot = Groups[keys.Channel].Snapshot with { Messages = keys.Messages } }),
        },
        Effect.ForgetGroup forget => this with
        {
            Groups = Groups.Remove(forget.Channel),
            Commits = Commits.RemoveRange(Commits.Keys.Where(c => c.Channel == forget.Channel)),
            Confirmed = Confirmed.RemoveRange(Confirmed.Keys.Where(c => c.Channel == forget.Channel)),
            Sealed = Sealed.RemoveRange(Sealed.Where(s => s.Value.Channel == forget.Channel).Select(s => s.Key)),
        },
        Effect.StoreKeyPackage package => this with { KeyPackages = package.Bundle is { } bundle ? KeyPackages.SetItem(package.Channel, bundle) : KeyPackages.Remove(package.Channel) },
        Effect.StoreCommit made => this with { Commits = Commits.Add((made.Channel, made.Commit.Epoch), made.Commit) },
        Effect.StoreConfirmed by => this with { Confirmed = by.Epoch is { } epoch ? Confirmed.SetItem((by.Channel, by.Member), epoch) : Confirmed.Remove((by.Channel, by.Member)) },
        Effect.DropCommits drop => this with { Commits = Commits.RemoveRange(Commits.Keys.Where(c => c.Channel == drop.Channel && c.Epoch < drop.Before)) },
        Effect.StoreSealed store => this with { Sealed = Sealed.SetItem(store.Sealed.Record, (store.Channel, store.Sealed)) },
        // The files are a host's, and these hosts have none.
        Effect.StoreAttachments or Effect.Settle => this,
        _ => throw new ArgumentException($"{effect.GetType().Name} is not kept here.", nameof(effect)),
    };

    public ChannelState Open(ChannelId id, PartyCard own)
    {
        var rows = Records.Values.Where(r => r.Channel == id).OrderBy(r => r.Sequence).ToArray();
        var tests = Checkpoints.Values.Where(t => Records[t.Test.Id].Channel == id).GroupBy(t => t.Test.Author).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.MaxBy(t => (t.Test.Incarnation, t.Test.Number))!);
        return new ChannelState
        {
            Id = id,
            Policies = Changes.Values.FirstOrDefault(c => c.InForce && c.Policies.Id == id).Policies ?? PolicyChain.Of(Policies[id].Note),
            Heads = rows.GroupBy(r => r.Record.Content.Author)
                .ToDictionary(g => g.Key, g => g.MaxBy(r => (r.Record.Numbering.Incarnation, r.Record.Numbering.Number))!.Record.Head),
            Ledger = Ledgers.GetValueOrDefault((id, own.Incarnation), LedgerState.Empty),
            TwoPastsFrom = Evidence.Values.Where(e => e.Channel == id && e.Kind is EvidenceKind.NumberTwice or EvidenceKind.ForkedChain)
                .Select(e => (e.Author, e.Records.Other.Numbering)).GroupBy(e => (e.Author, e.Numbering.Incarnation)).ToDictionary(g => g.Key, g => g.Min(e => e.Numbering.Number)),
            Halted = Halted.GetValueOrDefault(id),
            LedgerOrigin = LedgerOrigin.Of(own.Party, own.Incarnation, id),
            StoredGroup = new StoredGroupState(
                Groups.GetValueOrDefault(id), KeyPackages.GetValueOrDefault(id),
                [.. Commits.Where(c => c.Key.Channel == id).Select(c => c.Value).OrderBy(c => c.Epoch)],
                Confirmed.Where(c => c.Key.Channel == id).ToDictionary(c => c.Key.Member, c => c.Value)),
            LedgerSeed = new SaltSeed(Policies[id].Seed!),
            Tests = tests,
            Exchanges = new RunningExchanges(Parts.Values.Where(p => p.Channel == id && !p.IsOver).Select(p => p.Part), Announced.Where(s => s.Key.Channel == id).Select(s => s.Value)),
            Clocks = new RunningClocks(Clocks.Values.Where(c => c.Channel == id).Select(c => c.Clock)),
            TestedAt = tests.TryGetValue(own.Party, out var last) ? Records[last.Test.Id].At : null,
            Unanswered = tests.Where(t => t.Key != own.Party && !Cosignatures.ContainsKey((t.Value.Test.Id, own.Party))).ToDictionary(t => t.Key, t => t.Value.Test.Id),
            Unreceipted =
            [
                .. rows.Where(r => r.Direction == EntryDirection.Received && r.Record.Content.Author != own.Party && !r.Record.Content.Form.IsService && r.Receipt is null)
                    .Select(r => new PendingReceipt(r.Record.Id, r.LedgerIndex, r.Record.Content.Desk, r.Record.Content.Precedence)),
            ],
        };
    }

    private MemoryRows With(Effect.StoreRecord store)
    {
        var contents = (store.Channel, store.Record.Content.Author, store.Record.Content.Id);
        var (record, ledger) = (store.Record, Ledgers.GetValueOrDefault((store.Channel, store.Ledger.Incarnation), LedgerState.Empty));
        if (ledger.Size.Value != store.LedgerIndex)
            throw new InvalidOperationException($"The ledger has {ledger.Size} entries and the record claims place {store.LedgerIndex}.");
        // Add throws on what stands already: the engine must never store twice.
        return this with
        {
            Records = Records.Add(record.Id, new RecordRow(Records.Count + 1, record, store.Channel, store.Ledger.Incarnation, store.LedgerIndex, store.Entry.Direction, store.Entry.Time, store.Leaf, null, store.Flag)),
            Claims = !record.Content.Form.IsService && ClaimReader.Read(record).Try(out var claim, out _) ? Claims.Union(claim.About.Select(about => (about, record.Content.Author))) : Claims,
            Numbers = Numbers.Add(PlaceOf(store.Channel, record), record.Id),
            Contents = IsSaidAnew(store) ? Contents.SetItem(contents, record.Id) : Contents.Add(contents, record.Id),
            Ledgers = Ledgers.SetItem((store.Channel, store.Ledger.Incarnation), ledger.Append(store.Leaf).State),
            Leaves = Leaves.SetItem((store.Channel, store.Ledger.Incarnation), Leaves.GetValueOrDefault((store.Channel, store.Ledger.Incarnation), []).Add(store.Leaf)),
        };
    }

    // In a later incarnation.
    private bool IsSaidAnew(Effect.StoreRecord store) =>
        Contents.TryGetValue((store.Channel, store.Record.Content.Author, store.Record.Content.Id), out var before) && Records[before].Record.Numbering.Incarnation < store.Record.Numbering.Incarnation;

    private MemoryRows With(Effect.Climb climb)
    {
        var rung = (climb.Record, climb.Member, climb.Rung);
        var to = (climb.Record, climb.Member);
        var outbox = climb.Rung switch
        {
            Rung.Queued when Records.TryGetValue(climb.Record, out var row) =>
                Outbox.SetItem(to, (row.Record.Content.Precedence, row.Record.Content.Form.IsService)),
            Rung.Queued => Outbox,
            Rung.Sent => Outbox.TryGetValue(to, out var waiting) && waiting.Service ? Outbox.Remove(to) : Outbox,
            _ => Outbox.Remove(to),
        };
        return this with
        {
            Sealed = outbox.Count < Outbox.Count && Sealed.ContainsKey(climb.Record) && !outbox.Keys.Any(o => o.Record == climb.Record) ? Sealed.Remove(climb.Record) : Sealed,
            Outbox = outbox,
            Ladder = Ladder.ContainsKey(rung) ? Ladder : Ladder.Add(rung, climb.Claim),
        };
    }

    private static Place PlaceOf(ChannelId channel, Record record) =>
        new(channel, record.Content.Author, record.Numbering.Incarnation, record.Numbering.Number);
}
