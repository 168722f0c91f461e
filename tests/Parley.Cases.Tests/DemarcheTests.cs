using Parley.Cases.Demarches;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class DemarcheTests
{
    private readonly Case _case = new();

    [Fact]
    public void Answer_ToTwoOfThree_LeavesOneOpen()
    {
        Note();
        _case.Say(_case.B, "demarche.reply", ("key", "r1"), ("demand", "1"), ("reply", "Yes."));
        _case.Say(_case.B, "demarche.reply", ("key", "r2"), ("demand", "2"), ("reply", "No."));
        Assert.Equal([false, false, true], Demarche().Demands.Select(d => d.IsOpen));
        Assert.All(Demarche().Demands, d => Assert.Null(d.Satisfied));
    }

    [Fact]
    public void Demand_ThatTheNoteHasNot_AndTheAskersOwnAnswer_AreAttempts_CAS_030()
    {
        Note();
        Assert.Equal("CAS-030", _case.RuleOf(_case.Say(_case.B, "demarche.reply", ("demand", "4"), ("reply", "x"))));
        Assert.Equal("CAS-030", _case.RuleOf(_case.Say(_case.A, "demarche.reply", ("demand", "1"), ("reply", "x"))));
    }

    [Fact]
    public void Reaction_IsAReplyOnlyIfTheAskerSaysSo_CAS_031()
    {
        Note();
        _case.Say(_case.B, "demarche.reaction", ("key", "r"), ("demand", "1"), ("reaction", "In public."));
        Assert.Empty(Demarche().Demands[0].Replies);
        _case.Say(_case.A, "demarche.assessment", ("demand", "1"), ("reply", "BB:r"), ("counts", "yes"));
        Assert.Single(Demarche().Demands[0].Replies);
        _case.Say(_case.A, "demarche.assessment", ("demand", "1"), ("reply", "BB:r"), ("counts", "no"));
        Assert.Empty(Demarche().Demands[0].Replies);
    }

    [Fact]
    public void Satisfied_IsTheAskersWord_CAS_032()
    {
        Note();
        _case.Say(_case.B, "demarche.reply", ("key", "r"), ("demand", "1"), ("reply", "Done."));
        Assert.Equal("CAS-032", _case.RuleOf(_case.Say(_case.B, "demarche.assessment", ("demand", "1"), ("satisfied", "yes"))));
        Assert.Null(Demarche().Demands[0].Satisfied);
        _case.Say(_case.A, "demarche.assessment", ("demand", "1"), ("satisfied", "no"));
        Assert.Equal(("no", true), (Demarche().Demands[0].Satisfied, Demarche().Demands[0].IsOpen));
    }

    [Fact]
    public void Late_OnlyWhereTheNoteSetADate_CAS_033()
    {
        Note();
        Assert.False(Demarche().IsLate(Demarche().Demands[0], Case.Start.AddYears(10)));
        Assert.Equal(9, Demarche().DaysElapsed(Case.Start.AddDays(10)));
        var dated = new Case();
        dated.Say(dated.A, "demarche.note", ("demand.1", "d"), ("deadline", "2031-05-03"));
        var demarche = Demarches.Demarche.Of(dated.File).Single();
        Assert.False(demarche.IsLate(demarche.Demands[0], new DateTimeOffset(2031, 5, 3, 23, 0, 0, TimeSpan.Zero)));
        Assert.True(demarche.IsLate(demarche.Demands[0], new DateTimeOffset(2031, 5, 4, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void AnswerAndWordOnTheLadder_AreReplyAndSatisfied_CAS_034()
    {
        var note = Note().Id.ToString();
        var first = _case.Say(_case.B, "reply", ("answers", $"{note} demand.1 demand.2"), ("text", "We shall look into it."));
        Assert.Equal([false, false, true], Demarche().Demands.Select(d => d.IsOpen));
        Assert.Equal("We shall look into it.", Demarche().Demands[0].Replies.Single().Text);
        Assert.Null(Demarche().Demands[0].Satisfied);

        _case.Say(_case.A, "answer.adequate", ("record", note), ("answer", first.Id.ToString()), ("adequate", "demand.1"), ("not-adequate", "demand.2"));
        Assert.Equal(["yes", "no", null], Demarche().Demands.Select(d => d.Satisfied));
        Assert.Equal([false, true, true], Demarche().Demands.Select(d => d.IsOpen));

        // A further answer that is not adequate leaves the first one adequate; a later word on the first does not.
        var second = _case.Say(_case.B, "reply", ("answers", note), ("text", "Once more."));
        _case.Say(_case.A, "answer.adequate", ("record", note), ("answer", second.Id.ToString()), ("not-adequate", "all"));
        Assert.Equal(["yes", "no", "no"], Demarche().Demands.Select(d => d.Satisfied));
        _case.Say(_case.A, "answer.adequate", ("record", note), ("answer", first.Id.ToString()), ("not-adequate", "demand.1"));
        Assert.Equal("no", Demarche().Demands[0].Satisfied);

        // Of the two forms the later counts, and nobody but the asker says either.
        _case.Say(_case.A, "demarche.assessment", ("demand", "1"), ("satisfied", "in part"));
        Assert.Equal("in part", Demarche().Demands[0].Satisfied);
        Assert.Equal("CAS-034", _case.RuleOf(_case.Say(_case.B, "answer.adequate", ("record", note), ("answer", second.Id.ToString()), ("adequate", "all"))));
        Assert.Equal("in part", Demarche().Demands[0].Satisfied);
    }

    [Fact]
    public void NoteGivenAgain_KeepsWhatWasAnsweredToTheOneBefore_CAS_034()
    {
        var note = Note().Id.ToString();
        var answer = _case.Say(_case.B, "reply", ("answers", $"{note} demand.1"), ("text", "It is done."));
        _case.Say(_case.A, "answer.adequate", ("record", note), ("answer", answer.Id.ToString()), ("adequate", "demand.1"));
        Note();
        Assert.Equal("yes", Demarche().Demands[0].Satisfied);
        Assert.Equal("It is done.", Demarche().Demands[0].Replies.Single().Text);
        Assert.Equal("CAS-034", _case.RuleOf(_case.Say(_case.B, "answer.adequate", ("record", note), ("answer", answer.Id.ToString()), ("adequate", "all"))));
    }

    private Record Note() => _case.Say(_case.A, "demarche.note", ("demand.1", "one"), ("demand.2", "two"), ("demand.3", "three"));

    private Demarche Demarche() => Demarches.Demarche.Of(_case.File).Single();
}
