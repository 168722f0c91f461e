using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>Sealed records that BY has opened and verified before their turn: their turn decides as if it had not. UA, in other hands, seals them.</summary>
public sealed class ForeseeingTests : IDisposable
{
    private readonly Line _line = new("BY", "UA");
    private readonly LyingMember _ua;
    private long _ticket;

    public ForeseeingTests() => _ua = GroupTests.Lie(_line);

    private Station By => _line["BY"];

    public void Dispose() => _ua.Dispose();

    [Fact]
    public void Foreseen_InOrder_AreTaken()
    {
        var first = _ua.Number(1, "first");
        var second = _ua.Number(2, "second", first.Id);
        var inputs = Foresee(Seal(first), Seal(second));
        Assert.All(By.Handle(inputs)!, a => Assert.Equal(ItemFate.Stored, a.Answer.Fate));
        Assert.Equal(2, By.Engine.Channels[_ua.Channel].TakenSealed);
        Assert.All(By.Handle(Foresee([.. inputs.Select(i => i.Item)]))!, a => Assert.Equal(ItemFate.Duplicate, a.Answer.Fate));
    }

    [Fact]
    public void Foreseen_BehindOneThatIsNotHandled_DoesNotUseUpItsKey()
    {
        // GRP-021: the group behind the second has no key for the first any more.
        var first = _ua.Number(1, "first");
        var inputs = Foresee(Seal(first), Seal(_ua.Number(2, "second", first.Id)));
        Assert.Equal(ItemFate.Held, Handle(inputs[1]));
        Assert.Equal(ItemFate.Stored, Handle(inputs[0]));
        Assert.Empty(By.Store.Rows.Held);
    }

    [Fact]
    public void Foreseen_BehindOneThatIsRefused_IsTaken()
    {
        // GRP-023, REC-041
        var (named, inside) = (_ua.Number(1, "named"), _ua.Number(1, "inside"));
        var forged = _ua.Party.Number(_ua.Say("forged") with { Officers = _ua.Say("another").Officers }, 1, null);
        var inputs = Foresee(new BundleItem(ItemKind.Sealed, _ua.Seal(inside.Bytes.ToArray(), named.Id)), Seal(forged), Seal(named));
        var answers = By.Handle(inputs)!.Select(a => a.Answer).ToArray();
        FoundingTests.Refused("GRP-023", answers[0]);
        FoundingTests.Refused("REC-041", answers[1]);
        Assert.Equal(ItemFate.Stored, answers[2].Fate);
    }

    [Fact]
    public void Foreseen_BroughtByAnother_IsRefused()
    {
        // GRP-022
        var item = Seal(_ua.Number(1, "first"));
        var input = new Input.Received(1, _line.Party("BY").Id, "test", item);
        By.Engine.Foresee(input);
        FoundingTests.Refused("GRP-022", By.Handle(input)!.Single().Answer);
        Assert.Equal(ItemFate.Stored, Handle(Foresee(item)[0]));
    }

    [Fact]
    public void Foreseen_UnderAKeyThatIsRevokedBeforeItsTurn_IsRefused()
    {
        // REC-040
        var party = _ua.Party;
        var next = new NoteSigner(new NoteKeyName("UA"), SHA256.HashData("the next key"u8), party.Crypto.Ed25519);
        var card = party.CardText() with
        {
            Version = 2, Previous = party.CardText().Hash, Node = CardKey.Ed25519(next.Key.PublicKey.Span), Revoked = [new RevokedKey(party.CardText().Node, _line.Now)],
        };
        var revokes = new BundleItem(ItemKind.Card, SignedNote.Create(card.ToBytes(), party.Root.Sign(card.ToBytes()), next.Sign(card.ToBytes())).ToBytes());
        var answers = By.Handle(Foresee(revokes, Seal(_ua.Number(1, "first"))))!.Select(a => a.Answer).ToArray();
        Assert.Equal(ItemFate.Stored, answers[0].Fate);
        FoundingTests.Refused("REC-040", answers[1]);
    }

    [Fact]
    public void Foreseen_AndNeverHandled_IsForgotten()
    {
        var inputs = Foresee(Seal(_ua.Number(1, "first")));
        By.Handle();
        Assert.Equal(ItemFate.Stored, Handle(inputs[0]));
    }

    private BundleItem Seal(Record record) => new(ItemKind.Sealed, _ua.Seal(record.Bytes.ToArray(), record.Id));

    private Input.Received[] Foresee(params BundleItem[] items)
    {
        var inputs = items.Select(item => new Input.Received(++_ticket, _ua.Party.Id, "test", item)).ToArray();
        foreach (var input in inputs)
        {
            // Another thread may have come to the signatures, or not.
            if (By.Engine.Foresee(input) is { } signatures && input.Ticket % 2 == 1)
                Task.Run(signatures, TestContext.Current.CancellationToken).Wait(TestContext.Current.CancellationToken);
        }

        return inputs;
    }

    private ItemFate Handle(Input input) => By.Handle(input)!.Single().Answer.Fate;
}
