using Parley.Records.Cards;
using Parley.Records.Tests.Vectors;

namespace Parley.Records.Tests.Cards;

public sealed class CardHistoryTests
{
    private static readonly PartyCard First = Cast.Card(Cast.By);
    private static readonly DateTimeOffset Since = Cast.Noon;

    [Fact]
    public void Root_IsReplacedWhereOldAndNewSign()
    {
        var next = Next() with { Root = Cast.Ed25519("BY root 2") };
        var note = Cast.Note(next.ToBytes(), ("BY/root", "BY root"), ("BY/root", "BY root 2"), ("BY", "BY node 1"));
        var cards = Cast.Pinned(Cast.By).Accept(Cast.ReadNote(note), Cast.Crypto).OrThrow();
        Assert.Equal(Cast.Ed25519("BY root 2"), cards.Current.Root);
        // The old root counts for nothing from here on.
        var third = Cast.Sign(next with { Version = 3, Previous = next.Hash }, "BY root", "BY node 1");
        Assert.Equal("CRD-014", cards.Accept(Cast.ReadNote(third), Cast.Crypto).Fault?.Rule);
    }

    [Fact]
    public void OldRootAlone_CannotReplaceTheRoot()
    {
        var next = Next() with { Root = Cast.Ed25519("BY root 2") };
        Assert.Equal("CRD-014", Cast.Pinned(Cast.By).Accept(Cast.ReadNote(Cast.Sign(next, "BY root", "BY node 1")), Cast.Crypto).Fault?.Rule);
    }

    [Fact]
    public void Refused_ChangesNothing()
    {
        var cards = Cast.Pinned(Cast.By);
        Assert.NotNull(cards.Accept(Cast.ReadNote(Cast.Sign(Next() with { Version = 5 }, "BY root", "BY node 1")), Cast.Crypto).Fault);
        Assert.Equal(First.Hash, cards.Current.Hash);
        Assert.Single(cards.All);
    }

    [Fact]
    public void RevokedNode_IsBelievedForNothing() // CRD-018
    {
        var record = Record.Parse(RawRecord.Good().ToBytes()).OrThrow();
        var verifier = new RecordVerifier(Cast.Crypto);
        var cards = Cast.Pinned(Cast.By);
        Assert.NotNull(verifier.Authenticate(record, cards).Value);
        var rotated = Next() with { Node = Cast.Ed25519("BY node 2") };
        var kept = cards.Accept(Cast.ReadNote(Cast.Note(rotated.ToBytes(), ("BY/root", "BY root"), ("BY", "BY node 2"), ("BY", "BY node 1"))), Cast.Crypto).OrThrow();
        Assert.NotNull(verifier.Authenticate(record, kept).Value);
        Assert.Equal(2, kept.NodeKeys(1).Count());
        var revoked = rotated with { Revoked = [new(Cast.Ed25519("BY node 1"), Since)] };
        var without = cards.Accept(Cast.ReadNote(Cast.Sign(revoked, "BY root", "BY node 2")), Cast.Crypto).OrThrow();
        Assert.Equal("REC-040", verifier.Authenticate(record, without).Fault?.Rule);
        Assert.Equal([Cast.Ed25519("BY node 2")], without.NodeKeys(1));
    }

    [Fact]
    public void RevokedOfficer_StaysRevokedOnLaterCards()
    {
        var second = Next() with { Officers = [First.Officers[1]], Revoked = [new(First.Officers[0].Key, Since)] };
        var third = second with { Version = 3, Previous = second.Hash, Revoked = [] };
        var cards = Cast.Pinned(Cast.By)
            .Accept(Cast.ReadNote(Cast.Sign(second, "BY root", "BY node 1")), Cast.Crypto).OrThrow()
            .Accept(Cast.ReadNote(Cast.Sign(third, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        Assert.False(cards.IsBelieved(Assert.Single(cards.OfficerKeys(First.Officers[0].Id))));
        Assert.Empty(cards.PresentOfficerKeys(First.Officers[0].Id));
        Assert.Single(cards.PresentOfficerKeys(First.Officers[1].Id));
        Assert.Single(cards.OfficerKeys(First.Officers[2].Id));
        Assert.Empty(cards.PresentOfficerKeys(First.Officers[2].Id));
    }

    [Fact]
    public void Desk_OfAnEarlierCard_IsKnown()
    {
        var next = Next() with { Desks = [PostId.Parse("BY/new-desk")] };
        var cards = Cast.Pinned(Cast.By).Accept(Cast.ReadNote(Cast.Sign(next, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        Assert.True(cards.HasDesk(PostId.Parse("BY/new-desk")));
        Assert.True(cards.HasDesk(First.Desks[0]));
        Assert.False(cards.HasDesk(PostId.Parse("BY/other")));
    }

    [Fact]
    public void NodeKeys_AreThoseOfTheIncarnation()
    {
        var cards = Vectors("by-1", "by-2", "by-3");
        Assert.Equal([Cast.Ed25519("BY node 1")], cards.NodeKeys(1));
        Assert.Empty(cards.NodeKeys(2)); // revoked by the third card
        Assert.Equal([Cast.Ed25519("BY node 3")], cards.NodeKeys(3));
        Assert.Empty(cards.NodeKeys(4));
    }

    private static PartyCard Next() => First with { Version = 2, Previous = First.Hash };

    private static CardHistory Vectors(params string[] names)
    {
        CardHistory? cards = null;
        foreach (var note in names.Select(n => Cast.ReadNote(CardVectors.Good.Single(v => v.File == $"cards/{n}.card").Bytes)))
            cards = (cards is null ? CardHistory.Pin(note, Cast.Crypto) : cards.Accept(note, Cast.Crypto)).OrThrow();
        return cards!;
    }
}
