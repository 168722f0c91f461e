using CsCheck;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Simulator;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>The rungs that people claim. BY asks, UA is to act, PL is told.</summary>
public sealed class LadderTests
{
    private readonly Line _line = new("BY", "UA", "PL");
    private readonly ChannelId _channel;
    private readonly Record _note;

    public LadderTests()
    {
        _channel = _line.Open(_line.Policy());
        var (ua, pl) = (_line.Party("UA").Desk, _line.Party("PL").Desk);
        _note = _line["BY"].Said(_line.Party("BY").Say(_channel, [ua], "", _line.Now, c => c with { Info = [pl] },
            [new Field("demand.1", "An investigation."), new Field("demand.2", "Measures."), new Field("text", "A protest.")]));
        _line.Run(10);
    }

    [Fact]
    public void Shown_IsAReceipt_ClimbsAndIsNeverReceipted()
    {
        // LAD-001, LAD-002
        var count = _line["BY"].Records(_channel).Count;
        var shown = Say("UA", FormId.ShownReceipt, 1, ("records", $"{_note.Id}"), ("shown-to", "the minister"));
        Assert.All(_line.Stations, s => Assert.True(s.Has(_note, Id("UA"), Rung.Shown)));
        Assert.Equal(Rung.Shown, Ladder()[Id("UA")][Rung.Shown]!.Rung);
        Assert.Equal(shown.Id, Ladder()[Id("UA")][Rung.Shown]!.Claim);
        Assert.Null(Ladder()[Id("PL")][Rung.Shown]);
        Assert.Equal(count + 1, _line["BY"].Records(_channel).Count);
        Assert.True(FormId.Parse("receipt.of-a-later-kind/1").IsService);
        Assert.False(FormId.Paraphrase.IsService);
    }

    [Fact]
    public void Paraphrase_CorrectedThenConfirmed_IsUnderstoodOnce()
    {
        // LAD-003, LAD-004
        var first = Say("UA", FormId.Paraphrase, 2, ("record", $"{_note.Id}"), ("text", "You threaten us."));
        Assert.Null(Ladder()[Id("UA")][Rung.Understood]);
        Assert.Null(Assert.Single(Ladder()[Id("UA")].Paraphrases).Word);
        Say("BY", FormId.ParaphraseCorrected, 2, ("record", $"{_note.Id}"), ("paraphrase", $"{first.Id}"), ("text", "We ask."));
        Assert.Equal("We ask.", Assert.Single(Ladder()[Id("UA")].Paraphrases).Word!.Correction);
        Assert.Null(Ladder()[Id("UA")][Rung.Understood]);
        var second = Say("UA", FormId.Paraphrase, 2, ("record", $"{_note.Id}"), ("text", "You ask for two things."));
        var confirmed = Say("BY", FormId.ParaphraseConfirmed, 2, ("record", $"{_note.Id}"), ("paraphrase", $"{second.Id}"));
        Assert.Equal(confirmed.Id, Ladder()[Id("UA")][Rung.Understood]!.Claim);
        // Its author may think again: the last word on a paraphrase counts.
        Say("BY", FormId.ParaphraseCorrected, 2, ("record", $"{_note.Id}"), ("paraphrase", $"{second.Id}"), ("text", "Three."));
        Assert.Null(Ladder()[Id("UA")][Rung.Understood]);
        Assert.Null(Ladder()[Id("PL")][Rung.Understood]);
    }

    [Fact]
    public void Paraphrase_ConfirmedByAnother_IsNotUnderstood()
    {
        // LAD-004
        var paraphrase = Say("UA", FormId.Paraphrase, 2, ("record", $"{_note.Id}"), ("text", "x"));
        Assert.Null(Of([paraphrase, Forged("PL", 1, FormId.ParaphraseConfirmed, ("record", $"{_note.Id}"), ("paraphrase", $"{paraphrase.Id}"))])[Id("UA")][Rung.Understood]);
        Assert.Null(Of([paraphrase, Forged("UA", 9, FormId.ParaphraseConfirmed, ("record", $"{_note.Id}"), ("paraphrase", $"{paraphrase.Id}"))])[Id("UA")][Rung.Understood]);
        Assert.NotNull(Of([paraphrase, Forged("BY", 9, FormId.ParaphraseConfirmed, ("record", $"{_note.Id}"), ("paraphrase", $"{paraphrase.Id}"))])[Id("UA")][Rung.Understood]);
    }

    [Fact]
    public void Answers_PerQuestion_AnsweredOnceAllAre()
    {
        // LAD-005, LAD-006, LAD-007
        Assert.Equal(["demand.1", "demand.2"], Ladder().Questions);
        Assert.Equal([Question.Whole], Question.Of(Say("PL", FormId.Parse("message/1"), 2, ("text", "x"))));
        Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id} demand.1 demand.9"), ("text", "Yes."));
        Assert.Equal([QuestionStanding.Answered, QuestionStanding.Open], Standings("UA"));
        Assert.Null(Ladder()[Id("UA")][Rung.Answered]);
        var second = Say("UA", FormId.Parse("demarche.reply/1"), 2, ("answers", $"{_note.Id} demand.2"));
        Assert.Equal(second.Id, Ladder()[Id("UA")][Rung.Answered]!.Claim);
        Assert.Null(Ladder()[Id("UA")][Rung.Adequate]);
        Assert.Equal([QuestionStanding.Open, QuestionStanding.Open], Standings("PL"));
        Say("PL", FormId.Reply, 2, ("answers", $"{_note.Id}"));
        Assert.Equal([QuestionStanding.Answered, QuestionStanding.Answered], Standings("PL"));
    }

    [Fact]
    public void Adequate_PerQuestion_IsTheAskersWordAlone()
    {
        // LAD-008
        var answer = Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id}"));
        Say("BY", FormId.Adequate, 2, ("record", $"{_note.Id}"), ("answer", $"{answer.Id}"), ("adequate", "demand.1"), ("not-adequate", "demand.2"), ("reason", "No date."));
        Assert.Equal([QuestionStanding.Adequate, QuestionStanding.NotAdequate], Standings("UA"));
        Assert.NotNull(Ladder()[Id("UA")][Rung.Answered]);
        Assert.Null(Ladder()[Id("UA")][Rung.Adequate]);
        // More on the first does not undo the asker's word; more on the second waits for one.
        var more = Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id}"));
        Assert.Equal([QuestionStanding.Adequate, QuestionStanding.Answered], Standings("UA"));
        var word = Say("BY", FormId.Adequate, 2, ("record", $"{_note.Id}"), ("answer", $"{more.Id}"), ("adequate", "all"));
        Assert.Equal(word.Id, Ladder()[Id("UA")][Rung.Adequate]!.Claim);
        Say("BY", FormId.Adequate, 2, ("record", $"{_note.Id}"), ("answer", $"{more.Id}"), ("not-adequate", "demand.2"));
        Assert.Equal([QuestionStanding.Adequate, QuestionStanding.NotAdequate], Standings("UA"));
        foreach (var other in new[] { "UA", "PL" })
        {
            Assert.Equal([QuestionStanding.Answered, QuestionStanding.Answered],
                Of([answer, Forged(other, 9, FormId.Adequate, ("record", $"{_note.Id}"), ("answer", $"{answer.Id}"), ("adequate", "all"))])[Id("UA")].Questions.Select(q => q.Standing));
        }
    }

    [Fact]
    public void Decline_AndAnswer_TheLaterCounts()
    {
        // LAD-009
        Say("UA", FormId.Decline, 2, ("declines", $"{_note.Id} demand.2"), ("reason", "It is no matter of ours."));
        Assert.Equal([QuestionStanding.Open, QuestionStanding.Declined], Standings("UA"));
        Assert.Null(Ladder()[Id("UA")][Rung.Declined]);
        Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id} demand.1"));
        Assert.NotNull(Ladder()[Id("UA")][Rung.Declined]);
        Assert.Null(Ladder()[Id("UA")][Rung.Answered]);
        Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id} demand.2"));
        Assert.Null(Ladder()[Id("UA")][Rung.Declined]);
        Assert.NotNull(Ladder()[Id("UA")][Rung.Answered]);
        Say("UA", FormId.Decline, 2, ("declines", $"{_note.Id}"));
        Assert.Equal([QuestionStanding.Declined, QuestionStanding.Declined], Standings("UA"));
    }

    [Fact]
    public void Holding_NamesARecord_DoesNotAnswerIt()
    {
        // LAD-010
        Say("UA", FormId.Parse("incident.holding/1"), 2, ("about", "We look."), ("answers", $"{_note.Id}"), ("next-word-by", "2022-12-29T09:00:00Z"));
        Assert.Equal([QuestionStanding.Open, QuestionStanding.Open], Standings("UA"));
        Assert.Equal(new DateTimeOffset(2022, 12, 29, 9, 0, 0, TimeSpan.Zero), Ladder()[Id("UA")].Holding!.NextWordBy);
    }

    [Fact]
    public void Claims_OfOnesOwnRecord_ClimbNothing()
    {
        // LAD-011
        Assert.DoesNotContain(Of([Forged("BY", 9, FormId.Reply, ("answers", $"{_note.Id}"))]).Members, m => m.Rungs.Count > 0 || m.Member.Value == "BY");
        var many = Enumerable.Range(1, RecordLadder.MaxClaims).Select(n => Forged("UA", n, FormId.Paraphrase, ("record", $"{_note.Id}"), ("text", $"{n}"))).ToArray();
        Assert.Null(Of([.. many, Forged("UA", 1000, FormId.Reply, ("answers", $"{_note.Id}"))])[Id("UA")][Rung.Answered]);
        Assert.NotNull(Of([.. many[1..], Forged("UA", 1000, FormId.Reply, ("answers", $"{_note.Id}"))])[Id("UA")][Rung.Answered]);
    }

    [Fact]
    public void Claim_OnAnotherChannel_ClimbsNothing()
    {
        // LAD-011
        var other = _line.Open(_line.Policy("other.line"));
        var elsewhere = _line.Party("UA").Say(other, [_line.Party("BY").Desk], "", _line.Now, c => c with { Form = FormId.Reply }, [new Field("answers", $"{_note.Id}")]);
        Assert.Null(Of([_line.Party("UA").Number(elsewhere, 1, null)])[Id("UA")][Rung.Answered]);
        Refused("LAD-012", _line["UA"].Submit(elsewhere).Answer);
    }

    [Theory]
    [InlineData("LAD-003", "paraphrase/1", "record", "ID")]
    [InlineData("LAD-003", "paraphrase/1", "text", "x")]
    [InlineData("LAD-004", "paraphrase.confirm/1", "record", "ID")]
    [InlineData("LAD-004", "paraphrase.correct/1", "paraphrase", "ID")]
    [InlineData("LAD-005", "reply/1", "answers", "no id")]
    [InlineData("LAD-005", "reply/1", "answers", "ID\nID")]
    [InlineData("LAD-005", "reply/1", "answers", "ID ")]
    [InlineData("LAD-005", "reply/1", "answers", "ID demand.1  demand.2")]
    [InlineData("LAD-005", "reply/1", "answers", "ID demand.1 demand.1")]
    [InlineData("LAD-005", "message/1", "answers", "ID Demand")]
    [InlineData("LAD-008", "answer.adequate/1", "record", "ID")]
    [InlineData("LAD-009", "decline/1", "reason", "none")]
    [InlineData("LAD-010", "incident.holding/1", "next-word-by", "07:45")]
    public void Claim_Malformed_RefusedHereStoredAndAlarmedThere(string rule, string form, string field, string value)
    {
        // LAD-012, LAD-013
        var saying = Saying("UA", FormId.Parse(form), 2, (field, value.Replace("ID", $"{_note.Id}", StringComparison.Ordinal)));
        Refused(rule, _line["UA"].Submit(saying).Answer);
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var said = line.Party("UA").Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = saying.Content.Form }, saying.Fields.All);
        Assert.Equal(ItemFate.Stored, line["BY"].Take(line.Party("UA"), line.Party("UA").Number(said, 1, null)).Fate);
        Assert.Equal(["LAD-013"], line["BY"].Rules);
    }

    [Fact]
    public void Claim_ThatClimbsNothing_IsRefusedAtItsOwnNode()
    {
        // LAD-012
        var reply = Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id}"));
        var nowhere = Digest.Of("nowhere"u8);
        Refuses("UA", FormId.Reply, ("answers", $"{nowhere}"));
        Refuses("BY", FormId.Reply, ("answers", $"{_note.Id}"));
        Refuses("BY", FormId.Paraphrase, ("record", $"{_note.Id}"), ("text", "x"));
        Refuses("UA", FormId.Adequate, ("record", $"{_note.Id}"), ("answer", $"{reply.Id}"), ("adequate", "all"));
        Refuses("BY", FormId.Adequate, ("record", $"{_note.Id}"), ("answer", $"{_note.Id}"), ("adequate", "all"));
        Refuses("BY", FormId.ParaphraseConfirmed, ("record", $"{_note.Id}"), ("paraphrase", $"{reply.Id}"));

        void Refuses(string author, FormId form, params (string, string)[] fields) => Refused("LAD-012", _line[author].Submit(Saying(author, form, 2, fields)).Answer);
    }

    [Fact]
    public void Adequate_BothOrNeither_DoesNotRead()
    {
        // LAD-008
        foreach (var (adequate, not) in new[] { ("all", "all"), ("Demand", "x"), ("a  b", "x") })
        {
            Assert.False(ClaimReader.Read(Forged("BY", 9, FormId.Adequate, ("record", $"{_note.Id}"), ("answer", $"{_note.Id}"), ("adequate", adequate), ("not-adequate", not))).Try(out _, out var fault));
            Assert.Equal("LAD-008", fault!.Rule);
        }
    }

    [Fact]
    public void Translation_BesideTheOriginal_NamesTranslatorAndFieldsOfIt()
    {
        // TRN-001, TRN-002
        var good = Say("UA", FormId.Translation, 2, "uk", ("record", $"{_note.Id}"), ("translator", "person: desk interpreter"), ("translated.demand.1", "Розслідування."));
        var read = Translation.Read(good).OrThrow();
        Assert.Equal((_note.Id, "desk interpreter", false), (read.Record, read.Translator, read.IsMachine));
        Assert.Equal([("demand.1", "Розслідування.")], read.Texts);
        Assert.True(Translation.Read(Say("PL", FormId.Translation, 2, "pl", ("record", $"{_note.Id}"), ("translator", "machine: x 1"), ("translated.text", "y"))).OrThrow().IsMachine);
        Assert.All(Ladder().Members, m => Assert.DoesNotContain(m.Rungs, r => r.Claim == good.Id));
        Refuses("TRN-001", "uk", ("record", $"{_note.Id}"), ("translator", "somebody"), ("translated.text", "x"));
        Refuses("TRN-001", "uk", ("record", $"{_note.Id}"), ("translator", "person: x"));
        Refuses("TRN-001", "uk", ("translator", "person: x"), ("translated.text", "x"));
        Refuses("TRN-002", "uk", ("record", $"{_note.Id}"), ("translator", "person: x"), ("translated.demand.9", "x"));
        Refuses("TRN-002", "en", ("record", $"{_note.Id}"), ("translator", "person: x"), ("translated.text", "x"));

        void Refuses(string rule, string language, params (string, string)[] fields)
        {
            var saying = _line.Party("UA").Say(_channel, [_line.Party("BY").Desk], "", _line.Now, c => c with { Form = FormId.Translation, Language = language }, [.. fields.Select(f => new Field(f.Item1, f.Item2))]);
            Refused(rule, _line["UA"].Submit(saying).Answer);
        }
    }

    [Fact]
    public void Ladder_WhateverTheOrder_IsTheSame()
    {
        // LAD-011: nodes that hold the same records show the same.
        var paraphrase = Say("UA", FormId.Paraphrase, 2, ("record", $"{_note.Id}"), ("text", "x"));
        var answer = Say("UA", FormId.Reply, 2, ("answers", $"{_note.Id} demand.1"));
        Record[] about =
        [
            paraphrase, answer,
            Say("BY", FormId.ParaphraseConfirmed, 2, ("record", $"{_note.Id}"), ("paraphrase", $"{paraphrase.Id}")),
            Say("BY", FormId.Adequate, 2, ("record", $"{_note.Id}"), ("answer", $"{answer.Id}"), ("not-adequate", "demand.1")),
            Say("UA", FormId.Decline, 2, ("declines", $"{_note.Id} demand.2")),
            Say("PL", FormId.Reply, 2, ("answers", $"{_note.Id}")),
            Say("BY", FormId.Adequate, 2, ("record", $"{_note.Id}"), ("answer", $"{answer.Id}"), ("adequate", "demand.1")),
        ];
        var expected = Text(Of(about));
        Assert.Contains("Declined", expected, StringComparison.Ordinal);
        Gen.Shuffle(about).Sample(order => Text(Of(order)) == expected);
    }

    private PartyId Id(string party) => _line.Party(party).Id;

    /// <summary>The ladder at PL, which is neither the author nor to act: all must see the same.</summary>
    private RecordLadder Ladder()
    {
        var texts = _line.Stations.Select(s => Text(Of(s.Records(_channel).Select(r => r.Record)))).Distinct();
        Assert.Single(texts);
        return Of(_line["PL"].Records(_channel).Select(r => r.Record));
    }

    private RecordLadder Of(IEnumerable<Record> about) => RecordLadder.Of(_note, _line.Parties.Select(p => p.Id), about);

    private QuestionStanding[] Standings(string party) => [.. Ladder()[Id(party)].Questions.Select(q => q.Standing)];

    private static string Text(RecordLadder ladder) => string.Join('\n', ladder.Members.Select(m =>
        $"{m.Member} {string.Join(' ', m.Rungs)} {string.Join(' ', m.Paraphrases)} {string.Join(' ', m.Questions)} {m.Holding}"));

    private Saying Saying(string author, FormId form, int officers, params (string Name, string Value)[] fields) =>
        _line.Party(author).Say(_channel, _line.Parties.Where(p => p.Id.Value != author).Select(p => p.Desk), "", _line.Now,
            c => c with { Form = form }, [.. fields.Select(f => new Field(f.Name, f.Value))], officers);

    private Record Say(string author, FormId form, int officers, params (string Name, string Value)[] fields)
    {
        var record = _line[author].Said(Saying(author, form, officers, fields));
        _line.Run(10);
        return record;
    }

    private Record Say(string author, FormId form, int officers, string language, params (string Name, string Value)[] fields)
    {
        var record = _line[author].Said(_line.Party(author).Say(_channel, [_line.Party("BY").Desk], "", _line.Now, c => c with { Form = form, Language = language }, [.. fields.Select(f => new Field(f.Name, f.Value))], officers));
        _line.Run(10);
        return record;
    }

    private Record Forged(string author, long number, FormId form, params (string Name, string Value)[] fields) =>
        _line.Party(author).Number(Saying(author, form, 2, fields), number, number > 1 ? _note.Id : null);
}
