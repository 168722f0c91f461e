using Parley.Simulator;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels.Tests;

public sealed class KnowledgeTests
{
    private readonly Line _line = new("BY", "UA", "PL");
    private readonly ChannelId _channel;

    public KnowledgeTests() => _channel = _line.Open(_line.Policy());

    [Fact]
    public void Knowledge_OfARecord_BeginsForEachPartyWithItsOwnReceipt()
    {
        _line.Cut("BY", "UA");
        _line.Cut("UA", "PL");
        var began = _line.Now;
        var record = _line.Say("BY", _channel);
        _line.Run(120);
        _line.Heal();
        var healed = _line.Now;
        _line.Run(120);

        foreach (var station in _line.Stations)
        {
            var known = Assert.Single(Known(station));
            Assert.Equal(record.Id, known.Record.Id);
            Assert.Equal(record.Content.Composed, known.KnownTo(PartyId.Parse("BY")));
            Assert.InRange(known.KnownTo(PartyId.Parse("PL"))!.Value, began, began.AddSeconds(10));
            Assert.InRange(known.KnownTo(PartyId.Parse("UA"))!.Value, healed, healed.AddSeconds(60));
            Assert.Null(known.KnownTo(PartyId.Parse("LT")));
        }
    }

    [Fact]
    public void Knowledge_OfAPartyThatSaidNothing_IsNotAssumed()
    {
        _line.Cut("BY", "UA");
        _line.Cut("UA", "PL");
        _line.Say("BY", _channel);
        _line.Run(60);
        Assert.Null(Assert.Single(Known(_line["BY"])).KnownTo(PartyId.Parse("UA")));
    }

    [Fact]
    public void Knowledge_OfWhatARestoredNodeSaidAgain_HasItOnceAndSinceTheFirst()
    {
        // CHN-007
        var by = _line.Party("BY");
        var said = _line.Saying("BY", _channel);
        var (first, again) = (by.Number(said, 1, null), by.Number(said, 2, Digest.Of("restart"u8), 2));
        var pl = _line.Party("PL");
        var receipt = pl.Number(pl.Say(_channel, [by.Desk], "", _line.Now.AddHours(1), c => c with { Form = FormId.DeliveredReceipt }, [Receipts.ToField([(again.Id, 0L)])], officers: 0), 1, null);
        var card = by.CardText();
        var cards = new[] { by, pl }.ToDictionary(p => p.Id, p => CardHistory.Pin(p.Card, SodiumProvider.Instance).OrThrow());
        cards[by.Id] = cards[by.Id].Accept(by.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 }), SodiumProvider.Instance).OrThrow();
        var verifier = new RecordVerifier(SodiumProvider.Instance);
        var known = Assert.Single(Knowledge.Of(new[] { again, receipt, first }.Select(r => verifier.Authenticate(r, cards[r.Content.Author]).OrThrow())));
        Assert.Equal(first.Id, known.Record.Id);
        Assert.Equal(_line.Now.AddHours(1), known.KnownTo(pl.Id));
    }

    private IReadOnlyList<KnownRecord> Known(Station station)
    {
        var verifier = new RecordVerifier(SodiumProvider.Instance);
        return Knowledge.Of(station.Records(_channel).Select(r =>
            verifier.Authenticate(r.Record, CardHistory.Pin(_line.Party(r.Record.Content.Author.Value).Card, SodiumProvider.Instance).OrThrow()).OrThrow()));
    }
}
