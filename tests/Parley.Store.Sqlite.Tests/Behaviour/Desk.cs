using System.Security.Cryptography;
using System.Text;
using Parley.Channels;
using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Store.Tests;

/// <summary>An engine of BY on a store, with UA as the other member: what fills a store in life fills it here.</summary>
public sealed class Desk
{
    public static readonly DateTimeOffset Now = new(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);
    private readonly IStoreOnTest _store;
    private readonly Engine _engine;
    private readonly string _run = Guid.NewGuid().ToString();
    private int _handled;

    public Desk(IStoreOnTest store, bool isNew = true)
    {
        _store = store;
        if (isNew)
        {
            store.Begin();
            store.Apply(new Effect.StoreCard(By.Id, By.Card));
            store.Apply(new Effect.StoreCard(Ua.Id, Ua.Card));
            store.Commit();
        }

        _engine = new Engine(By.Id, By.Node, SodiumProvider.Instance, store.History, store.Load(By.Id));
    }

    public static TestParty By { get; } = new("BY");

    public static TestParty Ua { get; } = new("UA");

    public static ChannelPolicy Policy { get; } = new()
    {
        Name = "test.line",
        Version = 1,
        Exercise = false,
        Track = Track.Traffic,
        Members = [By.Member, Ua.Member],
        Depositary = By.Id,
        LineTestSeconds = 3600,
        Answer = AnswerTimes.Default,
        Languages = ["en"],
        SingleKey = [new(FormId.ReadReceipt)],
    };

    public static ChannelId Channel { get; } = new(Policy.Name, Policy.Hash);

    public Engine Engine => _engine;

    /// <summary>Handles an input and applies what comes of it; the caller begins and commits.</summary>
    public IReadOnlyList<Effect> Handle(Input first)
    {
        var (inputs, all) = (new Queue<Input>([first]), new List<Effect>());
        while (inputs.TryDequeue(out var input))
        {
            foreach (var effect in _engine.Handle(input, Now, SHA256.HashData(Encoding.UTF8.GetBytes($"{_run} {_handled++}"))))
            {
                if (effect is Effect.Stored stored)
                    _store.Apply(stored);
                else if (effect is Effect.Again again)
                    inputs.Enqueue(again.Input);
                all.Add(effect);
            }
        }

        return all;
    }

    public void Open() => Handle(Item(ItemKind.Policy, SignedNote.Create(Policy.ToBytes(), By.Node.Sign(Policy.ToBytes()), Ua.Node.Sign(Policy.ToBytes())).ToBytes()));

    /// <summary>UA's node was restored, and says something again in its second incarnation.</summary>
    public Record TakeAgain(Saying said)
    {
        var card = Ua.CardText();
        Handle(new Input.AcceptCard(1, Ua.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 })));
        var restart = Ua.Number(Ua.Say(Channel, [By.Desk], "", Now, c => c with { Form = FormId.Restart }, [new Field("last", "-")], officers: 0), 1, null, 2);
        var again = Ua.Number(said, 2, restart.Id, 2);
        return Take(restart).Fate == ItemFate.Stored && Take(again).Fate == ItemFate.Stored ? again : throw new InvalidOperationException("It was refused.");
    }

    public Record Say(string text)
    {
        // Another process makes the same parties anew, and must not take the same content ids.
        var effects = Handle(By.Say(Channel, [Ua.Desk], text, Now, c => c with { Id = new ContentId(Guid.NewGuid().ToByteArray()) }).Submit());
        return effects.OfType<Effect.Answered>().Single().Record!;
    }

    public ItemAnswer Take(Record record) => Handle(Item(ItemKind.Record, record.Bytes.ToArray())).OfType<Effect.Answered>().Single().Answer;

    public static Saying FromUa(string text = "hello", params Attachment[] files) => Ua.Say(Channel, [By.Desk], "", Now, form: [new Field("text", text), .. AttachmentList.ToFields(files)]);

    private static Input.Received Item(ItemKind kind, byte[] bytes) => new(1, Ua.Id, "test", new BundleItem(kind, bytes));
}
