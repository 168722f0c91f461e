using System.Text;
using Parley.Cases.Inquiries;
using Parley.Records;

namespace Parley.Cases.Reports;

/// <summary>A comment of a party on a section, and what was answered to it.</summary>
public sealed record ReportComment(Entry Entry, string Section, string Text, string Argument, IReadOnlyList<Entry> Responses);

/// <summary>A text of the report that somebody put forward to be signed.</summary>
/// <param name="Entry">The record that states it.</param>
/// <param name="Text">Its parts, one after the other.</param>
/// <param name="Sha256">SHA-256 of its UTF-8 bytes: what signatures name.</param>
/// <param name="Signatures">Who signed these bytes.</param>
/// <param name="Declined">Who declined to sign, with the reason.</param>
public sealed record ReportText(Entry Entry, string Text, Digest Sha256, IReadOnlyList<Entry> Signatures, IReadOnlyList<Entry> Declined);

/// <summary>The report of an inquiry: sections, comments, dissents, and who signed which bytes.</summary>
/// <param name="Sections">The sections, in the order of the parts.</param>
/// <param name="Comments">The parties' comments, in the order of time.</param>
/// <param name="Dissents">Who disagrees with what, and why.</param>
/// <param name="NonCooperation">Who did not work with the inquiry, and how.</param>
/// <param name="Latest">The text that was put forward last, or nothing.</param>
/// <param name="Missing">Parties to the terms that have neither signed it nor declined to.</param>
/// <param name="Attempts">What counts for nothing here.</param>
public sealed record ReportView(
    IReadOnlyList<Entry> Sections, IReadOnlyList<ReportComment> Comments, IReadOnlyList<Entry> Dissents, IReadOnlyList<Entry> NonCooperation,
    ReportText? Latest, IReadOnlyList<PartyId> Missing, IReadOnlyList<Attempt> Attempts)
{
    private static readonly string[] Families = ["report", "inquiry"];

    /// <summary>The parts of a report in their order.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["mandate", "facts", "not-established", "analysis", "findings", "recommendations"];

    /// <summary>The report of a case.</summary>
    public static ReportView Of(CaseFile file) => file.View(Families, Compute);

    /// <summary>Whether every party to the terms has signed the latest text.</summary>
    public bool IsSignedByAll => Latest is not null && Missing.Count == 0 && Latest.Declined.Count == 0;

    private static ReportView Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        // CAS-070
        Entry[] sections = [.. file.Latest("report.section").OrderBy(e => Parts.ToList().IndexOf(e["part"]!)).ThenBy(e => e.Item)];
        // CAS-072
        var responses = file.Of("report.response").ToLookup(e => e.Reference("comment")!);
        ReportComment[] comments =
        [
            .. file.Latest("report.comment").OrderBy(e => e.Composed).ThenBy(e => e)
                .Select(e => new ReportComment(e, e["section"]!, e["text"]!, e["argument"]!, [.. responses[e.Item]])),
        ];
        var parties = Inquiry.Of(file).Terms.Parties;
        var latest = file.Of("report.text").OrderBy(e => e.Composed).ThenBy(e => e).LastOrDefault();
        var text = latest is null ? null : string.Concat(latest.Under("part.").OrderBy(p => Entry.Ordinal(p.Name)).Select(p => latest.Record.Fields["part." + p.Name]));
        var hash = text is null ? default : Digest.Of(Encoding.UTF8.GetBytes(text));
        Entry[] signed = [.. file.Of("report.sign").Where(s => IsAbout(s, s["sha256"] == hash.ToString()))];
        Entry[] declined = [.. file.Of("report.decline").Where(s => IsAbout(s, true))];
        return new ReportView(sections, comments, file.Latest("report.dissent"), [.. file.Of("report.non-cooperation").OrderBy(e => e.Composed).ThenBy(e => e)],
            latest is null ? null : new ReportText(latest, text!, hash, OneEach(signed), OneEach([.. declined.Where(d => !signed.Any(s => s.Party == d.Party && s.CompareTo(d) > 0))])),
            latest is null ? [] : [.. parties.Where(p => !signed.Concat(declined).Any(s => s.Party == p))], attempts);

        // CAS-071
        bool IsAbout(Entry entry, bool sameBytes)
        {
            if (!parties.Contains(entry.Party))
                attempts.Add(new Attempt(entry, "CAS-071", $"{entry.Party} is not one of the parties to the terms of the inquiry"));
            else if (latest is null || entry.Reference("report") != latest.Item || !sameBytes)
                attempts.Add(new Attempt(entry, "CAS-071", "it is about another text than the one that was put forward last, or other bytes"));
            else
                return true;
            return false;
        }
    }

    private static Entry[] OneEach(Entry[] entries) => [.. entries.GroupBy(e => e.Party).OrderBy(g => g.Key).Select(g => g.Last())];
}
