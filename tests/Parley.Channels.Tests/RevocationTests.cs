using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>UA's node key is revoked while records that it signed are still under way to BY.</summary>
public sealed class RevocationTests
{
    private readonly Line _line = new(["BY", "UA"], ["BY"]);
    private readonly ChannelId _channel;
    private readonly NoteSigner _new;

    public RevocationTests()
    {
        _channel = _line.Open(_line.Policy());
        _new = new NoteSigner(new NoteKeyName("UA"), SHA256.HashData("the next key"u8), Ua.Crypto.Ed25519);
    }

    private TestParty Ua => _line.Party("UA");

    private Station By => _line["BY"];

    [Fact]
    public void Records_UnderWayWhenTheirKeyWasRevoked_AreTakenByWhatFollowsThem()
    {
        // CHN-067. Without it BY waited for ever for a record that it refused for ever.
        var said = Said(4);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, said[0]).Fate);
        Revoke(incarnation: 1);
        FoundingTests.Refused("REC-040", By.Take(Ua, said[1]));
        var next = Next(5, said[3].Id);
        Assert.Equal(ItemFate.Held, By.Take(Ua, next).Fate);
        FoundingTests.Refused("REC-040", By.Take(Ua, said[1]));
        AnswerWants(said);
        Assert.All(said.Append(next), r => Assert.NotNull(By.Store.Find(r.Id)));
        Assert.DoesNotContain("CHN-009", By.Rules);
        Assert.DoesNotContain("CHN-010", By.Rules);
    }

    [Fact]
    public void Records_BeforeARestartUnderAnotherKey_AreTakenByIt()
    {
        // CHN-067
        var said = Said(4);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, said[0]).Fate);
        Revoke(incarnation: 2);
        var restart = Restart(said[3].Head);
        Assert.Equal(ItemFate.Held, By.Take(Ua, restart).Fate);
        AnswerWants(said);
        Assert.All(said.Append(restart), r => Assert.NotNull(By.Store.Find(r.Id)));
    }

    [Fact]
    public void Records_ThatWaited_AreTakenAfterANodesRestartToo()
    {
        // CHN-067
        var said = Said(4);
        foreach (var record in said.Skip(1))
            Assert.Equal(ItemFate.Held, By.Take(Ua, record).Fate);
        Revoke(incarnation: 2);
        By.Take(Ua, Restart(said[3].Head));
        By.Die();
        By.Restart();
        Assert.Equal(ItemFate.Stored, By.Take(Ua, said[0]).Fate);
        By.Handle();
        Assert.All(said, r => Assert.NotNull(By.Store.Find(r.Id)));
    }

    [Fact]
    public void Record_OfAThiefUnderTheRevokedKey_Refused()
    {
        // CHN-067, REC-040
        var said = Said(3);
        By.Take(Ua, said[0]);
        Revoke(incarnation: 2);
        By.Take(Ua, Restart(said[2].Head));
        FoundingTests.Refused("REC-040", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "a thief's"), 3, said[1].Id)));
        var follows = Ua.Number(_line.Saying("UA", _channel, "a thief's"), 4, said[2].Id);
        FoundingTests.Refused("REC-040", By.Take(Ua, follows));
        FoundingTests.Refused("REC-040", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "a thief's"), 2, said[0].Id)));
    }

    [Fact]
    public void Record_ThatWaitedUnderTheRevokedKey_VouchesForNothing()
    {
        // CHN-067: that it was good when it came says nothing; somebody else may have signed it.
        var said = Said(3);
        Assert.Equal(ItemFate.Held, By.Take(Ua, said[2]).Fate);
        Revoke(incarnation: 1);
        FoundingTests.Refused("REC-040", By.Take(Ua, said[1]));
    }

    [Fact]
    public void Record_VouchedFor_NeedsItsOfficersStill()
    {
        // CHN-067, REC-041
        var saying = _line.Saying("UA", _channel);
        var forged = Ua.Number(saying with { Officers = [.. _line.Saying("UA", _channel, "another").Officers] }, 1, null);
        Revoke(incarnation: 1);
        Assert.Equal(ItemFate.Held, By.Take(Ua, Next(2, forged.Id)).Fate);
        FoundingTests.Refused("REC-041", By.Take(Ua, forged));
    }

    [Fact]
    public void Record_OfAnOfficerWhoseKeyWasRevoked_IsTakenAndTheWatchTold()
    {
        // CHN-068. Without it everything that UA says afterwards would wait for the second record for ever.
        var said = Said(3);
        By.Take(Ua, said[0]);
        var gone = said[1].Officers[0].Officer;
        var card = Ua.CardText();
        var next = card with { Version = 2, Previous = card.Hash, Officers = [.. card.Officers.Where(o => o.Id != gone)], Revoked = [new RevokedKey(card.Officers.Single(o => o.Id == gone).Key, _line.Now)] };
        Assert.Equal(ItemFate.Stored, By.Take(Ua, ItemKind.Card, Ua.SignCard(next).ToBytes()).Fate);
        Assert.DoesNotContain("CHN-068", By.Rules);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, said[1]).Fate);
        Assert.Contains("CHN-068", By.Rules);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, said[2]).Fate);
    }

    [Fact]
    public void Restart_BehindMoreThanCanWaitHere_IsTakenWithoutThem()
    {
        // CHN-067
        var first = Said(1)[0];
        By.Take(Ua, first);
        Revoke(incarnation: 2);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, Restart(new Head(Ua.Id, 1, 1027, Digest.Of("far"u8)))).Fate);
        Assert.Contains("CHN-064", By.Rules);
    }

    [Fact]
    public void Recovery_OfANodeWhoseKeyAThiefWentOnWith_Ends()
    {
        // CHN-061: what the thief said stands at PL, which offers it for ever.
        var line = new Line(["BY", "PL"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, pl) = (line.Party("BY"), line.Party("PL"));
        line["BY"].Die();
        var key = new NoteSigner(new NoteKeyName("BY"), SHA256.HashData("the next key"u8), by.Crypto.Ed25519);
        var revoking = by.CardText() with { Version = 2, Previous = by.CardText().Hash, Node = CardKey.Ed25519(key.Key.PublicKey.Span), Revoked = [new RevokedKey(by.CardText().Node, line.Now)] };
        var restarting = revoking with { Version = 3, Previous = revoking.Hash, Incarnation = 2 };
        line["BY"].Store.Apply(new Effect.StoreCard(by.Id, Sign(revoking)));
        line["BY"].Store.Apply(new Effect.StoreCard(by.Id, Sign(restarting)));
        var state = line["BY"].Store.Load(by.Id, by.Crypto);
        using var engine = new Engine(by.Id, key, by.Crypto, line["BY"].Store, state);
        var thief = by.Number(line.Saying("BY", channel, "a thief's"), 1, null);
        Assert.Equal(Standing.Recovering, engine.Channels[channel].Standing);
        // PL has nothing of its own that is missing here, and something of BY's.
        var asked = Handle(new Input.Settle()).OfType<Effect.Send>().Single(s => s.Items.Any(i => i.Item?.Kind == ItemKind.Want));
        var answer = Handle(new Input.Received(1, pl.Id, "test", new BundleItem(ItemKind.Record, thief.Bytes.ToArray()))).OfType<Effect.Answered>().Single();
        FoundingTests.Refused("CHN-018", answer.Answer);
        Handle(new Input.SendAnswered(asked.Bundle, pl.Id, [.. asked.Items.Select(i => new ItemAnswer(
            i.Item is { Kind: ItemKind.Want } want && Want.Parse(want.Bytes.Span).OrThrow().Author == by.Id ? ItemFate.Stored : ItemFate.Duplicate))]));
        Handle(new Input.Settle());
        Assert.Equal(Standing.Open, engine.Channels[channel].Standing);

        SignedNote Sign(PartyCard card) => SignedNote.Create(card.ToBytes(), by.Root.Sign(card.ToBytes()), key.Sign(card.ToBytes()));

        IReadOnlyList<Effect> Handle(Input input)
        {
            line.Now = line.Now.AddSeconds(11);
            return engine.Handle(input, line.Now, RandomNumberGenerator.GetBytes(Engine.EntropySize));
        }
    }

    private Record[] Said(int count)
    {
        var said = new List<Record>();
        for (var i = 1; i <= count; i++)
            said.Add(Ua.Number(_line.Saying("UA", _channel, $"{i}"), i, said.LastOrDefault()?.Id));
        return [.. said];
    }

    private void Revoke(long incarnation)
    {
        var card = Ua.CardText() with
        {
            Version = 2, Previous = Ua.CardText().Hash, Incarnation = incarnation, Node = CardKey.Ed25519(_new.Key.PublicKey.Span), Revoked = [new RevokedKey(Ua.CardText().Node, _line.Now)],
        };
        Assert.Equal(ItemFate.Stored, By.Take(Ua, ItemKind.Card, SignedNote.Create(card.ToBytes(), Ua.Root.Sign(card.ToBytes()), _new.Sign(card.ToBytes())).ToBytes()).Fate);
    }

    private Record Next(long number, Digest previous)
    {
        var saying = _line.Saying("UA", _channel, "under the next key");
        return Record.Create(saying.Content, saying.Officers, new Numbering(1, number, previous, []), saying.Fields, _new);
    }

    private Record Restart(Head last)
    {
        var saying = Ua.Say(_channel, [_line.Party("BY").Desk], "", _line.Now, c => c with { Form = FormId.Restart }, [new Field("last", last.ToString())], officers: 0);
        return Record.Create(saying.Content, [], new Numbering(2, 1, null, []), saying.Fields, _new);
    }

    /// <summary>UA brings what BY asks for, until BY asks for nothing more.</summary>
    private void AnswerWants(Record[] said)
    {
        for (var round = 0; round < 20; round++)
        {
            _line.Sent.Clear();
            _line.Run(1);
            foreach (var want in _line.Sent.SelectMany(b => b.Items).Where(i => i.Kind == ItemKind.Want).Select(i => Want.Parse(i.Bytes.Span).OrThrow()).Where(w => w.Author == Ua.Id))
            {
                foreach (var record in said.Where(r => r.Numbering.Number >= want.First && r.Numbering.Number <= want.Last))
                    By.Take(Ua, record);
            }
        }
    }
}
