using Parley.Cases.Inquiries;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class InquiryTests
{
    private const string About = "inquiry/test-2031";
    private readonly Case _case = new();

    [Fact]
    public void Clause_IsAgreedOnceAllStandBehindTheSameText_CAS_040()
    {
        Open();
        Say(_case.A, "inquiry.offer", ("parties", "AA BB"), ("terms.seat", "Here"), ("terms.experts", "not from states that help the other"));
        Assert.Equal(ClauseState.Offered, Clause("seat").State);
        Say(_case.B, "inquiry.counter", ("terms.seat", "There"), ("reject.experts", "names nobody"));
        Assert.Equal((ClauseState.Countered, ClauseState.Rejected, ClauseState.Open), (Clause("seat").State, Clause("experts").State, Clause("access").State));
        Say(_case.A, "inquiry.accept", ("accept.seat", "There"));
        Assert.Equal((ClauseState.Agreed, "There"), (Clause("seat").State, Clause("seat").Agreed));
        Assert.Equal(3, Clause("seat").Moves.Count);
        Assert.Equal("CAS-040", _case.RuleOf(Say(_case.C, "inquiry.counter", ("terms.seat", "Elsewhere"))));
    }

    [Fact]
    public void Acceptance_OfATextThatNobodyPut_IsAnAttempt_CAS_041()
    {
        Open();
        Say(_case.A, "inquiry.offer", ("parties", "AA BB"), ("terms.seat", "Here"));
        Assert.Equal("CAS-041", _case.RuleOf(Say(_case.B, "inquiry.accept", ("accept.seat", "here"))));
        Assert.Equal(ClauseState.Offered, Clause("seat").State);
    }

    [Fact]
    public void Terms_AreInForceOnceAllSignedTheSameBytes_CAS_042()
    {
        var text = _case.AgreeTerms();
        Assert.Equal(text, Inquiry.Of(_case.File).Terms.InForce);
        Assert.StartsWith("TERMS OF REFERENCE\ninquiry/test-2031\nbetween AA, BB\n\npurpose\n    text of purpose\n", text, StringComparison.Ordinal);
        Assert.Equal("CAS-042", _case.RuleOf(Say(_case.C, "inquiry.sign", ("text", text))));
        var half = new Case();
        var same = half.AgreeTerms();
        var without = CaseLibrary.Of(half.Records.Where(r => r.Content.Form.Value != "inquiry.sign/1" || r.Content.Author.Value == "AA")).Open(Case.Name)!;
        Assert.Equal((null, same), (Inquiry.Of(without).Terms.InForce, Inquiry.Of(without).Terms.Text));
    }

    [Fact]
    public void Signature_OverAnOlderText_IsAnAttempt_CAS_043()
    {
        Open();
        (string, string)[] clauses = [.. TermsOfReference.Needed.Select(n => ($"terms.{n}", n))];
        Say(_case.A, "inquiry.offer", [("parties", "AA BB"), .. clauses]);
        Say(_case.B, "inquiry.counter", clauses);
        var old = Inquiry.Of(_case.File).Terms.Text!;
        Say(_case.A, "inquiry.counter", ("terms.seat", "Elsewhere"));
        Say(_case.B, "inquiry.accept", ("accept.seat", "Elsewhere"));
        Assert.Equal("CAS-043", _case.RuleOf(Say(_case.B, "inquiry.sign", ("text", old))));
        Assert.Null(_case.RuleOf(Say(_case.A, "inquiry.sign", ("text", Inquiry.Of(_case.File).Terms.Text!))));
        Assert.Null(Inquiry.Of(_case.File).Terms.InForce);
    }

    [Fact]
    public void Member_IsAdmittedByTheOthersAndNotByItsOwn_CAS_044()
    {
        _case.AgreeTerms();
        Say(_case.A, "inquiry.member", ("key", "m"), ("officer", "AA/first"), ("role", "expert"));
        Assert.False(Inquiry.Of(_case.File).Admits("AA/first"));
        Assert.Equal("CAS-044", _case.RuleOf(Say(_case.A, "inquiry.admission", ("member", "AA:m"), ("verdict", "accepted"))));
        Say(_case.B, "inquiry.admission", ("member", "AA:m"), ("verdict", "accepted"));
        Assert.True(Inquiry.Of(_case.File).Admits("AA/first"));
        Say(_case.B, "inquiry.admission", ("member", "AA:m"), ("verdict", "rejected"), ("reason", "of a state that helps the other"));
        Assert.False(Inquiry.Of(_case.File).Admits("AA/first"));
        Assert.Equal("CAS-044", _case.RuleOf(Say(_case.B, "inquiry.admission", ("member", "AA:unknown"), ("verdict", "accepted"))));
    }

    [Fact]
    public void Answer_IsOfTheOneWhoWasAsked_AndUnusableOfTheAsker_CAS_045()
    {
        Open();
        Request();
        Assert.Equal("CAS-045", _case.RuleOf(Say(_case.C, "inquiry.response", ("request", "AA:r"), ("state", "refused"))));
        Assert.Equal("CAS-045", _case.RuleOf(Say(_case.A, "inquiry.response", ("request", "AA:r"), ("state", "refused"))));
        Assert.Equal("CAS-045", _case.RuleOf(Say(_case.B, "inquiry.response", ("request", "AA:r"), ("state", "unusable"))));
        Say(_case.B, "inquiry.response", ("request", "AA:r"), ("state", "supplied"));
        Say(_case.A, "inquiry.response", ("request", "AA:r"), ("state", "unusable"));
        Assert.Equal(RequestState.Unusable, State(_case.Now));
    }

    [Theory]
    [InlineData("supplied", RequestState.Supplied, RequestState.Supplied)]
    [InlineData("refused", RequestState.Refused, RequestState.Refused)]
    [InlineData("not-recorded", RequestState.NotRecorded, RequestState.NotRecorded)]
    [InlineData("destroyed", RequestState.Destroyed, RequestState.Destroyed)]
    [InlineData("promised", RequestState.Promised, RequestState.NoAnswer)]
    [InlineData(null, RequestState.Requested, RequestState.NoAnswer)]
    public void Request_OverTime_EndsWithItsClock_CAS_046(string? answer, RequestState before, RequestState after)
    {
        Open();
        Request();
        if (answer is not null)
            Say(_case.B, "inquiry.response", ("request", "AA:r"), ("state", answer));
        Assert.Equal(before, State(new DateTimeOffset(2031, 5, 10, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(after, State(new DateTimeOffset(2031, 5, 11, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Request_WithoutAClock_StaysRequested_CAS_046()
    {
        Open();
        Say(_case.A, "inquiry.request", ("key", "r"), ("to", "BB"), ("asks", "data"));
        Assert.Equal(RequestState.Requested, State(_case.Now.AddYears(9)));
    }

    [Fact]
    public void Rights_AreAChecklistWithTimes()
    {
        Open();
        Say(_case.B, "inquiry.right", ("right", "visit"), ("state", "asked"), ("at", "2031-05-01"));
        Say(_case.A, "inquiry.right", ("right", "visit"), ("holder", "BB"), ("state", "granted"), ("at", "2031-05-01"));
        var use = Assert.Single(Inquiry.Of(_case.File).Rights);
        Assert.Equal(("visit", "BB", 2), (use.Right, use.Party.Value, use.Moves.Count));
    }

    private void Open() => _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"), ("with", About));

    private void Request() => Say(_case.A, "inquiry.request", ("key", "r"), ("to", "BB"), ("asks", "radar data"), ("due", "2031-05-10"));

    private Record Say(Simulator.TestParty party, string form, params (string, string)[] fields) => _case.SayAbout(About, party, form, fields);

    private Clause Clause(string name) => Inquiry.Of(_case.File).Terms.Clauses.Single(c => c.Name == name);

    private RequestState State(DateTimeOffset at) => Inquiry.Of(_case.File).Requests.Single().StateAt(at);
}
