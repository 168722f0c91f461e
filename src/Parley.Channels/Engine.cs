using System.Text;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Channels;

/// <summary>
/// The protocol of a node, sans-I/O: inputs come in, effects go out, and nothing else happens. Given the same inputs,
/// times, entropy and history it decides the same. Not safe for concurrent use: one loop feeds it.
/// </summary>
public sealed partial class Engine : IDisposable
{
    /// <summary>Random bytes that each call of <see cref="Handle"/> takes.</summary>
    public const int EntropySize = 32;

    // A clock that leaps ahead makes everything due at once; more than this much of the leap says nothing.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(1);

    private readonly PartyId _self;
    private readonly NoteSigner _node;
    private readonly IReadOnlyList<Cosigner> _cosigners;
    private readonly ICryptoProvider _crypto;
    private readonly RecordVerifier _verifier;
    private readonly IHistory _history;
    private readonly Dictionary<PartyId, CardHistory> _cards;
    private readonly Dictionary<ChannelId, ChannelState> _channels;
    private readonly Dictionary<ChannelId, SignedNote> _proposed;
    private readonly Outbox _outbox = new();
    private readonly RecentRecords _recent = new();
    private readonly IReadOnlyList<HeldPlace> _waitingAtStart;
    private readonly List<Input> _again = [];
    private List<Effect> _effects = [];
    private Entropy _entropy = new([]);
    private DateTimeOffset _now;
    private DateTimeOffset _elapsed = DateTimeOffset.UnixEpoch;
    private bool _started;

    /// <summary>An engine for a party whose own card is among the cards of <paramref name="state"/>.</summary>
    /// <remarks>The <paramref name="cosigner"/> is the one that the card names; where it names none, none is used.</remarks>
    public Engine(PartyId self, NoteSigner node, ICryptoProvider crypto, IHistory history, EngineState state, Cosigner? cosigner = null)
    {
        if (!state.Cards.TryGetValue(self, out var own) || !own.Current.Node.ToVerifierKey(self.Value).Equals(node.Key))
            throw new ArgumentException($"The node's key is not the one on {self}'s own card.", nameof(state));
        if (own.Current.Cosigner is { } named && !named.ToVerifierKey(self.Value).Equals(cosigner?.Key))
            throw new ArgumentException($"The cosigner's key is not the one on {self}'s own card.", nameof(cosigner));
        _self = self;
        _node = node;
        _cosigners = own.Current.Cosigner is null ? [Cosigner.Ed25519(node)] : [Cosigner.Ed25519(node), cosigner!];
        _crypto = crypto;
        _verifier = new RecordVerifier(crypto);
        _history = history;
        _cards = state.Cards;
        _channels = state.Channels;
        _proposed = state.Proposed;
        _changes = state.Changes;
        _waitingAtStart = state.Held;
        foreach (var channel in _channels.Values)
        {
            channel.Recovery = NewRecovery(channel);
            channel.Group = OpenGroup(channel);
        }

        foreach (var waiting in state.Undelivered)
            _outbox.Add(waiting.Member, waiting.Record, waiting.Precedence, waiting.Service ? Until.Stored : Until.Receipted);
    }

    /// <summary>The cards of this party and of every party that was pinned.</summary>
    public IReadOnlyDictionary<PartyId, CardHistory> Cards => _cards;

    /// <summary>Deliveries that wait for a receipt, an answer or their turn.</summary>
    public int Undelivered => _outbox.Count;

    /// <summary>The open channels.</summary>
    public IReadOnlyDictionary<ChannelId, ChannelState> Channels => _channels;

    /// <summary>Policies that lack a signature.</summary>
    public IReadOnlyDictionary<ChannelId, SignedNote> Proposed => _proposed;

    /// <summary>How much waits to go out to each peer.</summary>
    public IEnumerable<(PartyId Peer, QueueLength Length)> Queues => _outbox.Lengths;

    /// <summary>Handles one input at a real time with 32 fresh random bytes.</summary>
    public IReadOnlyList<Effect> Handle(Input input, DateTimeOffset now, ReadOnlySpan<byte> entropy)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entropy.Length, EntropySize);
        // CHN-044: waits are measured in time that passed. A clock set back must not hold a flash for as long as it was ahead.
        if (_started && now > _now)
            _elapsed += now - _now < LongestStep ? now - _now : LongestStep;
        _now = now;
        _entropy = new Entropy(entropy);
        _effects = [];
        if (!_started)
            Start();
        switch (input)
        {
            case Input.Submit submit:
                Author(submit);
                break;
            case Input.Received received:
                Emit(new Effect.Answered(received.Ticket, Take(received)));
                break;
            case Input.Reconsider reconsider:
                Reconsider(reconsider);
                break;
            case Input.SendAnswered answered:
                TakeAnswers(answered);
                break;
            case Input.SendHandedOver handed:
                _outbox.HandedOver(handed.To, handed.Bundle, handed.Items, _elapsed);
                break;
            case Input.AnswerLater later:
                // BND-020
                _outbox.Add(later.To, new BundleItem(ItemKind.Answer, later.Answer.ToBytes()), Digest.Of(Encoding.ASCII.GetBytes($"answer {later.Answer.Bundle}")), Precedence.Immediate, Until.Answered);
                break;
            case Input.Pack pack:
                var packed = _outbox.Pack(pack.To, NewBundleId, Dress);
                StoreUsedKeys();
                Emit(new Effect.Packed(pack.Ticket, packed));
                break;
            case Input.Reached reached:
                _outbox.Reached(reached.Peer, _elapsed);
                break;
            case Input.SendFailed failed:
                _outbox.Failed(failed.To, failed.Bundle, _elapsed);
                break;
            case Input.AcceptCard accept:
                Emit(new Effect.Answered(accept.Ticket, AcceptCard(accept.Card, mayPin: true)));
                break;
            case Input.SignPolicy sign:
                Emit(new Effect.Answered(sign.Ticket, Sign(sign.Policy)));
                break;
            case Input.TestLine test:
                TestLine(test);
                break;
            case Input.Witnessed witnessed:
                Emit(new Effect.Answered(witnessed.Ticket, TakeWitness(witnessed)));
                break;
            case Input.WitnessKnowsMore more:
                Emit(new Effect.Answered(more.Ticket, TakeWarning(more)));
                break;
            case Input.Complete complete:
                Emit(new Effect.Answered(complete.Ticket, SayComplete(complete.Record)));
                break;
            case Input.EndRecovery end:
                Emit(new Effect.Answered(end.Ticket, EndRecovery(end.Channel)));
                break;
            case Input.Settle:
                Settle();
                break;
        }

        return _effects;
    }

    /// <summary>Wipes the secrets of all groups from memory.</summary>
    public void Dispose()
    {
        ForgetForeseen();
        foreach (var channel in _channels.Values)
            channel.Group.Dispose();
    }

    private StoredRecord? Find(Digest record) => _recent.Find(record)?.Stored ?? _history.Find(record);

    private void Emit(Effect effect) => _effects.Add(effect);

    private void Raise(string rule, ChannelId? channel, PartyId about, string text) =>
        Emit(new Effect.StoreAlarm(new Alarm(rule, channel, about, text)));

    private ItemAnswer Take(Input.Received received) => received.Item.Kind switch
    {
        ItemKind.Record => TakeRecord(received),
        ItemKind.Want => TakeWant(received),
        ItemKind.Policy => TakePolicy(received),
        ItemKind.Change => TakeChange(received),
        ItemKind.Group => TakeGroup(received),
        ItemKind.Sealed => TakeSealed(received),
        ItemKind.Card => TakeCard(received),
        _ => TakeAnswer(received),
    };

    private ItemAnswer TakeAnswer(Input.Received received)
    {
        if (BundleAnswer.Parse(received.Item.Bytes.Span) is not { } answer)
            return Refuse("BND-008", "this is no answer to a bundle");
        TakeAnswers(new Input.SendAnswered(answer.Bundle, received.From, answer.Items));
        return new ItemAnswer(ItemFate.Stored);
    }

    private void TakeAnswers(Input.SendAnswered answered)
    {
        foreach (var (item, answer) in _outbox.Answered(answered.To, answered.Bundle, answered.Answers, _elapsed))
        {
            if (item.Item is { Kind: ItemKind.Want, Bytes: var wanted })
            {
                NoteRecovery(answered.To, Want.Parse(wanted.Span).OrThrow(), answer.Fate);
                NoteLacking(answered.To, Want.Parse(wanted.Span).OrThrow(), answer.Fate);
            }

            if (item.Item is { Kind: ItemKind.Group, Bytes: var step } && answer.Fate != ItemFate.Refused)
                NoteConfirmed(answered.To, step.Span);

            // Only what this node has said climbs, or is to be worried about; records of others were asked for.
            if (item.Record is not { } id || Find(id) is not { } record || record.Author != _self
                || !_channels.TryGetValue(record.Channel, out var channel))
            {
                continue;
            }

            if (answer.Fate != ItemFate.Refused)
            {
                Emit(new Effect.Climb(channel.Id, id, answered.To, Rung.Sent, null, channel.TimeAt(_now)));
                continue;
            }

            if (answer.Fault is { Rule: "CHN-007" or "CHN-008" or "CHN-009" or "CHN-010" } final)
            {
                GiveUp(channel, record.Record, answered.To, final);
                continue;
            }

            // GRP-024
            if (item.Item?.Kind == ItemKind.Sealed)
            {
                if (answer.Fault?.Rule == "GRP-021")
                    channel.Group.CannotOpen[answered.To] = _elapsed + SealAgainAfter;
                continue;
            }

            // CHN-034: it has missed the last signature, or has lost the channel.
            if (answer.Fault?.Rule == "CHN-001")
                SendPolicies(answered.To, channel);
            Raise("CHN-040", channel.Id, answered.To,
                $"{answered.To} refused record {record.Record.Numbering.Number} of {_self} ({answer.Fault}); it stays queued and is sent again");
        }
    }

    /// <summary>A member will never take a record, for its number or content stands there otherwise.</summary>
    // CHN-049
    private void GiveUp(ChannelState channel, Record record, PartyId member, Fault why)
    {
        var numbering = record.Numbering;
        Emit(new Effect.Climb(channel.Id, record.Id, member, Rung.Refused, null, channel.TimeAt(_now)));
        _outbox.Receipted(member, record.Id);
        Raise("CHN-049", channel.Id, member,
            $"{member} refused record {numbering.Number} of {_self}'s incarnation {numbering.Incarnation} for good ({why}): it is not sent there again. What it says has to be said anew where {member} is to know it.");

        // If it is true, the member has another record signed by this node, by which this node will see that it was put back.
        if (numbering.Incarnation == _cards[_self].Current.Incarnation && channel.Standing == Standing.Open)
            Ask(member, new Want(channel.Id, _self, numbering.Incarnation, Math.Max(1, numbering.Number - 1), numbering.Number), "own");
    }

    /// <summary>
    /// What a restart forgets and the store does not: 1. policies that others may not have got; 2. records that wait,
    /// whose turn may have come; 3. gaps before them, and those that stored records tell of.
    /// </summary>
    private void Start()
    {
        _started = true;

        foreach (var channel in _channels.Values)
        {
            channel.TestDue = _elapsed + FirstTestAfter(channel);
            StartGroup(channel);
        }

        PassOnCards();

        // 1.
        foreach (var (id, policy) in _proposed)
            PassOn(id, policy);
        foreach (var channel in _channels.Values)
            PassOn(channel);
        foreach (var change in _changes.Values)
            PassOnChange(change);

        // 2.
        foreach (var held in _waitingAtStart)
        {
            if (!_channels.TryGetValue(held.Channel, out var channel))
                continue;
            var due = channel.NextNumber(held.Author, held.Incarnation);
            if (_history.FindHeld(held.Channel, held.Author, held.Incarnation, due) is not null)
                _again.Add(new Input.Reconsider(held.Channel, held.Author, held.Incarnation, due));

            // 3.
            NoteGap(channel, held.Author, held.Incarnation, held.Number - 1);
        }

        foreach (var channel in _channels.Values)
        {
            foreach (var latest in channel.Heads.Values.ToArray())
            {
                if (latest.Author != _self && Find(latest.Id) is { Record: var record })
                    NoteGaps(channel, record);
            }
        }
    }

    /// <summary>Puts a record into this node's ledger and store, and draws what follows from it.</summary>
    private long Store(ChannelState channel, Record record, EntryDirection direction, string bearer)
    {
        var index = channel.Ledger.Size.Value;
        var entry = LedgerEntry.Create(record.Id, direction, _now, bearer, channel.LedgerSeed.Derive(channel.LedgerOrigin, new LeafIndex(index)));
        var leaf = entry.Commitment.Leaf;
        var appended = channel.Ledger.Append(leaf);
        channel.Ledger = appended.State;
        channel.Heads[record.Content.Author] = record.Head;
        _recent.Add(record, index);
        var repeated = Repeated(channel, record);
        Emit(new Effect.StoreRecord(record, channel.Id, channel.LedgerOrigin, index, entry, leaf, appended.FullTiles,
            Admission.Flag(record, repeated, channel.TimeAt(_now), _cards), repeated?.Id));

        // What was owed for what it repeats is owed for it: its author may not have the other one.
        if (repeated is not null)
        {
            foreach (var clock in channel.Clocks.All.Where(c => c.Record == repeated.Id).ToArray())
                StopClock(channel, clock);
        }
        NoteAttachments(channel, record);
        return index;
    }

    /// <summary>The record of a former incarnation that this one says again, or nothing.</summary>
    // CHN-007
    private Record? Repeated(ChannelState channel, Record record) =>
        record.Numbering.Incarnation > 1 && _history.FindContent(channel.Id, record.Content.Author, record.Content.Id) is { Record: var before }
            && before.ContentBytes.SequenceEqual(record.ContentBytes)
            ? before
            : null;
}
