using Parley.Channels.Tests.World;
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
    public void Restart_WithAHeldRecordAndItsAuthorGone_TheGapIsAskedForAgain()
    {
        var line = new Line("BY", "UA", "PL");
        var channel = line.Open(line.Policy());
        line.Cut("BY", "UA");
        var first = line.Say("BY", channel, "one");
        line.Run(1);
        var second = line.Say("BY", channel, "two");
        line.Run(1);
        line.Cut("PL", "UA");
        line["UA"].Take(line.Party("BY"), second);
        line["BY"].Die();
        line["UA"].Die();
        line["UA"].Restart();
        line.Heal();
        line.RunUntil(() => line["UA"].Store.Find(second.Id) is not null, TimeSpan.FromSeconds(40));
        Assert.NotNull(line["UA"].Store.Find(first.Id));
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
        foreach (var effect in by.Engine.Handle(new Input.Received(1, ua.Id, "test", new Wire.BundleItem(Wire.ItemKind.Record, first.Bytes.ToArray())), line.Now, new byte[32]).OfType<Effect.Stored>())
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
        foreach (var effect in by.Engine.Handle(new Input.Received(1, ua.Id, "test", new Wire.BundleItem(Wire.ItemKind.Record, record.Bytes.ToArray())), line.Now, new byte[32]).OfType<Effect.Stored>())
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
}
