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

    private IReadOnlyList<KnownRecord> Known(Station station)
    {
        var verifier = new RecordVerifier(SodiumProvider.Instance);
        return Knowledge.Of(station.Records(_channel).Select(r =>
            verifier.Authenticate(r.Record, CardHistory.Pin(_line.Party(r.Record.Content.Author.Value).Card, SodiumProvider.Instance).OrThrow()).OrThrow()));
    }
}
