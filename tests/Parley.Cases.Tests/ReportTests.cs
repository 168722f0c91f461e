using Parley.Cases.Prevention;
using Parley.Cases.Reports;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class ReportTests
{
    private readonly Case _case = new();

    public ReportTests() => _case.AgreeTerms();

    [Fact]
    public void Sections_AreOrderedByPartAndName_NewestVersion_CAS_070()
    {
        Section("z", "findings", "old");
        Section("a", "findings", "a");
        Section("m", "mandate", "m");
        Section("z", "findings", "new");
        Assert.Equal(["m", "a", "new"], ReportView.Of(_case.File).Sections.Select(s => s["text"]));
    }

    [Fact]
    public void Signature_IsOverTheBytesThatWerePutForwardLast_CAS_071()
    {
        Put("r1", "The report.\n");
        var first = ReportView.Of(_case.File).Latest!.Sha256.ToString();
        Assert.Null(_case.RuleOf(_case.Say(_case.A, "report.sign", ("report", "AA:r1"), ("sha256", first))));
        Assert.Equal(["BB"], ReportView.Of(_case.File).Missing.Select(p => p.Value));
        Assert.Equal("CAS-071", _case.RuleOf(_case.Say(_case.B, "report.sign", ("report", "AA:r1"), ("sha256", new string('0', 64)))));
        Assert.Equal("CAS-071", _case.RuleOf(_case.Say(_case.C, "report.sign", ("report", "AA:r1"), ("sha256", first))));
        Assert.Null(_case.RuleOf(_case.Say(_case.B, "report.sign", ("report", "AA:r1"), ("sha256", first))));
        Assert.True(ReportView.Of(_case.File).IsSignedByAll);
        Put("r2", "Another report.\n");
        Assert.False(ReportView.Of(_case.File).IsSignedByAll);
        Assert.Equal("CAS-071", _case.RuleOf(_case.Say(_case.B, "report.sign", ("report", "AA:r1"), ("sha256", first))));
        _case.Say(_case.B, "report.decline", ("report", "AA:r2"), ("reason", "not what was agreed"));
        Assert.Equal(["AA"], ReportView.Of(_case.File).Missing.Select(p => p.Value));
        Assert.Single(ReportView.Of(_case.File).Latest!.Declined);
    }

    [Fact]
    public void Comment_WithoutAnAnswer_Stays_CAS_072()
    {
        Section("s", "findings", "text");
        _case.Say(_case.B, "report.comment", ("key", "c1"), ("section", "AA:s"), ("text", "text"), ("argument", "no"));
        _case.Say(_case.B, "report.comment", ("key", "c2"), ("section", "AA:s"), ("text", "text"), ("argument", "yes"));
        _case.Say(_case.A, "report.response", ("comment", "BB:c1"), ("response", "kept"));
        Assert.Equal([1, 0], ReportView.Of(_case.File).Comments.Select(c => c.Responses.Count));
        Assert.Contains("| BB | AA:s | text | yes | none |", ReportDocument.TextToSign(_case.File), StringComparison.Ordinal);
    }

    [Fact]
    public void TextToSign_HoldsDissentAndNoSignature_CAS_073()
    {
        Section("s", "findings", "A finding.");
        _case.Say(_case.B, "report.dissent", ("key", "d"), ("by", "BB/expert-1"), ("text", "I disagree."));
        _case.Say(_case.A, "report.non-cooperation", ("about", "CC"), ("text", "did not answer"));
        var text = ReportDocument.TextToSign(_case.File);
        Assert.Contains("Dissent of BB/expert-1 (BB)", text, StringComparison.Ordinal);
        Assert.Contains("CC, by the word of AA: did not answer", text, StringComparison.Ordinal);
        Put("r", text);
        _case.Say(_case.A, "report.sign", ("report", "AA:r"), ("sha256", ReportView.Of(_case.File).Latest!.Sha256.ToString()));
        Assert.Equal(text, ReportDocument.TextToSign(_case.File));
        Assert.DoesNotContain("came after this text", Markdown.Write(ReportDocument.Whole(_case.File, _case.Now)), StringComparison.Ordinal);
        Section("t", "findings", "Another.");
        Assert.Contains("came after this text", Markdown.Write(ReportDocument.Whole(_case.File, _case.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_ForThePublic_HasWhatSaysSo_CAS_074()
    {
        _case.Say(_case.A, "report.section", ("key", "open"), ("part", "findings"), ("title", "Open"), ("text", "For all."), ("public", "yes"));
        Section("closed", "findings", "For the parties.");
        var text = Markdown.Write(ReportDocument.Public(_case.File));
        Assert.Contains("For all.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("For the parties.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_OfHostileText_HasNoMarkupOfIt()
    {
        Section("s", "findings", "<script>alert(1)</script> [x](javascript:1) # h\n| a | b |");
        var blocks = ReportDocument.Whole(_case.File, _case.Now);
        Assert.DoesNotContain("<script>", Html.Write("t", "en", null, blocks), StringComparison.Ordinal);
        Assert.DoesNotContain("[x](", Markdown.Write(blocks), StringComparison.Ordinal);
        Assert.Contains("\\| a \\| b \\|", Markdown.Write(blocks), StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_FromProposalToConfirmation_CAS_080()
    {
        Propose("2031-06-01");
        Assert.Equal(MeasureState.Proposed, State());
        _case.Say(_case.B, "measure.answer", ("measure", "AA:m"), ("verdict", "rejected"));
        Assert.Equal(MeasureState.Rejected, State());
        _case.Say(_case.B, "measure.answer", ("measure", "AA:m"), ("verdict", "agreed"));
        Assert.Equal(MeasureState.Agreed, State());
        Assert.Equal("CAS-080", _case.RuleOf(_case.Say(_case.A, "measure.done", ("measure", "AA:m"), ("what", "x"))));
        _case.Say(_case.B, "measure.done", ("measure", "AA:m"), ("what", "the line is open"));
        Assert.Equal(MeasureState.Done, State());
        Assert.Equal("CAS-080", _case.RuleOf(_case.Say(_case.B, "measure.confirmation", ("measure", "AA:m"), ("verdict", "confirmed"))));
        Assert.Equal("CAS-080", _case.RuleOf(_case.Say(_case.B, "measure.done", ("measure", "AA:unknown"), ("what", "x"))));
        _case.Say(_case.A, "measure.confirmation", ("measure", "AA:m"), ("verdict", "not-confirmed"));
        Assert.Equal(MeasureState.NotConfirmed, State());
        _case.Say(_case.A, "measure.confirmation", ("measure", "AA:m"), ("verdict", "confirmed"));
        Assert.Equal(MeasureState.Confirmed, State());
    }

    [Fact]
    public void Measure_AgreedAndNotDone_IsOverdueAfterItsDay_AndStaysOnTheCalendar_CAS_081_CAS_082()
    {
        Propose("2031-06-01");
        _case.Say(_case.B, "measure.answer", ("measure", "AA:m"), ("verdict", "agreed"));
        var (day, after) = (new DateTimeOffset(2031, 6, 1, 23, 59, 59, TimeSpan.Zero), new DateTimeOffset(2031, 6, 2, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((MeasureState.Agreed, MeasureState.Overdue), (Measure.Of(_case.File).Single().StateAt(day), Measure.Of(_case.File).Single().StateAt(after)));
        Assert.Equal([false, true], new[] { day, after }.Select(t => CaseCalendar.Of(_case.File, t).Single().IsOverdue));
        _case.Say(_case.B, "measure.done", ("measure", "AA:m"), ("what", "done"));
        Assert.Empty(CaseCalendar.Of(_case.File, after));
    }

    [Fact]
    public void Calendar_HasNextWordDemandAndRequest_UntilTheyAreMet_CAS_082()
    {
        _case.Say(_case.A, "incident.holding", ("about", "looking into it"), ("next-word-by", "2031-05-01T20:00:00Z"));
        _case.Say(_case.A, "demarche.note", ("demand.1", "d"), ("deadline", "2031-05-05"));
        _case.SayAbout("inquiry/test-2031", _case.A, "inquiry.request", ("key", "r"), ("to", "BB"), ("asks", "a"), ("due", "2031-05-04"));
        Assert.Equal(["next word", "request", "demand"], CaseCalendar.Of(_case.File, _case.Now).Select(c => c.What));
        _case.Say(_case.A, "incident.first-report", ("what", "w"));
        _case.Say(_case.B, "demarche.reply", ("demand", "1"), ("reply", "r"));
        _case.SayAbout("inquiry/test-2031", _case.B, "inquiry.response", ("request", "AA:r"), ("state", "refused"));
        Assert.Empty(CaseCalendar.Of(_case.File, _case.Now));
    }

    private void Section(string key, string part, string text) => _case.Say(_case.A, "report.section", ("key", key), ("part", part), ("title", $"Section {key}"), ("text", text));

    private void Put(string key, string text) => _case.Say(_case.A, "report.text", ("key", key), ("part.1", text));

    private void Propose(string due) => _case.Say(_case.A, "measure.proposal", ("key", "m"), ("text", "keep a line open"), ("owner", "BB"), ("due", due));

    private MeasureState State() => Measure.Of(_case.File).Single().StateAt(_case.Now);
}
