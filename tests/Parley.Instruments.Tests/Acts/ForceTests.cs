using CsCheck;
using NodaTime;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;
using static Parley.Instruments.Tests.Acts.BelarusUkraine2001Tests;

namespace Parley.Instruments.Tests.Acts;

public sealed class ForceTests
{
    private static readonly PartyId A = PartyId.Parse("AA");
    private static readonly PartyId B = PartyId.Parse("BB");
    private static readonly PartyId C = PartyId.Parse("CC");
    private static readonly LocalDate Day0 = new(2020, 1, 1);
    private readonly Pack _two = Pack("[AA, BB]");
    private readonly Pack _three = Pack("[AA, BB, CC]");

    [Fact]
    public void NoticeReceived_ByTreatyTerm_EndsItAfterThatTime()
    {
        // INS-035
        Act[] acts = [Entry(), Act(ActKind.NoticeReceived, A, 100)];
        var end = Day0.PlusDays(100).PlusMonths(12);
        Assert.Equal(ForceState.InForce, At(_two, acts, end.PlusDays(-1)).State);
        Assert.Equal(ForceState.NotInForce, At(_two, acts, end).State);
        Assert.Equal(ForceState.InForce, At(_two, [Entry(), Act(ActKind.NoticeSent, A, 100), Act(ActKind.InternalDecision, A, 50)], end).State);
    }

    [Fact]
    public void Revocation_BeforeItsEffect_UndoesANotice_AndAfterItDoesNot()
    {
        // INS-036
        var end = Day0.PlusDays(100).PlusMonths(12);
        Act[] acts = [Entry(), Act(ActKind.NoticeReceived, A, 100)];
        Assert.Equal(ForceState.InForce, At(_two, [.. acts, Act(ActKind.Revocation, A, 200)], end.PlusDays(10)).State);
        Assert.Equal(ForceState.NotInForce, At(_two, [.. acts, Act(ActKind.Revocation, A, 600)], end.PlusDays(300)).State);
        Assert.Equal(ForceState.NotInForce, At(_two, [.. acts, Act(ActKind.Revocation, B, 200)], end.PlusDays(10)).State);
    }

    [Fact]
    public void OneOfMany_Leaves_AndTheOthersStay()
    {
        // INS-032
        Act[] acts = [Entry(), Act(ActKind.LossOfForce, A, 100)];
        var status = At(_three, acts, Day0.PlusDays(200));
        Assert.Equal(ForceState.InForce, status.State);
        Assert.Equal(ForceState.NotInForce, status.Parties[A]);
        Assert.Equal(ForceState.InForce, status.Parties[C]);
        Assert.Equal(ForceState.NotInForce, At(_two, acts, Day0.PlusDays(200)).State);
    }

    [Fact]
    public void Objection_OfTheOther_MakesItDisputed()
    {
        // INS-033
        Act[] acts = [Entry(), Act(ActKind.LossOfForce, A, 100)];
        Assert.Equal(ForceState.Disputed, At(_two, [.. acts, Act(ActKind.Objection, B, 110)], Day0.PlusDays(200)).State);
        Assert.Equal(ForceState.InForce, At(_two, [.. acts, Act(ActKind.Objection, B, 110)], Day0.PlusDays(90)).State);
        Assert.Equal(ForceState.Disputed, At(_two, [.. acts, Act(ActKind.LossOfForce, B, 300)], Day0.PlusDays(200)).State);
        Assert.Equal(ForceState.NotInForce, At(_two, [.. acts, Act(ActKind.LossOfForce, B, 300)], Day0.PlusDays(300)).State);
    }

    [Fact]
    public void Revival_NeedsEveryPartysAct()
    {
        // INS-034
        Act[] acts = [Entry(), Act(ActKind.LossOfForce, A, 100), Act(ActKind.ConsentToRevive, A, 200)];
        Assert.Equal(ForceState.NotInForce, At(_two, acts, Day0.PlusDays(400)).State);
        var revived = At(_two, [.. acts, Act(ActKind.ConsentToRevive, B, 300)], Day0.PlusDays(400));
        Assert.Equal((ForceState.InForce, Day0.PlusDays(300)), (revived.State, revived.Since));
        Assert.Equal(ForceState.NotInForce, At(_two, [.. acts, Act(ActKind.ConsentToRevive, B, 300)], Day0.PlusDays(250)).State);
        Assert.Equal(ForceState.NotInForce, At(_two, [.. acts, Act(ActKind.ConsentToRevive, B, 300), Act(ActKind.LossOfForce, B, 350)], Day0.PlusDays(400)).State);
    }

    [Fact]
    public void Suspension_IsNotInForceUntilItIsTakenBack()
    {
        Act[] acts = [Entry(), Act(ActKind.Suspension, B, 100)];
        var status = At(_two, acts, Day0.PlusDays(150));
        Assert.Equal((ForceState.NotInForce, true), (status.State, status.Suspended));
        Assert.Equal(ForceState.InForce, At(_two, [.. acts, Act(ActKind.Revocation, B, 200)], Day0.PlusDays(250)).State);
    }

    [Fact]
    public void Act_ThatAPartyHasNotReceived_IsNotKnownToIt()
    {
        // INS-031
        var received = EndOf(Day0.PlusDays(500));
        var end = Act(ActKind.LossOfForce, A, 100) with { KnownTo = new Dictionary<PartyId, DateTimeOffset> { [A] = EndOf(Day0.PlusDays(100)), [B] = received } };
        Act[] acts = [Entry(), end];
        var day = Day0.PlusDays(300);
        Assert.Equal(ForceState.NotInForce, Force.At(_two, acts, day, EndOf(day), A).State);
        Assert.Equal(ForceState.InForce, Force.At(_two, acts, day, EndOf(day), B).State);
        Assert.Equal(ForceState.NotInForce, Force.At(_two, acts, day, received, B).State);
        Assert.Equal(ForceState.InForce, Force.At(_two, acts, day, received, C).State);
    }

    [Fact]
    public void Force_DoesNotDependOnTheOrderOfActs()
    {
        var kinds = Enum.GetValues<ActKind>();
        var acts = Gen.Select(Gen.Int[0, kinds.Length - 1], Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Int[0, 1000], (kind, who, day, known) =>
            Act(kinds[kind], who == 3 ? null : new[] { A, B, C }[who], day) with { Known = EndOf(Day0.PlusDays(known)) }).Array[0, 12];
        Gen.Select(acts, Gen.Int[0, 1100], Gen.Int[0, 1100], Gen.Int).Sample((some, at, known, seed) =>
        {
            Act[] all = [Entry(), .. some];
            var shuffled = all.ToArray();
            new Random(seed).Shuffle(shuffled);
            foreach (var pack in new[] { _two, _three })
            {
                var (one, other) = (Force.At(pack, all, Day0.PlusDays(at), EndOf(Day0.PlusDays(known))), Force.At(pack, shuffled, Day0.PlusDays(at), EndOf(Day0.PlusDays(known))));
                Assert.Equal((one.State, one.Since, one.Until, one.Suspended), (other.State, other.Since, other.Until, other.Suspended));
                Assert.Equal(one.Remarks, other.Remarks);
                Assert.Equal(one.Parties.OrderBy(p => p.Key), other.Parties.OrderBy(p => p.Key));
            }
        }, iter: 500);
    }

    [Fact]
    public void PoliticalCommitment_HasNoRatification()
    {
        // INS-011
        Assert.Contains(ShippedPacks.Faults(Yaml("[AA, BB]").Replace("nature: treaty", "nature: political-commitment", StringComparison.Ordinal).Replace("begins: stated", "begins: all-ratified", StringComparison.Ordinal)), f => f.Rule == "INS-011");
    }

    private static ForceStatus At(Pack pack, Act[] acts, LocalDate day) => Force.At(pack, acts, day, EndOf(new LocalDate(2099, 1, 1)));

    private static Act Entry() => Act(ActKind.EntryIntoForce, null, 0);

    private static Act Act(ActKind kind, PartyId? party, int day) =>
        new(kind, party is null ? [] : [party], [new ActDate(Day0.PlusDays(day), "s")], null, EndOf(Day0.PlusDays(day)), ["s"], null, null);

    private static string Yaml(string parties) => $"""
        pack: test
        version: 1.0.0
        level: title
        nature: treaty
        title: Test
        parties:
        {string.Concat(parties.Trim('[', ']').Split(", ").Select(p => $"  - id: {p}\n"))}
        force:
          begins: stated
          notice: 12 months
        sources:
          s: {"{ title: T, publisher: P, kind: own }"}
        """;

    private static Pack Pack(string parties) => ShippedPacks.Of(Yaml(parties));
}
