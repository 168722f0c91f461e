using Parley.Channels.Wire;
using Parley.Crypto;
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
public sealed partial class Engine
{
    /// <summary>Random bytes that each call of <see cref="Handle"/> takes.</summary>
    public const int EntropySize = 32;

    private readonly PartyId _self;
    private readonly NoteSigner _node;
    private readonly ICryptoProvider _crypto;
    private readonly RecordVerifier _verifier;
    private readonly IHistory _history;
    private readonly Dictionary<PartyId, CardHistory> _cards;
    private readonly Dictionary<ChannelId, ChannelState> _channels;
    private readonly Dictionary<ChannelId, SignedNote> _proposed;
    private readonly Outbox _outbox = new();
    private List<Effect> _effects = [];
    private Entropy _entropy = new([]);
    private DateTimeOffset _now;

    /// <summary>An engine for a party whose own card is among the cards of <paramref name="state"/>.</summary>
    public Engine(PartyId self, NoteSigner node, ICryptoProvider crypto, IHistory history, EngineState state)
    {
        if (!state.Cards.TryGetValue(self, out var own) || !own.Current.Node.ToVerifierKey(self.Value).Equals(node.Key))
            throw new ArgumentException($"The node's key is not the one on {self}'s own card.", nameof(state));
        _self = self;
        _node = node;
        _crypto = crypto;
        _verifier = new RecordVerifier(crypto);
        _history = history;
        _cards = state.Cards;
        _channels = state.Channels;
        _proposed = state.Proposed;
        foreach (var waiting in state.Undelivered)
            _outbox.Add(waiting.Member, waiting.Record, waiting.Precedence, waiting.Service);
    }

    /// <summary>The cards of this party and of every party that was pinned.</summary>
    public IReadOnlyDictionary<PartyId, CardHistory> Cards => _cards;

    /// <summary>The open channels.</summary>
    public IReadOnlyDictionary<ChannelId, ChannelState> Channels => _channels;

    /// <summary>Policies that lack a signature.</summary>
    public IReadOnlyDictionary<ChannelId, SignedNote> Proposed => _proposed;

    /// <summary>Handles one input at a real time with 32 fresh random bytes.</summary>
    public IReadOnlyList<Effect> Handle(Input input, DateTimeOffset now, ReadOnlySpan<byte> entropy)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entropy.Length, EntropySize);
        _now = now;
        _entropy = new Entropy(entropy);
        _effects = [];
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
            case Input.SendFailed failed:
                _outbox.Failed(failed.To, failed.SendId, now);
                break;
            case Input.AcceptCard accept:
                Emit(new Effect.Answered(accept.Ticket, AcceptCard(accept.Card, mayPin: true)));
                break;
            case Input.SignPolicy sign:
                Emit(new Effect.Answered(sign.Ticket, Sign(sign.Policy)));
                break;
            case Input.Settle:
                Settle();
                break;
        }

        return _effects;
    }

    private void Emit(Effect effect) => _effects.Add(effect);

    private void Raise(string rule, ChannelId? channel, PartyId about, string text) =>
        Emit(new Effect.StoreAlarm(new Alarm(rule, channel, about, text)));

    private ItemAnswer Take(Input.Received received) => received.Item.Kind switch
    {
        ItemKind.Record => TakeRecord(received),
        ItemKind.Want => TakeWant(received),
        ItemKind.Policy => TakePolicy(received),
        _ => TakeCard(received),
    };

    private void TakeAnswers(Input.SendAnswered answered)
    {
        foreach (var (item, answer) in _outbox.Answered(answered.To, answered.SendId, answered.Answers, _now))
        {
            if (item.Record is not { } id || _history.Find(id) is not { } stored)
                continue;
            if (answer.Fate != ItemFate.Refused)
            {
                if (stored.Record.Content.Author == _self)
                    Emit(new Effect.Climb(stored.Record.Content.Channel, id, answered.To, Rung.Sent, null, _channels[stored.Record.Content.Channel].TimeAt(_now)));
            }
            else
            {
                Raise("CHN-040", stored.Record.Content.Channel, answered.To,
                    $"{answered.To} refused record {stored.Record.Numbering.Number} of {stored.Record.Content.Author} ({answer.Fault}); it stays queued and is sent again");
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
        Emit(new Effect.StoreRecord(record, channel.Id, index, entry, leaf, appended.FullTiles,
            Admission.Flag(record.Content, channel.TimeAt(_now))));
        return index;
    }
}
