using System.Security.Cryptography;
using System.Text;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Simulator;

/// <summary>A node in memory: an engine, its store, and a loop that does what the host's does. It can be made to die between any two effects.</summary>
public sealed class Station
{
    private readonly Func<DateTimeOffset> _clock;
    private readonly Variant _variant;
    private readonly byte[] _entropy;
    private readonly List<(Input Input, Effect Effect)> _done = [];
    private readonly List<Effect> _after = [];
    private Engine? _engine;
    private long _handled;

    public Station(TestParty party, IEnumerable<TestParty> pinned, Func<DateTimeOffset> clock, Variant? variant = null)
    {
        Party = party;
        _clock = clock;
        _variant = variant ?? Variant.None;
        _entropy = [.. SHA256.HashData(Encoding.UTF8.GetBytes($"{party.Id}")), .. new byte[sizeof(long)]];
        Store.Apply(new Effect.StoreCard(party.Id, party.Card));
        foreach (var other in pinned.Where(p => p.Id != party.Id))
            Store.Apply(new Effect.StoreCard(other.Id, other.Card));
        Store.Commit();
        Restart();
    }

    public TestParty Party { get; }

    public MemoryStore Store { get; } = new();

    public Engine Engine => _engine ?? throw new InvalidOperationException($"{Party.Id} is down.");

    public bool IsUp => _engine is not null;

    /// <summary>How far this node's clock is off.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>The time by this node's clock.</summary>
    public DateTimeOffset Now => _clock() + ClockError;

    /// <summary>Asked before each effect; true kills the node there.</summary>
    public Func<bool> DiesHere { get; set; } = () => false;

    /// <summary>Where bundles go.</summary>
    public Action<Station, Effect.Send, Bundle> Carry { get; set; } = (_, _, _) => { };

    /// <summary>Where what was packed for a courier goes: a bundle each.</summary>
    public Action<Station, Effect.Send, Bundle> Pack { get; set; } = (_, _, _) => { };

    /// <summary>Told what was decided on which input, once it is durable and before anything leaves.</summary>
    public Action<Station, IReadOnlyList<(Input Input, Effect Effect)>> Committed { get; set; } = (_, _) => { };

    public IReadOnlyList<string> Rules => [.. Store.Rows.Alarms.Keys.Select(a => a.Rule).Order()];

    public void Restart() =>
        _engine = new Engine(Party.Id, Party.Node, _variant.Use(Party.Crypto), _variant.See(Store), _variant.Start(Store.Load(Party.Id, Party.Crypto)), Party.Cosigner);

    /// <summary>The power goes: memory and all that was not committed are lost.</summary>
    public void Die()
    {
        _engine?.Dispose();
        _engine = null;
        _after.Clear();
        _done.Clear();
        Store.Rollback();
    }

    /// <summary>Handles inputs and settles, in one transaction. Nothing comes back from a node that died on the way.</summary>
    public IReadOnlyList<Effect.Answered>? Handle(params IEnumerable<Input> inputs)
    {
        // A busy host foresees what waits, and some of it only; another core may come to the signatures, or not.
        var heard = inputs.SelectMany(_variant.Hear).ToArray();
        foreach (var input in heard.Take((int)(_handled % (heard.Length + 1))))
        {
            if (Engine.Foresee(input) is { } signatures && _handled % 3 == 0)
                signatures();
        }

        foreach (var input in heard.Append(new Input.Settle()))
        {
            if (!Decide(input))
                return null;
        }

        if (_variant.AnswersBeforeCommit)
            return CarryOut() is { } early && Commit() ? early : null;
        return Commit() ? CarryOut() : null;
    }

    private bool Commit()
    {
        if (DiesHere())
        {
            Die();
            return false;
        }

        Store.Commit();
        Committed(this, _done);
        _done.Clear();
        return true;
    }

    private List<Effect.Answered>? CarryOut()
    {
        var answers = new List<Effect.Answered>();
        foreach (var effect in _after.ToArray())
        {
            if (DiesHere())
            {
                Die();
                return null;
            }

            if (effect is Effect.Send send)
            {
                Carry(this, send, BundleOf(send));
            }
            else if (effect is Effect.Packed packed)
            {
                foreach (var carried in packed.Bundles)
                    Pack(this, carried, BundleOf(carried));
            }
            else
            {
                answers.Add((Effect.Answered)effect);
            }
        }

        _after.Clear();
        return answers;
    }

    public ItemAnswer Take(TestParty from, ItemKind kind, ReadOnlyMemory<byte> bytes) =>
        Handle(new Input.Received(1, from.Id, "test", new BundleItem(kind, bytes)))!.Single().Answer;

    public ItemAnswer Take(TestParty from, Record record) => Take(from, ItemKind.Record, record.Bytes.ToArray());

    public Effect.Answered Submit(Saying said) => Handle(said.Submit())!.Single();

    public Record Said(Saying said) => Submit(said).Record ?? throw new InvalidOperationException("It was refused.");

    public ItemAnswer Accept(SignedNote card) => Handle(new Input.AcceptCard(1, card))!.Single().Answer;

    /// <summary>All records of a channel in the order in which they were stored here.</summary>
    public IReadOnlyList<RecordRow> Records(ChannelId channel) => [.. Store.Rows.Records.Values.Where(r => r.Channel == channel).OrderBy(r => r.Sequence)];

    public bool Has(Record record, PartyId member, Rung rung) => Store.Rows.Ladder.ContainsKey((record.Id, member, rung));

    private bool Decide(Input first)
    {
        var inputs = new Queue<Input>([first]);
        Span<byte> entropy = stackalloc byte[SHA256.HashSizeInBytes];
        while (inputs.TryDequeue(out var input))
        {
            // Entropy is never repeated, not even after a restart, and the same in every run.
            BitConverter.TryWriteBytes(_entropy.AsSpan(SHA256.HashSizeInBytes), _handled++);
            SHA256.HashData(_entropy, entropy);
            foreach (var effect in _variant.Do(input, Engine.Handle(input, Now, entropy)))
            {
                if (DiesHere())
                {
                    Die();
                    return false;
                }

                _done.Add((input, effect));
                if (effect is Effect.Stored stored)
                    Store.Apply(stored);
                else if (effect is Effect.Again again)
                    inputs.Enqueue(again.Input);
                else
                    _after.Add(effect);
            }
        }

        return true;
    }

    private Bundle BundleOf(Effect.Send send) => new(send.Bundle, Party.Id, send.To, Now, [.. send.Items.Select(BytesOf)]);

    private BundleItem BytesOf(OutgoingItem item) => item.Item ?? new BundleItem(ItemKind.Record, Store.Find(item.Record!.Value)!.Bytes);
}
