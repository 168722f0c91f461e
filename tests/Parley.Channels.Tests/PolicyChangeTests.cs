using Parley.Channels.Policies;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>An open channel whose policy changes: who has to sign what, and what follows.</summary>
public sealed class PolicyChangeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly Line _line = new("BY", "UA", "PL", "LT");
    private readonly ChannelPolicy _founding;
    private readonly ChannelId _channel;

    public PolicyChangeTests()
    {
        _founding = _line.Policy() with { Members = Members("BY", "UA", "PL") };
        foreach (var id in new[] { "BY", "UA", "PL" })
            _line[id].Handle(new Input.SignPolicy(1, _founding));
        _line.Run(10);
        _channel = new ChannelId(_founding.Name, _founding.Hash);
    }

    [Fact]
    public void Change_SignedByAll_IsInForceEverywhereAndOldRecordsStand()
    {
        // POL-032
        var before = Say("UA", "before");
        var next = Next(_founding) with { LineTestSeconds = 7200, SingleKey = [] };
        foreach (var id in new[] { "PL", "BY" })
        {
            Assert.Equal(ItemFate.Stored, Sign(id, next).Fate);
            _line.Run(5);
            Assert.Equal(1, Policy("UA").Version);
        }

        Assert.Equal(ItemFate.Stored, Sign("UA", next).Fate);
        _line.Run(5);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(next.Hash, Policy(id).Hash));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(_channel, _line[id].Engine.Channels.Single().Key));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Empty(_line[id].Engine.Changes));
        Assert.NotNull(_line["PL"].Store.Find(before.Id));
        var after = Say("UA", "after");
        _line.Run(5);
        Assert.NotNull(_line["PL"].Store.Find(after.Id));
    }

    [Fact]
    public void Change_AfterARestartOfAll_IsStillThere()
    {
        var next = Next(_founding) with { LineTestSeconds = 7200 };
        Sign("PL", next);
        _line.Run(5);
        Restart();
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Single(_line[id].Engine.Changes));
        Sign("BY", next);
        Sign("UA", next);
        _line.Run(5);
        Restart();
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(next.Hash, Policy(id).Hash));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Empty(_line[id].Engine.Changes));
    }

    [Fact]
    public void Change_LostByOneWithItsDisk_IsGivenBackThoughNobodyElseStartsAnew()
    {
        // POL-037. Found by the simulator: it went on under the older policy for ever.
        var backup = _line["UA"].Store.Rows;
        var next = Next(_founding) with { LineTestSeconds = 7200 };
        foreach (var id in new[] { "PL", "BY", "UA" })
            Sign(id, next);
        _line.Run(5);
        Assert.Equal(next.Hash, Policy("UA").Hash);
        _line["UA"].Die();
        _line["UA"].Store.PutBack(backup);
        _line["UA"].Restart();
        Assert.Equal(_founding.Hash, Policy("UA").Hash);
        _line.Run(5);
        Assert.Equal(next.Hash, Policy("UA").Hash);
    }

    [Fact]
    public void Record_SaidUnderTheOlderPolicy_IsTakenUnderTheNewer()
    {
        // POL-039
        _line.Cut("UA", "PL");
        _line.Cut("UA", "BY");
        var early = _line["UA"].Said(_line.Party("UA").Say(_channel, [_line.Party("BY").Desk, _line.Party("PL").Desk], "one key", _line.Now,
            c => c with { Form = FormId.ReadReceipt }, [new Records.Fields.Field("records", new string('0', 64))], officers: 1));
        var next = Next(_founding) with { SingleKey = [] };
        Force("UA", next);
        Force("BY", next);
        Assert.Equal(next.Hash, Policy("BY").Hash);
        _line.Heal();
        _line.RunUntil(() => _line["BY"].Store.Find(early.Id) is not null, Long);
    }

    [Fact]
    public void Member_Added_ComesInWithThePastAndIntoTheGroup()
    {
        // POL-032, POL-030
        var past = Say("UA", "before LT came");
        var next = Next(_founding) with { Members = Members("BY", "UA", "PL", "LT") };
        foreach (var id in new[] { "BY", "UA", "PL" })
            Sign(id, next);
        _line.Run(5);
        Assert.Equal(1, Policy("BY").Version);
        Assert.Empty(_line["LT"].Engine.Channels);
        Assert.Single(_line["LT"].Engine.Changes);
        Assert.Equal(ItemFate.Stored, Sign("LT", next).Fate);
        _line.Run(30);
        Assert.All(_line.Stations, s => Assert.Equal(next.Hash, s.Engine.Channels[_channel].Policy.Hash));
        var now = Say("LT", "here");
        Say("UA", "welcome");
        _line.RunUntil(() => _line["LT"].Store.Find(past.Id) is not null && _line["BY"].Store.Find(now.Id) is not null, Long);
        GroupTests.InStep(_line);
        _line["LT"].Die();
        _line["LT"].Restart();
        Assert.Equal(next.Hash, Policy("LT").Hash);
    }

    [Fact]
    public void Departure_SignedByTheLeaver_IsInForceAndTheLeaverFallsSilent()
    {
        // POL-034, POL-038, GRP-014
        var waits = Say("BY", "while PL cannot hear");
        var next = Next(_founding) with { Members = Members("BY", "UA") };
        Assert.Equal(ItemFate.Stored, Sign("PL", next).Fate);
        _line.Run(10);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(next.Hash, Policy(id).Hash));
        Assert.Equal(Standing.Left, _line["PL"].Engine.Channels[_channel].Standing);
        Assert.Null(_line["PL"].Engine.Channels[_channel].GroupView);
        FoundingTests.Refused("POL-038", _line["PL"].Submit(_line.Party("PL").Say(_channel, [_line.Party("BY").Desk], "still here", _line.Now)).Answer);
        var later = Next(next) with { LineTestSeconds = 90 };
        FoundingTests.Refused("POL-038", _line["PL"].Take(_line.Party("BY"), ItemKind.Change, _line["PL"].Engine.Channels[_channel].Policies.With(Note(later, "BY", "UA"), later).ToBytes()));
        Assert.Equal(2, _line["BY"].Engine.Channels[_channel].GroupView!.Members.Count);
        Assert.Equal(2, _line["UA"].Engine.Channels[_channel].GroupView!.Members.Count);
        Assert.Contains("POL-034", _line["UA"].Rules);
        FoundingTests.Refused("CHN-002", _line["BY"].Take(_line.Party("PL"), ItemKind.Want, new Want(_channel, _line.Party("BY").Id, 1, 1, 1).ToBytes()));
        _line.Sent.Clear();
        var after = Say("BY", "without PL");
        _line.Run(5);
        Assert.NotNull(_line["UA"].Store.Find(after.Id));
        Assert.NotNull(_line["PL"].Store.Find(waits.Id));
        Assert.Null(_line["PL"].Store.Find(after.Id));
        Assert.Empty(_line["BY"].Store.Rows.Outbox);
    }

    [Fact]
    public void Departure_OfOneThatIsAway_LeavesNothingWaiting()
    {
        // POL-038
        _line.Cut("PL", "UA");
        Say("UA", "nobody hears");
        Sign("PL", Next(_founding) with { Members = Members("BY", "UA") });
        _line.Run(10);
        Assert.DoesNotContain(_line["UA"].Store.Rows.Outbox.Keys, o => o.Member.Value == "PL");
        _line.Sent.Clear();
        _line.Run(3600);
        Assert.DoesNotContain(_line.Sent, b => b.To.Value == "PL" && b.Items.Any(i => i.Kind is ItemKind.Record or ItemKind.Sealed));
    }

    [Fact]
    public void Departure_NotSignedByTheLeaver_IsNotInForce()
    {
        // POL-034
        var next = Next(_founding) with { Members = Members("BY", "UA") };
        Sign("BY", next);
        Sign("UA", next);
        _line.Run(10);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(1, Policy(id).Version));
    }

    [Fact]
    public void Departure_OfTheDepositary_NamesAnother()
    {
        // POL-034
        var next = Next(_founding) with { Members = Members("UA", "PL"), Depositary = _line.Party("UA").Id };
        Sign("BY", next);
        _line.Run(10);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(next.Hash, Policy(id).Hash));
        _line.RunUntil(() => _line["PL"].Engine.Channels[_channel].GroupView is { Members.Count: 2 } view && view.Epoch == _line["UA"].Engine.Channels[_channel].GroupView!.Epoch, Long);
    }

    [Fact]
    public void Succession_ByMoreThanHalfOfAll_GoesOnWithoutTheOldDepositary()
    {
        // POL-033, GRP-018
        _line["BY"].Die();
        var next = Next(_founding) with { Depositary = _line.Party("UA").Id };
        Sign("UA", next);
        _line.Run(5);
        Assert.Equal(1, Policy("UA").Version);
        var record = Say("UA", "records go on");
        Assert.Equal(ItemFate.Stored, Sign("PL", next).Fate);
        _line.Run(10);
        Assert.All(new[] { "UA", "PL" }, id => Assert.Equal(next.Hash, Policy(id).Hash));
        Assert.NotNull(_line["PL"].Store.Find(record.Id));
        Assert.Contains("POL-033", _line["PL"].Rules);
        _line.RunUntil(() => Epoch("PL") > 1 && Epoch("PL") == Epoch("UA"), Long);

        _line["BY"].Restart();
        _line.RunUntil(() => Policy("BY").Version == 2 && Epoch("BY") == Epoch("UA"), TimeSpan.FromHours(1));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.DoesNotContain("GRP-013", _line[id].Rules));
    }

    [Fact]
    public void Succession_WithoutTheNewDepositary_IsNotInForce()
    {
        // POL-033
        var next = Next(_founding) with { Depositary = _line.Party("UA").Id };
        Sign("PL", next);
        Sign("BY", next);
        _line.Run(10);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(1, Policy(id).Version));
    }

    [Fact]
    public void Succession_OfAVersionThatADepartureTook_TakesItsPlace()
    {
        // POL-036
        _line.Cut("BY", "UA");
        _line.Cut("PL", "UA");
        var left = Next(_founding) with { Members = Members("BY", "UA") };
        Sign("PL", left);
        _line.Run(5);
        Assert.Equal(left.Hash, Policy("BY").Hash);
        var next = Next(_founding) with { Depositary = _line.Party("UA").Id };
        _line.Sent.Clear();
        Assert.Equal(ItemFate.Stored, Take("BY", "UA", Note(next, "UA", "PL"), next).Fate);
        Assert.Equal(next.Hash, Policy("BY").Hash);
        Assert.Contains("POL-036", _line["BY"].Rules);
        Assert.Contains(_line.Sent, b => b.To.Value == "PL" && b.Items.Any(i => i.Kind == ItemKind.Change));

        // And not the other way: whoever shows what does not stand is sent what does.
        _line.Run(5);
        _line.Sent.Clear();
        FoundingTests.Refused("POL-036", Take("BY", "PL", Note(left, "PL", "BY"), left));
        Assert.Contains(_line.Sent, b => b.To.Value == "PL" && b.Items.Any(i => i.Kind == ItemKind.Change && PolicyChain.Parse(i.Bytes.Span).OrThrow().Latest.Hash == next.Hash));

        // The leaver learns of it from whoever learned of it first, and may sign again.
        _line.RunUntil(() => Policy("PL").Hash == next.Hash, Long);
        Assert.NotEqual(Standing.Left, _line["PL"].Engine.Channels[_channel].Standing);
        _line.Heal();
        var again = Next(next) with { Members = Members("BY", "UA") };
        Sign("PL", again);
        _line.RunUntil(() => Everywhere(again), Long);
    }

    [Fact]
    public void Succession_OfAVersionThatAllSigned_GivesWayToItEverywhere()
    {
        // POL-036. BY is the last to sign a change and is cut off then; the others, who do not hear of it, name another depositary.
        var agreed = Next(_founding) with { LineTestSeconds = 7200 };
        var succession = Next(_founding) with { Depositary = _line.Party("UA").Id };
        Sign("UA", agreed);
        Sign("PL", agreed);
        _line.Run(5);
        _line.Cut("BY", "UA");
        _line.Cut("BY", "PL");
        Sign("BY", agreed);
        Sign("UA", succession);
        Sign("PL", succession);
        _line.Run(5);
        Assert.Equal((agreed.Hash, succession.Hash, succession.Hash), (Policy("BY").Hash, Policy("UA").Hash, Policy("PL").Hash));
        _line.Heal();
        _line.RunUntil(() => Everywhere(agreed), Long);
        Assert.Contains("POL-036", _line["UA"].Rules);
        Assert.DoesNotContain("POL-036", _line["BY"].Rules);
        // GRP-018: the two followed a commit that BY has never seen, and come in anew. Nobody is accused of two commits.
        _line.RunUntil(() => new[] { "BY", "UA", "PL" }.Select(id => Convert.ToHexString(_line[id].Engine.Channels[_channel].GroupView!.Authenticator.Span)).Distinct().Count() == 1, Long);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.DoesNotContain("GRP-012", _line[id].Rules));
        Restart();
        _line.Run(120);
        Assert.True(Everywhere(agreed));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.DoesNotContain(_line[id].Engine.Queues, q => q.Length.Items > 0));
    }

    [Fact]
    public void Successions_TwoOfOneNumber_ComeToOneEverywhere()
    {
        // POL-036: an honest member may sign both, or two that name each other would block each other for ever.
        var (first, second) = (Next(_founding) with { Depositary = _line.Party("UA").Id }, Next(_founding) with { Depositary = _line.Party("PL").Id });
        _line.Cut("UA", "PL");
        _line.Cut("UA", "BY");
        Assert.Equal(ItemFate.Stored, Take("UA", "BY", Note(first, "BY", "UA"), first).Fate);
        Assert.Equal(ItemFate.Stored, Sign("BY", second).Fate);
        Assert.Equal(ItemFate.Stored, Sign("PL", second).Fate);
        _line.Run(5);
        Assert.Equal((first.Hash, second.Hash, second.Hash), (Policy("UA").Hash, Policy("BY").Hash, Policy("PL").Hash));
        Take("UA", "PL", Note(second, "PL", "BY"), second);
        _line.Heal();
        _line.RunUntil(() => Everywhere(first.Hash.CompareTo(second.Hash) < 0 ? first : second), Long);
    }

    [Fact]
    public void Version_ThatAllSignedLater_StandsBeforeAnEarlierOne()
    {
        // POL-036: whoever kept the last signature of an old change back cannot undo with it what all have signed since.
        var (old, succession) = (Next(_founding) with { LineTestSeconds = 7200 }, Next(_founding) with { Depositary = _line.Party("UA").Id });
        Take("PL", "UA", Note(succession, "UA", "PL"), succession);
        var later = Next(succession) with { LineTestSeconds = 90 };
        Force("PL", later);
        Assert.Equal(later.Hash, Policy("PL").Hash);
        FoundingTests.Refused("POL-036", Take("PL", "BY", Note(old, "BY", "UA", "PL"), old));
        Assert.Equal(later.Hash, Policy("PL").Hash);

        // And whoever has the old one in force takes the later one with all before it.
        Take("BY", "UA", Note(old, "BY", "UA", "PL"), old);
        Assert.Equal(ItemFate.Stored, _line["BY"].Take(_line.Party("PL"), ItemKind.Change, _line["PL"].Engine.Channels[_channel].Policies.ToBytes()).Fate);
        Assert.Equal(later.Hash, Policy("BY").Hash);
    }

    [Fact]
    public void Version_OfAnotherPast_TakesNoPlaceWithoutItsSignatures()
    {
        // POL-036, POL-021
        var left = Next(_founding) with { Members = Members("BY", "UA") };
        Sign("PL", left);
        _line.Run(5);
        var next = Next(_founding) with { Depositary = _line.Party("UA").Id };
        var forged = SignedNote.Create(next.ToBytes(), _line.Party("UA").Node.Sign(next.ToBytes()), _line.Party("BY").Node.Sign("something else\n"u8.ToArray()));
        FoundingTests.Refused("POL-036", Take("BY", "UA", forged, next));
        FoundingTests.Refused("POL-036", Take("BY", "UA", Note(next, "UA"), next));
        Assert.Equal(left.Hash, Policy("BY").Hash);
    }

    [Fact]
    public void Change_OfNameTrackOrClock_Refused()
    {
        // POL-031
        FoundingTests.Refused("POL-031", Sign("BY", Next(_founding) with { Track = Track.PublicRecord }));
        var exercise = Next(_founding) with { Exercise = true };
        Assert.Equal("POL-031", Broken(_founding, exercise));
        Assert.Equal("POL-031", Broken(exercise, Next(exercise) with { Clock = new ExerciseClock(_line.Now, _line.Now, 2) }));
        Assert.Equal("POL-031", Broken(_founding, Next(_founding) with { Name = "other" }));

        static string? Broken(ChannelPolicy old, ChannelPolicy next) => PolicyChange.Of(old, next).Try(out _, out var fault) ? null : fault.Rule;
    }

    [Fact]
    public void Change_NotAfterTheOneInForce_Refused()
    {
        // POL-030
        FoundingTests.Refused("POL-030", Sign("BY", Next(_founding) with { Previous = _founding.Hash, Version = 3 }));
        FoundingTests.Refused("POL-030", Sign("BY", Next(_founding with { LineTestSeconds = 90 })));
        FoundingTests.Refused("POL-022", _line["LT"].Handle(new Input.SignPolicy(1, Next(_founding) with { LineTestSeconds = 90 }))!.Single().Answer);
    }

    [Fact]
    public void Changes_ProposedAtTheSameTime_AreSignedByWhoeverGivesWay()
    {
        // POL-035
        var (one, other) = (Next(_founding) with { LineTestSeconds = 90 }, Next(_founding) with { LineTestSeconds = 91 });
        _line.Cut("BY", "UA");
        Sign("BY", one);
        Sign("UA", other);
        _line.Heal();
        _line.Run(10);
        Sign("PL", one);
        _line.Run(5);
        Assert.Equal(1, Policy("BY").Version);
        Assert.Equal(ItemFate.Stored, Sign("UA", one).Fate);
        _line.Run(5);
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Equal(one.Hash, Policy(id).Hash));
        Assert.All(new[] { "BY", "UA", "PL" }, id => Assert.Empty(_line[id].Engine.Changes));
    }

    [Fact]
    public void Change_ThatWaits_KeepsNobodyFromLeaving()
    {
        // POL-035: neither the depositary nor the leaver that has signed it.
        Sign("BY", Next(_founding) with { LineTestSeconds = 90 });
        Sign("PL", Next(_founding) with { LineTestSeconds = 90 });
        Assert.Equal(ItemFate.Stored, Sign("PL", Next(_founding) with { Members = Members("BY", "UA") }).Fate);
        _line.Run(5);
        Assert.Equal((2, 2), (Policy("BY").Version, Policy("UA").Members.Count));
    }

    [Fact]
    public void Departures_TwoOfOneVersion_AreNotBothSignedByTheDepositary()
    {
        // POL-034, POL-035
        var (ua, pl) = (Next(_founding) with { Members = Members("BY", "PL") }, Next(_founding) with { Members = Members("BY", "UA") });
        Assert.Equal(ItemFate.Stored, Sign("BY", ua).Fate);
        Assert.Equal(ItemFate.Stored, Take("BY", "PL", Note(pl, "PL"), pl).Fate);
        FoundingTests.Refused("POL-035", Sign("BY", pl));
        Assert.Equal(1, Policy("BY").Version);
        Assert.Equal(ItemFate.Stored, Take("BY", "UA", Note(ua, "UA"), ua).Fate);
        Assert.Equal(ua.Hash, Policy("BY").Hash);
    }

    [Fact]
    public void Change_WithAForgedSignature_Refused()
    {
        // POL-021
        var next = Next(_founding) with { LineTestSeconds = 90 };
        var forged = SignedNote.Create(next.ToBytes(), _line.Party("UA").Node.Sign("something else\n"u8.ToArray()));
        FoundingTests.Refused("POL-021", Take("BY", "PL", forged, next));
        Assert.Empty(_line["BY"].Engine.Changes);
    }

    [Fact]
    public void Changes_FloodOfOneParty_LeavesRoomForOthers()
    {
        // CHN-032
        for (var i = 0; i < 8; i++)
            Assert.Equal(ItemFate.Stored, Take("BY", "UA", Note(Next(_founding) with { LineTestSeconds = 100 + i }, "UA"), Next(_founding) with { LineTestSeconds = 100 + i }).Fate);
        FoundingTests.Refused("CHN-032", Take("BY", "UA", Note(Next(_founding) with { LineTestSeconds = 200 }, "UA"), Next(_founding) with { LineTestSeconds = 200 }));
        Assert.Equal(ItemFate.Stored, Take("BY", "PL", Note(Next(_founding) with { LineTestSeconds = 300 }, "PL"), Next(_founding) with { LineTestSeconds = 300 }).Fate);
        Assert.Equal(ItemFate.Stored, Sign("BY", Next(_founding) with { LineTestSeconds = 400 }).Fate);
    }

    [Fact]
    public void Chain_ThatIsNone_Refused()
    {
        // POL-030
        var chain = PolicyChain.Of(_line.SignAll(_founding));
        FoundingTests.Refused("POL-030", _line["BY"].Take(_line.Party("UA"), ItemKind.Change, chain.ToBytes()));
        FoundingTests.Refused("POL-030", _line["BY"].Take(_line.Party("UA"), ItemKind.Change, Array.Empty<byte>()));
        FoundingTests.Refused("POL-030", _line["BY"].Take(_line.Party("UA"), ItemKind.Change, chain.ToBytes()[..^1]));
        FoundingTests.Refused("POL-030", _line["BY"].Take(_line.Party("UA"), ItemKind.Change, (byte[])[.. chain.ToBytes(), .. chain.ToBytes()]));
        FoundingTests.Refused("CHN-002", _line["BY"].Take(_line.Party("LT"), ItemKind.Change, chain.With(Note(Next(_founding), "BY"), Next(_founding)).ToBytes()));
    }

    [Fact]
    public void Change_OfAnythingBeside_TakesEverybody()
    {
        // POL-032, POL-033, POL-034: few signatures do for the one thing alone.
        var next = Next(_founding);
        var (depositary, without) = (_line.Party("UA").Id, Members("BY", "UA"));
        Assert.Equal(PolicyChangeKind.Succession, Kind(next with { Depositary = depositary }));
        Assert.Equal(PolicyChangeKind.Agreed, Kind(next with { Depositary = depositary, LineTestSeconds = 90 }));
        Assert.Equal(PolicyChangeKind.Agreed, Kind(next with { Depositary = depositary, Members = Members("BY", "UA", "PL", "LT") }));
        Assert.Equal(PolicyChangeKind.Departure, Kind(next with { Members = without }));
        Assert.Equal(PolicyChangeKind.Departure, Kind(next with { Members = Members("UA", "PL"), Depositary = depositary }));
        Assert.Equal(PolicyChangeKind.Agreed, Kind(next with { Members = without, LineTestSeconds = 90 }));
        Assert.Equal(PolicyChangeKind.Agreed, Kind(next with { Members = Members("BY", "UA", "LT") }));
        Assert.Equal(PolicyChangeKind.Agreed, Kind(next with { Members = without, Depositary = depositary }));

        PolicyChangeKind Kind(ChannelPolicy policy)
        {
            var change = PolicyChange.Of(_founding, policy).OrThrow();
            Assert.Equal(change.Kind == PolicyChangeKind.Agreed, change.Needed >= 3);
            return change.Kind;
        }
    }

    [Fact]
    public void Chain_ThatBeginsLaterOrIsTooLong_Refused()
    {
        // POL-030
        var second = Next(_founding);
        var whole = PolicyChain.Of(_line.SignAll(_founding)).With(Note(second, "BY"), second).ToBytes();
        Assert.Equal("POL-030", PolicyChain.Parse(whole.AsSpan(PolicyChain.Of(_line.SignAll(_founding)).ToBytes().Length)).Fault?.Rule);

        var chain = PolicyChain.Of(Note(_founding, "BY"));
        while (chain.Versions.Count < PolicyChain.MaxVersions)
            chain = chain.With(Note(Next(chain.Latest), "BY"), Next(chain.Latest));
        Assert.Equal(PolicyChain.MaxVersions, PolicyChain.Parse(chain.ToBytes()).OrThrow().Versions.Count);
        Assert.Equal("POL-030", PolicyChain.Parse(chain.With(Note(Next(chain.Latest), "BY"), Next(chain.Latest)).ToBytes()).Fault?.Rule);
    }

    [Fact]
    public void Policy_OfALaterVersion_FoundsNoChannel()
    {
        // POL-022
        FoundingTests.Refused("POL-022", _line["LT"].Take(_line.Party("BY"), ItemKind.Policy, _line.SignAll(Next(_founding) with { Members = Members("BY", "LT") }).ToBytes()));
    }

    [Fact]
    public void Authority_OfAnyVersion_CountsForRecordsThatComeLate()
    {
        // POL-039
        var authority = new StandingAuthority(FormId.Parse("incident.report/1"));
        var founding = _founding with { SingleKey = [.. _founding.SingleKey, authority] };
        var chain = PolicyChain.Of(Note(founding, "BY"));
        var next = Next(founding) with { SingleKey = [] };
        Assert.Contains(authority, chain.With(Note(next, "BY"), next).Ever.SingleKey);
        Assert.DoesNotContain(authority, chain.With(Note(next, "BY"), next).Latest.SingleKey);
    }

    [Fact]
    public void Succession_WithCommitsUnderWay_LeavesNoneAtTheFormerDepositary()
    {
        // GRP-018
        _line.Cut("BY", "PL");
        _line.Now += TimeSpan.FromHours(25);
        _line.Run(5);
        Assert.NotEmpty(_line["BY"].Store.Rows.Commits);
        var next = Next(_founding) with { Depositary = _line.Party("UA").Id };
        Sign("BY", next);
        _line.Run(5);
        Sign("UA", next);
        _line.Run(5);
        Assert.Equal(next.Hash, Policy("BY").Hash);
        Assert.Empty(_line["BY"].Store.Rows.Commits);
    }

    [Fact]
    public void Member_ThatWasAway_GetsSeveralVersionsAtOnce()
    {
        _line["PL"].Die();
        var (second, third) = (Next(_founding) with { LineTestSeconds = 90 }, Next(Next(_founding) with { LineTestSeconds = 90 }) with { LineTestSeconds = 91 });
        Force("BY", second);
        Force("UA", second);
        var chain = _line["BY"].Engine.Channels[_channel].Policies.With(Note(third, "BY", "UA", "PL"), third).ToBytes();
        _line["BY"].Take(_line.Party("UA"), ItemKind.Change, chain);
        _line["PL"].Restart();
        Assert.Equal(ItemFate.Stored, _line["PL"].Take(_line.Party("BY"), ItemKind.Change, chain).Fate);
        Assert.Equal(third.Hash, Policy("PL").Hash);
        Assert.Equal(third.Hash, Policy("BY").Hash);
    }

    private IReadOnlyList<Member> Members(params string[] ids) => [.. ids.Select(id => _line.Party(id).Member).OrderBy(m => m.Party)];

    private static ChannelPolicy Next(ChannelPolicy old) => old with { Version = old.Version + 1, Previous = old.Hash };

    private ChannelPolicy Policy(string id) => _line[id].Engine.Channels[_channel].Policy;

    private bool Everywhere(ChannelPolicy policy) => new[] { "BY", "UA", "PL" }.All(id => Policy(id).Hash == policy.Hash);

    private ulong Epoch(string id) => _line[id].Engine.Channels[_channel].GroupView?.Epoch ?? 0;

    private ItemAnswer Sign(string id, ChannelPolicy policy) => _line[id].Handle(new Input.SignPolicy(1, policy))!.Single().Answer;

    private SignedNote Note(ChannelPolicy policy, params string[] ids) => SignedNote.Create(policy.ToBytes(), [.. ids.Select(id => _line.Party(id).Node.Sign(policy.ToBytes()))]);

    private ItemAnswer Take(string to, string from, SignedNote note, ChannelPolicy policy) =>
        _line[to].Take(_line.Party(from), ItemKind.Change, PolicyChain.Of(_line.SignAll(_founding)).With(note, policy).ToBytes());

    /// <summary>All have signed, whatever the network does.</summary>
    private void Force(string id, ChannelPolicy policy) =>
        _line[id].Take(_line.Party(id == "BY" ? "UA" : "BY"), ItemKind.Change, _line[id].Engine.Channels[_channel].Policies.With(Note(policy, "BY", "UA", "PL"), policy).ToBytes());

    private Record Say(string id, string text) => _line[id].Said(_line.Party(id).Say(_channel,
        [.. new[] { "BY", "UA" }.Where(m => m != id).Select(m => _line.Party(m).Desk)], text, _line.Now));

    private void Restart()
    {
        foreach (var station in _line.Stations)
        {
            station.Die();
            station.Restart();
        }
    }
}
