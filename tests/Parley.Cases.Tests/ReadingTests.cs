using System.Text;
using CsCheck;
using Parley.Cases.Exports;
using Parley.Cases.Reading;
using Parley.Records;

namespace Parley.Cases.Tests;

public class ReadingTests
{
    private const string First = "Ardanian Foreign Minister Milena Korvat said that the drone had crossed the line on 6 March 2031.";
    private const string Second = "A day later, Borland demanded that Ardania explain the flight, pay for the damage and return the crew.";

    [Fact] // CAS-097
    public void Read_AnyProposal_IsAnchoredToItsExactPassage()
    {
        var read = Reader.Read($"{First} {Second}\n\n“We will not wait,” Korvat told reporters near the town of Lisse.");
        Assert.NotEmpty(read.Proposals);
        Assert.All(read.Proposals, p =>
        {
            Assert.Equal(p.Anchor.Exact, read.Text[p.Anchor.Start..p.Anchor.End]);
            Assert.EndsWith(p.Anchor.Prefix, read.Text[..p.Anchor.Start], StringComparison.Ordinal);
            Assert.StartsWith(p.Anchor.Suffix, read.Text[p.Anchor.End..], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Read_SpeakerWithOffice_IsFoundAndLaterKnownBySurname()
    {
        var read = Reader.Read($"{First}\n\n“We will not wait,” Korvat told reporters.");
        var person = Assert.Single(read.Proposals, p => p.Kind == ProposalKind.Person);
        Assert.Equal(("Milena Korvat", "Ardanian Foreign Minister"), (person["name"], person["office"]));
        var statements = read.Proposals.Where(p => p.Kind == ProposalKind.Statement).ToArray();
        Assert.Equal(["Milena Korvat", "Milena Korvat"], statements.Select(s => s["speaker"]));
        Assert.Equal("We will not wait,", statements[1]["words"]);
    }

    [Fact]
    public void Read_ListOfDemands_IsTakenApart() =>
        Assert.Equal(["explain the flight", "pay for the damage", "return the crew"], Reader.Read(Second).Proposals.Where(p => p.Kind == ProposalKind.Demand).Select(p => p.Anchor.Exact));

    [Theory] // CAS-098
    [InlineData(First + " " + Second, "A day later", "2031-03-07")]
    [InlineData(First + "\n\nThen all waited.\n\n" + Second, "A day later", "open")]
    [InlineData(Second, "A day later", "open")]
    [InlineData("On the day of the incident nobody answered.", "the day of the incident", "open")]
    [InlineData("The incident of 6 March 2031 is closed. On the day of the incident nobody answered.", "the day of the incident", "2031-03-06")]
    [InlineData("The incident of 6 March 2031 and the incident of 9 May 2031 are closed. On the day of the incident nobody answered.", "the day of the incident", "open")]
    [InlineData("They met on Tuesday.", "Tuesday", "open")]
    [InlineData("They met yesterday.", "yesterday", "open")]
    [InlineData("They met on March 6.", "March 6", "XXXX-03-06")]
    [InlineData("They met on 3/4/2031.", "3/4/2031", "open")]
    [InlineData("They met on 31/4/2031.", "31/4/2031", null)]
    [InlineData("They met on 13/4/2031.", "13/4/2031", "2031-04-13")]
    public void Read_Date_IsResolvedOnlyWhereTheTextAllows(string text, string words, string? expected) =>
        Assert.Equal(expected, Reader.Read(text).Proposals.SingleOrDefault(p => p.Kind == ProposalKind.Date && p.Anchor.Exact == words)?["date"]);

    [Theory] // CAS-098
    [InlineData("They met on Tuesday.", "2031-03-04")]
    [InlineData("They met yesterday.", "2031-03-05")]
    [InlineData("They met on December 30.", "2030-12-30")]
    public void Read_DateOfADatedDocument_CountsFromIt(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Reader.Read(text, new DateOnly(2031, 3, 6)).Proposals, p => p.Kind == ProposalKind.Date)["date"]);

    [Fact]
    public void Read_SameContentAsTextHtmlAndMail_GivesTheSameProposals()
    {
        var html = $"<!doctype html><html><head><title>x</title><style>p {{ color: red }}</style></head><body><nav>Menu</nav><article><p>{First.Replace("drone", "<b>drone</b>", StringComparison.Ordinal)}</p>\n<p>{Second}</p><script>var a = 'Jane Doe said';</script></article></body></html>";
        var wrapped = First.Replace(" that the", "\r\nthat the", StringComparison.Ordinal);
        var mail = $"From: desk@example.org\r\nTo: watch@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{wrapped}\r\n\r\n{Second}\r\n";
        var plain = Proposed(DocumentText.Of(Encoding.UTF8.GetBytes($"{First}\n\n{Second}\n"), "a.txt"), "text/plain");
        Assert.NotEmpty(plain);
        Assert.Equal(plain, Proposed(DocumentText.Of(Encoding.UTF8.GetBytes(html), "a.html"), "text/html"));
        Assert.Equal(plain, Proposed(DocumentText.Of(Encoding.UTF8.GetBytes(mail), "a.eml"), "message/rfc822"));

        static string[] Proposed(DocumentText text, string type)
        {
            Assert.Equal(type, text.MediaType);
            return [.. Reader.Read(text.Text).Proposals.Select(p => $"{p.Kind} {p.Anchor} {string.Join('|', p.Fields)}")];
        }
    }

    [Fact]
    public void Of_MailWithDate_DatesTheDocument() =>
        Assert.Equal(new DateOnly(2031, 3, 6), DocumentText.Of("From: a@example.org\nDate: Thu, 06 Mar 2031 10:00:00 +0100\n\nThey met yesterday.\n"u8, "a.eml").Published);

    [Fact] // CAS-096
    public void Read_AnyBytes_NeitherThrowsNorProposesWhatIsNotThere()
    {
        string[] words = ["said", "“", "”", "\"", ",", ".", "Jane", "Doe", "minister", "the", "\n", "\n\n", "of", "demanded that", "treaty", "May", "31", "2031", "a day later", "Col.", "'s", "<p>", "From:", "\0", "\uD800", "é", "-", "according to", "(", "and", ":", "probable causes", "who", "heads", "is", "a", "head", "urged", "to", "Borland", "Ministry", "issued", "statement", ";", "he", "signed", "agreement", "in", "district", "3/4/2031", "the day of the incident", "was summoned"];
        Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[0, 60].Sample(parts =>
        {
            foreach (var name in new[] { "a.txt", "a.html", "a.eml" })
            {
                var text = DocumentText.Of(Encoding.UTF8.GetBytes(string.Join(' ', parts)), name).Text;
                Assert.All(Reader.Read(text).Proposals, p => Assert.Equal(p.Anchor.Exact, text[p.Anchor.Start..p.Anchor.End]));
            }
        }, iter: 400);
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            foreach (var name in new[] { "a.txt", "a.html", "a.eml" })
                _ = Reader.Read(DocumentText.Of(bytes, name).Text);
        }, iter: 400);
    }

    [Theory] // CAS-096
    [InlineData("Jane Doe said ")]
    [InlineData("“")]
    [InlineData("Russia ")]
    [InlineData("May 3 said, ")]
    [InlineData("Treaty on the ")]
    [InlineData("according to Minister Jane Doe, the head of ")]
    [InlineData("A day later the incident of 3 May 2031. ")]
    [InlineData("demanded that X pay, pay and ")]
    public void Read_LongHostileText_IsBounded(string part)
    {
        var read = Reader.Read(string.Concat(Enumerable.Repeat(part, 200_000 / part.Length)));
        Assert.True(read.Proposals.Count <= 10_000);
    }

    [Fact] // CAS-096
    public void Read_LongerThanTheBound_IsCutAndSaysSo()
    {
        var read = Reader.Read(new string('a', Reader.MostText + 1));
        Assert.True(read.IsCut);
        Assert.Equal(Reader.MostText, read.Text.Length);
    }

    [Fact] // CAS-096
    public void Of_DeeplyNestedHtml_DoesNotOverflow() =>
        Assert.NotNull(DocumentText.Of(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<div>", 50_000)) + "x"), "a.html"));

    [Fact] // CAS-099
    public void Entries_OfWhatAPersonAccepted_NameDocumentAndPassage()
    {
        var number = Number(ProposalKind.Statement, First);
        var entries = Accept($"{number} accept\n{Number(ProposalKind.Claim, First)} drop", First, out var read).OrThrow();
        var entry = Assert.Single(entries);
        Assert.Equal(("public.statement/1", "incident/lisse"), (entry.Form.Value, entry.Subject));
        var fields = entry.Fields.ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(("Milena Korvat", "official", "2031-03-06"), (fields["speaker"], fields["capacity"], fields["uttered"]));
        Assert.Equal("sha256 " + new string('a', 64), fields["capture.1"]);
        var anchor = read.Proposals[number - 1].Anchor;
        Assert.Equal($"{anchor.Start}-{anchor.End}", fields["passage"]);
        Assert.DoesNotContain(fields.Keys, k => k.StartsWith("claim.", StringComparison.Ordinal));
    }

    [Fact] // CAS-099
    public void Entries_ClaimWithinItsStatement_StandsThereUnderANameOfItsOwn()
    {
        var (statement, claim) = (Number(ProposalKind.Statement, First), Number(ProposalKind.Claim, First));
        var alone = Accept($"{statement} accept", First, out _).OrThrow();
        var both = Accept($"{statement} accept\n{claim} accept\n{claim} set value=one; two", First, out _).OrThrow();
        Assert.Equal((1, 1), (alone.Count, both.Count));
        var field = Assert.Single(both[0].Fields, f => f.Name.StartsWith("claim.as-read-", StringComparison.Ordinal));
        Assert.Equal("one, two", field.Value);
        // Entered again with more of it, it is a newer version of the same thing.
        Assert.Equal(alone[0].Fields.Single(f => f.Name == "key").Value, both[0].Fields.Single(f => f.Name == "key").Value);
    }

    [Fact] // CAS-099
    public void Entries_WhoseWordIsNotGiven_AreRefusedUntilAPersonSays()
    {
        var demand = Number(ProposalKind.Demand, Second);
        var refused = Accept($"{demand} accept", Second, out _).Fault!;
        Assert.Equal("CAS-099", refused.Rule);
        Assert.Contains($"{demand} set party=", refused.Detail, StringComparison.Ordinal);
        Assert.NotNull(Accept($"{demand} accept\n{demand} set party=not a party", Second, out _).Fault);
        var note = Assert.Single(Accept($"{demand} accept\n{demand} set party=BB", Second, out _).OrThrow());
        Assert.Equal("public.demarche.note/1", note.Form.Value);
        // A statement without an office is nobody's official word.
        var statement = Number(ProposalKind.Statement, Second);
        Assert.Contains("'capacity'", Accept($"{statement} accept\n{statement} set state=Borland", Second, out _).Fault!.Detail, StringComparison.Ordinal);
        // A person is no entry.
        Assert.NotNull(Accept($"{Number(ProposalKind.Person, First)} accept", First, out _).Fault);
    }

    [Theory] // CAS-099
    [InlineData("0 accept")]
    [InlineData("99 accept")]
    [InlineData("one accept")]
    [InlineData("1 maybe")]
    [InlineData("1 set Office=x")]
    [InlineData("1 set office")]
    [InlineData("1 accept all")]
    public void Decision_ThatDoesNotRead_IsRefusedWithItsLine(string line)
    {
        var fault = Decision.Read(["# a comment", "", "1 accept", line], 3).Fault!;
        Assert.Equal(("CAS-099", 4), (fault.Rule, fault.Line));
    }

    [Fact] // CAS-099
    public void Decision_TheLastWordCounts()
    {
        var read = Decision.Read(["1 accept", "1 set office=", "1 drop", "2 drop", "2 accept"], 2).OrThrow();
        Assert.Equal((false, true), (read[1].IsAccepted, read[2].IsAccepted));
        Assert.Equal("", read[1].Mended["office"]);
    }

    private static int Number(ProposalKind kind, string text) => Reader.Read(text).Proposals.ToList().FindIndex(p => p.Kind == kind) + 1;

    private static Outcome<IReadOnlyList<ImportedEntry>> Accept(string lines, string text, out ReadDocument document)
    {
        var read = document = Reader.Read(text);
        var source = new ReadIn("article.txt", new string('a', 64), null);
        return Acceptance.Entries("lisse", [.. Decision.Read(lines.Split('\n'), read.Proposals.Count).OrThrow().Where(d => d.Value.IsAccepted == true).OrderBy(d => d.Key)
            .Select(d => new AcceptedProposal(d.Key, read.Proposals[d.Key - 1], d.Value.Apply(read.Proposals[d.Key - 1]), source))]);
    }
}
