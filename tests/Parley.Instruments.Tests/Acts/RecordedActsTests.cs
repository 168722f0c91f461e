using Parley.Instruments.Acts;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Acts;

public sealed class RecordedActsTests
{
    private readonly Told _told = new();
    private readonly Parley.Instruments.Packs.Pack _pack = ShippedPacks.Shipped("belarus-ukraine-2001");

    [Fact]
    public void Act_OfAParty_IsItsOwn_WhateverAFieldSays()
    {
        // INS-030
        var act = RecordedActs.Of(_pack, _told.By("X-UA", "act.notice-sent/1", Time("2022-12-24T00:00Z"), ("instrument", _pack.Name), ("parties", "BY"), ("date", "2022-12-24")))!;
        Assert.Equal((ActKind.NoticeSent, "UA"), (act.Kind, Assert.Single(act.Parties).Value));
        Assert.Equal(new NodaTime.LocalDate(2022, 12, 24), act.Earliest);
    }

    [Fact]
    public void Act_OfThePublicRecord_IsOfWhomItNames_AndKeepsItsSource()
    {
        var act = RecordedActs.Of(_pack, _told.By("X-OSCE", "public.act/1", Time("2022-12-29T00:00Z"), ("instrument", _pack.Name), ("act", "internal decision to leave"), ("parties", "UA"), ("date", "2022-12-23 (from a database)"), ("source", "db")))!;
        Assert.Equal((ActKind.InternalDecision, "UA", "db"), (act.Kind, act.Parties.Single().Value, act.Sources.Single()));
    }

    [Theory]
    [InlineData("act.handshake/1", "belarus-ukraine-2001")]
    [InlineData("act.notice-sent/1", "csto")]
    [InlineData("act.notice-sent/2", "belarus-ukraine-2001")]
    public void Record_OfNoActOfTheInstrument_IsNone(string form, string instrument) =>
        Assert.Null(RecordedActs.Of(_pack, _told.By("BY", form, Time("2022-12-29T00:00Z"), ("instrument", instrument), ("act", "signature"))));

    [Fact]
    public void Names_OfActs_ReadAsTheyAreWritten()
    {
        foreach (var kind in Enum.GetValues<ActKind>())
        {
            Assert.True(ActNames.TryParse(ActNames.Of(kind), out var one) && one == kind);
            Assert.True(ActNames.TryParse(ActNames.InWords(kind), out var other) && other == kind, ActNames.InWords(kind));
        }
    }
}
