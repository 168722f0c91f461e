using Parley.Cases.Evidence;
using Parley.Cases.Hypotheses;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Cases.Prevention;
using Parley.Records.Text;

namespace Parley.Cases.Reports;

/// <summary>The report of an inquiry as a document. The same records and the same time give the same bytes (CAS-073).</summary>
public static class ReportDocument
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["mandate"] = "Mandate",
        ["facts"] = "Facts established",
        ["not-established"] = "What could not be established, and why",
        ["analysis"] = "Analysis",
        ["findings"] = "Findings",
        ["recommendations"] = "Recommendations",
    };

    // CAS-073
    /// <summary>
    /// What is put forward to be signed: mandate, sections, comments, dissents and lack of cooperation, in Markdown. It holds no
    /// signature, so that everybody can sign the same bytes.
    /// </summary>
    public static string TextToSign(CaseFile file) => Markdown.Write(Body(file, _ => true));

    /// <summary>The whole report as at a time: the text to sign, then who signed what, evidence, matrix and measures.</summary>
    public static IReadOnlyList<Block> Whole(CaseFile file, DateTimeOffset now) =>
        [.. Body(file, _ => true), .. Signatures(file), .. EvidenceList(file), .. Weighing(file), .. Measures(file, now), .. Counted(file)];

    // CAS-074
    /// <summary>The extract for the public: the sections that say <c>public yes</c>, dissents likewise, and who signed.</summary>
    public static IReadOnlyList<Block> Public(CaseFile file) => [.. Body(file, e => e["public"] == "yes"), .. Signatures(file)];

    /// <summary>The banner of a report: exercise traffic is marked as such on every page that shows any.</summary>
    public static string? Banner(CaseFile file) => file.Entries.Any(e => e.IsExercise) ? "EXERCISE" : null;

    private static IEnumerable<Block> Body(CaseFile file, Func<Entry, bool> shows)
    {
        var (incident, terms, report) = (Incident.Of(file), Inquiry.Of(file).Terms, ReportView.Of(file));
        yield return new Block.Heading(1, incident.Title);
        yield return new Block.Paragraph($"Case {file.Name}. {(incident.Kind is { } kind ? kind.Title + "." : "")}");
        foreach (var part in ReportView.Parts)
        {
            yield return new Block.Heading(2, Titles[part]);
            if (part == "mandate")
                yield return new Block.Paragraph(terms.InForce is not null
                    ? $"Terms of reference between {string.Join(", ", terms.Parties)}, in force since {Times.ToText(terms.Since!.Value)}."
                    : "No terms of reference are in force.");
            if (part == "facts")
                yield return Facts(incident);
            foreach (var section in report.Sections.Where(s => s["part"] == part && shows(s)))
            {
                yield return new Block.Heading(3, section["title"]!);
                yield return new Block.Paragraph(section["text"]!);
            }
        }

        if (report.Comments.Any(c => shows(c.Entry)))
        {
            yield return new Block.Heading(2, "Comments of the parties");
            yield return new Block.Table(["party", "section", "text", "argument", "response"],
                [.. report.Comments.Where(c => shows(c.Entry)).Select(c => (IReadOnlyList<string>)[c.Entry.Party.Value, c.Section, c.Text, c.Argument, c.Responses.Count == 0 ? "none" : string.Join("; ", c.Responses.Select(r => $"{r.Party}: {r["response"]}"))])]);
        }

        foreach (var dissent in report.Dissents.Where(shows))
        {
            yield return new Block.Heading(2, $"Dissent of {dissent["by"]} ({dissent.Party})");
            yield return new Block.Paragraph(dissent["text"]!);
        }

        if (report.NonCooperation.Any(shows))
        {
            yield return new Block.Heading(2, "Who did not work with the inquiry");
            yield return new Block.Items([.. report.NonCooperation.Where(shows).Select(n => $"{n["about"]}, by the word of {n.Party}: {n["text"]}")]);
        }
    }

    private static Block.Table Facts(Incident incident)
    {
        var parties = incident.Accounts.Select(a => a.Party).ToArray();
        return new Block.Table(["fact", "state", .. parties.Select(p => p.Value)],
            [.. incident.Facts.Where(f => IncidentKind.MatterOf(f.Name) == Matter.Fact).OrderBy(f => f.State).ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => (IReadOnlyList<string>)[f.Name, CaseWords.Of(f.State), .. parties.Select(p => f.Stated.GetValueOrDefault(p, "–"))])]);
    }

    private static IEnumerable<Block> Signatures(CaseFile file)
    {
        var report = ReportView.Of(file);
        yield return new Block.Heading(2, "Signatures");
        if (report.Latest is not { } text)
        {
            yield return new Block.Paragraph("No text has been put forward to be signed.");
            yield break;
        }

        yield return new Block.Paragraph($"SHA-256 of the text: {text.Sha256}");
        yield return new Block.Items(
        [
            .. text.Signatures.Select(s => $"{s.Party} signed it, record {s.Record.Id}"),
            .. text.Declined.Select(d => $"{d.Party} declined to sign: {d["reason"]}"),
            .. report.Missing.Select(p => $"{p} has neither signed nor declined"),
        ]);
        if (text.Text.TrimEnd('\n') != TextToSign(file).TrimEnd('\n'))
            yield return new Block.Paragraph("Records of the report came after this text was put forward; the sections above are as they are now, and what was signed is the text with this hash.");
    }

    private static IEnumerable<Block> EvidenceList(CaseFile file)
    {
        var items = EvidenceView.Of(file).Items;
        if (items.Count == 0)
            yield break;
        yield return new Block.Heading(2, "Evidence and its custody");
        yield return new Block.Table(["evidence", "what", "SHA-256", "held by", "entries"],
            [.. items.Select(i => (IReadOnlyList<string>)[i.Item.ToString(), i.Title + (i.CopyOf is { } original ? $" (copy of {original})" : ""), i.Sha256?.ToString() ?? "no file", i.Holders.Count == 0 ? "not stated" : string.Join("; ", i.Holders), $"{i.Chain.Count}"])]);
    }

    private static IEnumerable<Block> Weighing(CaseFile file)
    {
        var matrix = Matrix.Of(file);
        if (matrix.Hypotheses.Count == 1)
            yield break;
        yield return new Block.Heading(2, "Hypotheses");
        yield return new Block.Items([.. matrix.Hypotheses.Select(h => $"{h.Name}: {h.Text}{(h.HeldBy is { } held ? $" (held by {held})" : "")}")]);
        foreach (var party in matrix.Parties)
        {
            yield return new Block.Paragraph($"By the ratings of {party.Party} ({string.Join(", ", party.Raters)}), weighted inconsistency, nearest to 0 first. It is no verdict.");
            yield return new Block.Table(["hypothesis", "weighted inconsistency"], [.. party.Order.Select(o => (IReadOnlyList<string>)[o.Hypothesis, Number(o.Score)])]);
        }
    }

    private static IEnumerable<Block> Measures(CaseFile file, DateTimeOffset now)
    {
        var measures = Measure.Of(file);
        if (measures.Count == 0)
            yield break;
        yield return new Block.Heading(2, "Measures against recurrence");
        yield return new Block.Table(["measure", "owner", "agreed by", "due", $"state at {Times.ToText(now)}"],
            [.. measures.Select(m => (IReadOnlyList<string>)[m.Text, m.Owner.Value, string.Join(", ", m.AgreedBy), m.Due?.Text ?? "–", CaseWords.Of(m.StateAt(now))])]);
    }

    private static IEnumerable<Block> Counted(CaseFile file)
    {
        var attempts = Cases.Attempts.Of(file);
        if (attempts.Count == 0)
            yield break;
        yield return new Block.Heading(2, "Records that count for nothing");
        yield return new Block.Table(["party", "form", "rule", "reason"], [.. attempts.Select(a => (IReadOnlyList<string>)[a.Entry.Party.Value, a.Entry.Form, a.Rule, a.Reason])]);
    }

    internal static string Number(double score) => (Math.Round(score, 3) + 0.0).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
}
