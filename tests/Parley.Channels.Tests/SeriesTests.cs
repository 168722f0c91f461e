using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Fields;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>Numbers, chains and heads. BY and PL are honest nodes; UA is played by the test and lies as it likes.</summary>
public sealed class SeriesTests
{
    private readonly Line _line = new(["BY", "UA", "PL"], ["BY", "PL"]);
    private readonly ChannelId _channel;

    public SeriesTests() => _channel = _line.Open(_line.Policy());

    private TestParty Ua => _line.Party("UA");

    private Station By => _line["BY"];

    [Fact]
    public void Record_OverSeveralBearers_StoredOnceInSilence()
    {
        // CHN-014
        var record = Series(1)[0];
        Assert.Equal(ItemFate.Stored, By.Take(Ua, record).Fate);
        Assert.Equal(ItemFate.Duplicate, By.Take(Ua, record).Fate);
        Assert.Equal(ItemFate.Duplicate, By.Take(_line.Party("PL"), record).Fate);
        Assert.Single(By.Records(_channel), r => r.Record.Content.Author == Ua.Id);
        Assert.Empty(By.Rules);
    }

    [Fact]
    public void Records_OutOfTurn_HeldAndReleasedInOrder()
    {
        var series = Series(4);
        Assert.Equal(ItemFate.Held, By.Take(Ua, series[3]).Fate);
        Assert.Equal(ItemFate.Held, By.Take(Ua, series[1]).Fate);
        Assert.Equal(ItemFate.Duplicate, By.Take(Ua, series[1]).Fate);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, series[0]).Fate);
        Assert.Equal(2, Stored().Length);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, series[2]).Fate);
        Assert.Equal(series.Select(r => r.Id), Stored());
        Assert.Empty(By.Store.Rows.Held);
    }

    [Fact]
    public void Record_FarAheadOfItsTurn_RefusedAndAskedFor()
    {
        // CHN-011
        var head = Digest.Of("whatever"u8);
        Assert.Equal(ItemFate.Held, By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 1025, head)).Fate);
        Refused("CHN-011", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 1026, head)));
        Refused("CHN-011", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), (1L << 53) - 1, head)));
        Assert.Equal(new Want(_channel, Ua.Id, 1, 1, 64), FirstWant());
    }

    [Fact]
    public void Record_OfAnIncarnationGoneBy_Refused()
    {
        var card = Ua.CardText() with { Version = 2, Previous = Ua.CardText().Hash, Incarnation = 2 };
        By.Take(Ua, ItemKind.Card, Ua.SignCard(card).ToBytes());
        var restart = Ua.Say(_channel, [By.Party.Desk], "", _line.Now, c => c with { Form = FormId.Restart }, [new Field("last", "-")], officers: 0);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, Ua.Number(restart, 1, null, 2)).Fate);
        Refused("CHN-008", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 1, null)));
        Refused("CHN-008", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 7, Digest.Of("x"u8))));
        Assert.Null(FirstWant());
    }

    [Fact]
    public void Number_Twice_EvidenceAndAlarm()
    {
        // CHN-009
        var known = Series(1)[0];
        By.Take(Ua, known);
        var other = Ua.Number(_line.Saying("UA", _channel, "the other past"), 1, null);
        Refused("CHN-009", By.Take(Ua, other));
        var evidence = Assert.Single(By.Store.Rows.Evidence).Value;
        Assert.Equal((EvidenceKind.NumberTwice, known.Id, other.Id), (evidence.Kind, evidence.Records.Known.Id, evidence.Records.Other.Id));
        Assert.Equal(["CHN-009"], By.Rules);
        Refused("CHN-009", By.Take(_line.Party("PL"), other));
        Assert.Single(By.Store.Rows.Evidence);
    }

    [Fact]
    public void Number_TwiceWhileHeld_EvidenceAndAlarm()
    {
        By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 2, Digest.Of("x"u8)));
        Refused("CHN-009", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 2, Digest.Of("x"u8))));
        Assert.Single(By.Store.Rows.Evidence);
    }

    [Fact]
    public void Chain_Forked_EvidenceAndAlarm()
    {
        // CHN-010
        By.Take(Ua, Series(1)[0]);
        Refused("CHN-010", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 2, Digest.Of("another first record"u8))));
        Assert.Equal(EvidenceKind.ForkedChain, Assert.Single(By.Store.Rows.Evidence).Value.Kind);
        Assert.Equal(["CHN-010"], By.Rules);
    }

    [Fact]
    public void Chain_ForkedWhileHeld_RefusedWhenItsTurnComes()
    {
        By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 2, Digest.Of("another first record"u8)));
        By.Take(Ua, Series(1)[0]);
        Assert.Single(By.Store.Rows.Evidence);
        Assert.Empty(By.Store.Rows.Held);
        Assert.Equal(["CHN-010", "CHN-010"], By.Rules);
    }

    [Fact]
    public void Heads_AnotherPastIsNamed_AlarmAndTheOtherRecordIsAskedForAndProven()
    {
        // CHN-016: UA says one thing to BY and another to PL; PL's next record shows it.
        var (toBy, toPl) = (Series(1)[0], Ua.Number(_line.Saying("UA", _channel, "to PL"), 1, null));
        _line.Cut("BY", "PL");
        By.Take(Ua, toBy);
        _line["PL"].Take(Ua, toPl);
        _line.Heal();
        _line.Say("PL", _channel);
        _line.RunUntil(() => By.Store.Rows.Evidence.Count > 0 && _line["PL"].Store.Rows.Evidence.Count > 0, TimeSpan.FromSeconds(60));
        Assert.Contains("CHN-016", By.Rules);
        var proof = By.Store.Rows.Evidence.Values.Single();
        Assert.Equal((toBy.Id, toPl.Id), (proof.Records.Known.Id, proof.Records.Other.Id));
    }

    [Fact]
    public void Heads_MadeUp_RaiseOneAlarmAndQueueOneRequest()
    {
        var known = By.Said(_line.Saying("BY", _channel));
        var pl = _line["PL"].Said(_line.Saying("PL", _channel));
        _line.Run(2);
        Record? last = null;
        for (var i = 1; i <= 50; i++)
        {
            last = Ua.Number(_line.Saying("UA", _channel), i, last?.Id, 1,
                new Head(By.Party.Id, 1, 1000 + i, Digest.Of("made up"u8)), new Head(pl.Content.Author, 1, 1, Digest.Of([(byte)i])));
            Assert.Equal(ItemFate.Stored, By.Take(Ua, last).Fate);
        }

        Assert.Equal(["CHN-016", "CHN-018"], By.Rules);
        var asked = _line.Sent.Where(b => b.From == By.Party.Id && b.To == Ua.Id).SelectMany(b => b.Items).Where(i => i.Kind == ItemKind.Want).ToArray();
        Assert.True(asked.Length <= 3, $"{asked.Length} requests");
        Assert.NotNull(By.Store.Find(known.Id));
    }

    [Fact]
    public void Heads_AbsurdNumbers_NeitherHideATrueGapNorEndTheNode()
    {
        // UA lies about PL: an incarnation that no card knows, then a number beyond all reason.
        var lies = Ua.Number(_line.Saying("UA", _channel), 1, null, 1, new Head(_line.Party("PL").Id, 900, 5, Digest.Of("x"u8)));
        Assert.Equal(ItemFate.Stored, By.Take(Ua, lies).Fate);
        By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 2, lies.Id, 1, new Head(_line.Party("PL").Id, 1, (1L << 53) - 1, Digest.Of("x"u8))));
        _line.Cut("BY", "PL");
        _line.Run(600);
        _line.Heal();
        _line.Sent.Clear();
        var record = _line.Say("PL", _channel);
        _line.Run(35);
        Assert.NotNull(By.Store.Find(record.Id));
        Assert.True(_line.Sent.Sum(b => b.Items.Count(i => i.Kind == ItemKind.Want)) <= 12);
    }

    [Fact]
    public void Heads_AnIncarnationThatNoCardKnows_DoesNotHideATrueGap()
    {
        var line = new Line(["BY", "UA", "PL", "LT"], ["BY", "PL", "LT"]);
        var (channel, ua) = (line.Open(line.Policy()), line.Party("UA"));
        line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 1, null, 1, new Head(line.Party("PL").Id, 900, 5, Digest.Of("x"u8))));
        line.Cut("BY", "PL");
        var record = line.Say("PL", channel);
        line.Run(2);
        line.Say("LT", channel, "LT has PL's record");
        line.RunUntil(() => line["BY"].Store.Find(record.Id) is not null, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Own_RecordReturnedUnknown_Alarm()
    {
        // CHN-018: this node's key signed it, and this node does not have it.
        var lost = By.Party.Number(_line.Saying("BY", _channel), 1, null);
        Refused("CHN-018", By.Take(Ua, lost));
        Assert.Equal(["CHN-018"], By.Rules);
    }

    [Fact]
    public void Own_RecordForged_NoAlarm()
    {
        var said = _line.Saying("BY", _channel);
        var forged = Record.Create(said.Content, said.Officers, new Numbering(1, 1, null, []), said.Fields,
            new Records.Notes.NoteSigner(new Records.Notes.NoteKeyName("BY"), Digest.Of("forged"u8).ToArray(), Crypto.SodiumProvider.Instance.Ed25519));
        Refused("CHN-018", By.Take(Ua, forged));
        Assert.Empty(By.Rules);
    }

    private Record[] Series(int length)
    {
        var series = new List<Record>();
        for (var i = 1; i <= length; i++)
            series.Add(Ua.Number(_line.Saying("UA", _channel, $"number {i}"), i, series.LastOrDefault()?.Id));
        return [.. series];
    }

    private Digest[] Stored() => [.. By.Records(_channel).Where(r => r.Record.Content.Author == Ua.Id).Select(r => r.Record.Id)];

    private Want? FirstWant()
    {
        _line.Run(2);
        var item = _line.Sent.Where(b => b.From == By.Party.Id).SelectMany(b => b.Items).FirstOrDefault(i => i.Kind == ItemKind.Want);
        return item is null ? null : Want.Parse(item.Bytes.Span).OrThrow();
    }
}
