using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels.Tests;

/// <summary>An engine made anew from what its store holds goes on where the other one stopped.</summary>
public sealed class RestartTests
{
    [Fact]
    public void Restart_InTheMiddleOfEverything_NothingLostOrDoubled()
    {
        var line = new Line("BY", "UA", "PL");
        var channel = line.Open(line.Policy());
        for (var i = 0; i < 60; i++)
        {
            line.Say("BY", channel, $"{i}");
            line.Say("UA", channel, $"{i}");
            if (i == 30)
                line.Cut("BY", "PL");
            line.Run(TimeSpan.FromMilliseconds(50 * (i % 7)));
            foreach (var station in line.Stations)
            {
                station.Die();
                station.Restart();
            }
        }

        line.Heal();
        line.Run(700);
        var said = line.Stations.Select(s => s.Records(channel).Select(r => r.Record.Id).Order().ToArray()).ToArray();
        Assert.Equal(said[0], said[1]);
        Assert.Equal(said[0], said[2]);
        Assert.All(line.Stations, s => Assert.Empty(s.Store.Rows.Outbox));
        Assert.All(line.Stations, s => Assert.Empty(s.Rules));
    }

    [Fact]
    public void Restart_WithAHeldRecord_TheGapBeforeItIsAskedForAgain()
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 4, Digest.Of("third"u8)));
        Assert.Equal([new Want(channel, ua.Id, 1, 1, 3)], WantsAfterRestart(line));
    }

    [Fact]
    public void Restart_WithAHeadThatARecordNamed_TheGapIsAskedForAgain()
    {
        var line = new Line(["BY", "UA", "PL"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (ua, pl) = (line.Party("UA"), line.Party("PL"));
        line["BY"].Take(pl, pl.Number(line.Saying("PL", channel), 1, null, 1, new Head(ua.Id, 1, 9, Digest.Of("ninth"u8))));
        Assert.Equal([new Want(channel, ua.Id, 1, 1, 9)], WantsAfterRestart(line));
    }

    [Fact]
    public void Restart_BetweenARecordAndTheHeldOneAfterIt_ReleasesIt()
    {
        // A host that commits a record and dies before it handles the input that follows from it.
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        var first = ua.Number(line.Saying("UA", channel), 1, null);
        var second = ua.Number(line.Saying("UA", channel), 2, first.Id);
        var by = line["BY"];
        by.Take(ua, second);
        foreach (var effect in by.Engine.Handle(new Input.Received(1, ua.Id, "test", new BundleItem(ItemKind.Record, first.Bytes.ToArray())), line.Now, new byte[32]).OfType<Effect.Stored>())
            by.Store.Apply(effect);
        by.Store.Commit();
        by.Die();
        by.Restart();
        by.Handle();
        Assert.NotNull(by.Store.Find(second.Id));
        Assert.Empty(by.Store.Rows.Held);
    }

    [Fact]
    public void Restart_ReceiptNotYetMade_IsMade()
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        var record = ua.Number(line.Saying("UA", channel), 1, null);
        var by = line["BY"];
        foreach (var effect in by.Engine.Handle(new Input.Received(1, ua.Id, "test", new BundleItem(ItemKind.Record, record.Bytes.ToArray())), line.Now, new byte[32]).OfType<Effect.Stored>())
            by.Store.Apply(effect);
        by.Store.Commit();
        by.Die();
        by.Restart();
        Assert.Null(by.Store.FindOwnReceipt(record.Id));
        by.Handle();
        Assert.NotNull(by.Store.FindOwnReceipt(record.Id));
    }

    [Fact]
    public void Restart_Ledger_GoesOnFromTheSameRoot()
    {
        var line = new Line("BY", "UA");
        var channel = line.Open(line.Policy());
        line.Say("BY", channel);
        line.Run(2);
        var before = line["BY"].Engine.Channels[channel].Ledger;
        line["BY"].Die();
        line["BY"].Restart();
        var after = line["BY"].Engine.Channels[channel].Ledger;
        Assert.Equal((before.Size, before.Root), (after.Size, after.Root));
        Assert.Equal(line["BY"].Engine.Channels[channel].Heads[PartyId.Parse("UA")], line["UA"].Engine.Channels[channel].Heads[PartyId.Parse("UA")]);
    }

    private static List<Want> WantsAfterRestart(Line line)
    {
        var wants = new List<Want>();
        var by = line["BY"];
        by.Die();
        by.Restart();
        by.Carry = (station, send, bundle) =>
        {
            wants.AddRange(bundle.Items.Where(i => i.Kind == ItemKind.Want).Select(i => Want.Parse(i.Bytes.Span).OrThrow()));
            line.After(TimeSpan.Zero, () => station.Handle(new Input.SendAnswered(send.Bundle, send.To, [.. send.Items.Select(_ => new ItemAnswer(ItemFate.Stored))])));
        };
        line.Run(1);
        return wants;
    }
}
