using CsCheck;
using Parley.Cases.Exports;
using Parley.Cases.Reports;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class EntryTests
{
    private readonly Case _case = new();

    [Fact]
    public void Case_HasItsSubjectAndThoseThatAnOpeningNames_CAS_001()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"), ("with", "demarche/a-1 inquiry/a-1\nbackdrop/x"));
        _case.SayAbout("demarche/a-1", _case.A, "demarche.note", ("demand.1", "d"));
        _case.SayAbout("demarche/other", _case.A, "demarche.note", ("demand.1", "d"));
        Assert.Equal(["backdrop/x", "demarche/a-1", "incident/test-2031", "inquiry/a-1"], CaseLibrary.Of(_case.Records).Subjects(Case.Name));
        Assert.Equal(2, _case.File.Entries.Count);
        Assert.Null(CaseLibrary.Of(_case.Records).Open("unknown"));
    }

    [Fact]
    public void Case_ThatNamesItself_EndsAndIsOpened()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"), ("with", $"incident/b {Case.Subject}"));
        _case.SayAbout("incident/b", _case.A, "incident.open", ("title", "t"), ("kind", "drone"), ("with", Case.Subject));
        Assert.Equal(2, _case.File.Entries.Count);
    }

    [Fact]
    public void Party_OfAnEntryOfThePublicRecord_MayBeAnother_AndOfNoOtherForm_CAS_002()
    {
        var entered = new Entry(_case.Say(_case.A, "public.incident.account", ("party", "BB"), ("fact.object", "x")));
        var claimed = new Entry(_case.Say(_case.A, "incident.account", ("party", "BB"), ("fact.object", "x")));
        Assert.Equal(("BB", "AA", "incident.account"), (entered.Party.Value, entered.Author.Value, entered.Form));
        Assert.Equal("AA", claimed.Party.Value);
    }

    [Fact]
    public void Version_IsOfTheSameAuthor_AndNobodyChangesAnothers_CAS_003()
    {
        (string, string)[] Statement(string speaker) => [("key", "s"), ("speaker", speaker), ("state", "X"), ("capacity", "official"), ("uttered", "2031-05-01"), ("source", "y")];
        _case.Say(_case.A, "statement", Statement("one"));
        _case.Say(_case.B, "statement", Statement("another's"));
        _case.Say(_case.A, "statement", Statement("two"));
        Assert.Equal(["two", "another's"], _case.File.Latest("statement").Select(e => e["speaker"]));
        Assert.Equal(3, _case.File.Of("statement").Count());
    }

    [Theory]
    [InlineData("AA:x", true)]
    [InlineData("AA:radar-track-2", true)]
    [InlineData("AA:", false)]
    [InlineData(":x", false)]
    [InlineData("AA:X", false)]
    [InlineData("aa:x", false)]
    [InlineData("AA:-x", false)]
    [InlineData("AA:x y", false)]
    public void Reference_IsPartyAndKey_CAS_004(string text, bool good) => Assert.Equal(good, ItemId.TryParse(text, out _));

    [Fact]
    public void Views_WhateverTheOrderOfArrival_AreTheSameBytes_CAS_005()
    {
        var records = Sample.Records("belarus-2022");
        var expected = Everything(CaseLibrary.Of(records).Open("belarus-2022")!);
        Gen.Shuffle(records.ToArray()).Sample(shuffled => Assert.Equal(expected, Everything(CaseLibrary.Of(shuffled).Open("belarus-2022")!)), iter: 20);
    }

    [Fact]
    public void Views_RecordByRecord_AreThoseOfAllAtOnce_CAS_005()
    {
        var all = CaseLibrary.Of(Sample.Records("belarus-2022")).Open("belarus-2022")!;
        var grown = CaseFile.Of(all.Name, []);
        foreach (var entry in all.Entries)
        {
            grown = grown.With(entry);
            _ = Attempts.Of(grown);
        }

        Assert.Equal(Everything(all), Everything(grown));
        Assert.Same(grown, grown.With(all.Entries[0]));
    }

    [Fact]
    public void Record_OfAnotherParty_ChangesNoThingOfOthers()
    {
        var records = Sample.Records("belarus-2022");
        var before = CaseLibrary.Of(records).Open("belarus-2022")!;
        var copies = records.Where(r => r.Content.Author.Value == "X-BY" && r.Content.Subject is not null).Take(40).ToArray();
        // Another party repeats each record word for word, under the same keys.
        var liar = new Case();
        foreach (var copy in copies)
            liar.SayAbout(copy.Content.Subject!, liar.C, copy.Content.Form.Value, [.. copy.Fields.All.Where(f => f.Name != "party").Select(f => (f.Name, f.Value + " changed"))]);
        var after = CaseLibrary.Of(records.Concat(liar.Records)).Open("belarus-2022")!;
        foreach (var form in before.Entries.Select(e => e.Form).Distinct())
            Assert.Equal(before.Latest(form).Select(e => e.Record.Id), after.Latest(form).Where(e => e.Author.Value != "CC").Select(e => e.Record.Id));
        Assert.Equal(Accounts.Account.Latest(before).Select(a => a.Record), Accounts.Account.Latest(after).Where(a => a.Party.Value != "CC").Select(a => a.Record));
    }

    [Fact]
    public void Attempt_IsKeptWithItsReason_AndCountsForNothing_CAS_006()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"));
        var broken = _case.Say(_case.A, "statement", ("speaker", "s"));
        var attempt = Assert.Single(Attempts.Of(_case.File));
        Assert.Equal((broken.Id, "CAS-007"), (attempt.Entry.Record.Id, attempt.Rule));
        Assert.Empty(Statements.StatementsView.Of(_case.File).Statements);
        Assert.Contains(_case.File.Entries, e => e.Record.Id == broken.Id);
        Assert.NotNull(Attempts.WouldBe(_case.File, new Entry(_case.Say(_case.B, "inquiry.sign", ("text", "x")))));
    }

    [Theory]
    [InlineData("statement", "state", "X")]
    [InlineData("evidence.item", "key", "k")]
    [InlineData("report.sign", "report", "AA:x")]
    public void Form_WithoutAFieldThatItNeeds_IsAnAttempt_CAS_007(string form, string field, string value) =>
        Assert.Equal("CAS-007", new Entry(_case.Say(_case.A, form, (field, value))).Attempt?.Rule);

    [Fact]
    public void Word_ThatIsNotInTheList_IsAnAttempt_CAS_007() =>
        Assert.Equal("CAS-007", new Entry(_case.Say(_case.A, "evidence.custody", ("evidence", "AA:x"), ("action", "lost"), ("by", "b"), ("when", "2031-05-01"))).Attempt?.Rule);

    [Fact]
    public void Times_ThatContradictEachOther_AreAnAttempt_CAS_008()
    {
        (string, string)[] statement = [("speaker", "s"), ("state", "X"), ("capacity", "official"), ("source", "y")];
        Assert.Equal("CAS-008", new Entry(_case.Say(_case.A, "statement", [.. statement, ("uttered", "2031-05-02"), ("published", "2031-05-01")])).Attempt?.Rule);
        Assert.Null(new Entry(_case.Say(_case.A, "statement", [.. statement, ("uttered", "2031-05-02T10:00:00Z"), ("published", "2031-05-02")])).Attempt);
        Assert.Null(new Entry(_case.Say(_case.A, "statement", [.. statement, ("uttered", "2031-05"), ("published", "2031-05-01")])).Attempt);
        Assert.Equal("CAS-008", new Entry(_case.Say(_case.A, "inquiry.request", ("key", "k"), ("to", "BB"), ("asks", "a"), ("due", "2031-04-30"))).Attempt?.Rule);
        Assert.Equal("CAS-008", new Entry(_case.Say(_case.A, "incident.step", ("step", "s"), ("by", "b"), ("at", "2031-06-01"))).Attempt?.Rule);
    }

    [Theory]
    [InlineData("2022-12-29", 1)]
    [InlineData("2022-02", 28)]
    [InlineData("2024-02", 29)]
    [InlineData("2024", 366)]
    public void StatedTime_OfADayOrMore_LastsAsLong(string text, int days) =>
        Assert.Equal(TimeSpan.FromDays(days) - TimeSpan.FromTicks(1), StatedTime.Read(text)!.Until - StatedTime.Read(text)!.From);

    [Theory]
    [InlineData("not known")]
    [InlineData("2022-13-01")]
    [InlineData("2022-02-30")]
    [InlineData("2022-00")]
    [InlineData("0000")]
    [InlineData("20221")]
    [InlineData("")]
    [InlineData(null)]
    public void StatedTime_ThatIsNone_IsNotRead(string? text) => Assert.Null(StatedTime.Read(text));

    [Fact]
    public void StatedTime_LastDayThatThereIs_IsRead() => Assert.NotNull(StatedTime.Read("9999-12-31 (the end)"));

    private static string Everything(CaseFile file)
    {
        var at = file.Entries[^1].Composed.AddDays(3);
        return CaseJson.Write(file, at) + Markdown.Write(ReportDocument.Whole(file, at)) + Html.Write("t", "en", null, ReportDocument.Whole(file, at)) + ReportDocument.TextToSign(file) + CaseGeoJson.Write(file) + CaseProv.Write(file) + string.Concat(CaseCsv.Tables.Select(t => CaseCsv.Write(file, t)));
    }
}
