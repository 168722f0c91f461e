using System.Globalization;
using Parley.Cases.Exports;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases.Reading;

/// <summary>Where a proposal was read.</summary>
/// <param name="Document">The document's name.</param>
/// <param name="Sha256">Of its bytes, hexadecimal.</param>
/// <param name="Published">Its own day.</param>
public sealed record ReadIn(string Document, string Sha256, DateOnly? Published);

/// <summary>A proposal that a person has accepted, as he left it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Proposal">What was proposed.</param>
/// <param name="Fields">Its fields, mended.</param>
/// <param name="In">Where it was read.</param>
public sealed record AcceptedProposal(int Number, Proposal Proposal, IReadOnlyList<Field> Fields, ReadIn In)
{
    /// <summary>The value of a field.</summary>
    public string? this[string name] => Fields.FirstOrDefault(f => f.Name == name)?.Value is { Length: > 0 } value ? value : null;
}

/// <summary>Makes entries of the public record of what a person has accepted. What no text gave and no person said is asked for, never supposed.</summary>
// CAS-099
public static class Acceptance
{
    // What was read under one name and is entered under another, or says nothing to a case.
    private static readonly string[] Consumed = ["verb", "date", "words", "holder", "object", "negated", "value", "asker", "name", "basis", "subject", "text"];

    /// <summary>Whether it can be an entry: a person, a date, a place and an instrument belong to the statement or act that names them.</summary>
    public static bool IsEntry(ProposalKind kind) => kind is ProposalKind.Statement or ProposalKind.Quotation or ProposalKind.Claim or ProposalKind.Demand or ProposalKind.Hypothesis or ProposalKind.Act;

    /// <summary>The fields that a person must still give before it can be entered, each with what it may say; <paramref name="accepted"/> are all, for a claim needs nothing where its statement is taken.</summary>
    public static IReadOnlyList<(string Field, string Says)> Missing(AcceptedProposal proposal, IReadOnlyList<AcceptedProposal> accepted)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        (string Field, string Says)[] needed = proposal.Proposal.Kind switch
        {
            ProposalKind.Claim or ProposalKind.Quotation when StatementOf(proposal, accepted) is not null => [],
            ProposalKind.Statement or ProposalKind.Claim or ProposalKind.Quotation => [("speaker", "who"), ("state", "of which state"), ("capacity", "official, personal or unattributed")],
            ProposalKind.Demand => [("party", "the id of the party that asks, such as BY")],
            ProposalKind.Act => [("actor", "who did it"), ("act", "what was done")],
            _ => [],
        };
        return [.. needed.Where(n => Given(proposal, n.Field) is null)];
    }

    /// <summary>The entries, in the order of the text; a fault names the first proposal that a person must look at once more.</summary>
    public static Outcome<IReadOnlyList<ImportedEntry>> Entries(string caseName, IReadOnlyList<AcceptedProposal> accepted)
    {
        ArgumentNullException.ThrowIfNull(caseName);
        ArgumentNullException.ThrowIfNull(accepted);
        foreach (var proposal in accepted)
        {
            if (!IsEntry(proposal.Proposal.Kind))
                return new Fault("CAS-099", 0, $"proposal {proposal.Number} is a {proposal.Proposal.Kind.ToString().ToLowerInvariant()}, which is no entry by itself: mend the statement or act that it belongs to");
            if (proposal["negated"] is not null)
                return new Fault("CAS-099", 0, $"proposal {proposal.Number}: the text says that this did not happen; drop it, or take 'negated' away ({proposal.Number} set negated=)");
            if (Missing(proposal, accepted) is [var (field, says), ..])
                return new Fault("CAS-099", 0, $"proposal {proposal.Number} ({proposal.Proposal.Kind.ToString().ToLowerInvariant()}) needs '{field}', {says}: {proposal.Number} set {field}=…");
            if (proposal["party"] is { } party && !PartyId.TryParse(party, out _))
                return new Fault("CAS-099", 0, $"proposal {proposal.Number}: '{party}' is not a party's id, such as BY");
        }

        var notes = accepted.Where(p => p.Proposal.Kind == ProposalKind.Demand).GroupBy(p => (p["party"]!, Subject(p))).ToDictionary(g => g.First(), g => g.ToArray());
        var entries = new List<ImportedEntry>();
        foreach (var proposal in accepted)
        {
            switch (proposal.Proposal.Kind)
            {
                case ProposalKind.Statement:
                case ProposalKind.Claim or ProposalKind.Quotation when StatementOf(proposal, accepted) is null:
                    entries.Add(Statement(proposal));
                    break;
                case ProposalKind.Demand when notes.TryGetValue(proposal, out var demands):
                    entries.Add(New("demarche.note", proposal, [.. demands.Select((d, i) => ($"demand.{i + 1}", d["text"] ?? d.Proposal.Anchor.Exact)), ("date", Date(proposal))]));
                    break;
                case ProposalKind.Hypothesis:
                    entries.Add(New("hypothesis", proposal, ("text", proposal["text"] ?? proposal.Proposal.Anchor.Exact), ("held-by", proposal["held-by"] ?? proposal["holder"])));
                    break;
                case ProposalKind.Act:
                    entries.Add(New("act", proposal, ("act", Given(proposal, "act") + (proposal["object"] is { } whom ? $": {whom}" : "")), ("date", Date(proposal) ?? "open"), ("summary", proposal["text"] ?? proposal.Proposal.Anchor.Exact)));
                    break;
                default:
                    break;
            }
        }

        return entries;

        ImportedEntry Statement(AcceptedProposal proposal)
        {
            var within = proposal.Proposal.Kind == ProposalKind.Statement ? accepted.Where(p => StatementOf(p, accepted) == proposal).ToArray() : [proposal];
            var said = string.Join('\n', within.Where(p => p.Proposal.Kind == ProposalKind.Quotation).Select(p => p["text"] ?? p.Proposal.Anchor.Exact));
            return New("statement", proposal,
            [
                ("capacity", Given(proposal, "capacity")), ("uttered", Date(proposal) ?? "open"), ("text", said.Length > 0 ? said : null), ("summary", proposal["text"] ?? proposal.Proposal.Anchor.Exact),
                // A name that nothing else has: what two claims are about, a person says by giving both the same.
                .. within.Where(p => p.Proposal.Kind == ProposalKind.Claim).Select(p => ($"claim.{p["name"] ?? Name("as-read", p)}", (string?)(p["value"] ?? p.Proposal.Anchor.Exact).Replace(';', ','))),
            ]);
        }

        string Subject(AcceptedProposal proposal) => proposal["subject"] ?? CaseFile.SubjectOf(caseName);

        ImportedEntry New(string form, AcceptedProposal from, params ReadOnlySpan<(string Name, string? Value)> fields)
        {
            var all = new List<Field>();
            foreach (var (name, value) in fields)
                if (value is not null)
                    all.Add(new Field(name, value));
            all.AddRange(from.Fields.Where(f => !Consumed.Contains(f.Name) && !(f.Name == "capture.1" || all.Any(a => a.Name == f.Name))));
            // Entered again with more of it accepted, it is a newer version of the same thing.
            if (from["key"] is null)
                all.Add(new Field("key", Name("read", from)));
            if (from["source"] is null)
                all.Add(new Field("source", from.In.Document + (from.In.Published is { } day ? string.Create(CultureInfo.InvariantCulture, $", {day:yyyy-MM-dd}") : "")));
            all.Add(new Field("capture.1", $"sha256 {from.In.Sha256}"));
            all.Add(new Field("passage", string.Create(CultureInfo.InvariantCulture, $"{from.Proposal.Anchor.Start}-{from.Proposal.Anchor.End}")));
            return new ImportedEntry(FormId.Parse($"public.{form}/1"), Subject(from), "en", all);
        }
    }

    /// <summary>The accepted statement of the same document within whose passage it stands.</summary>
    private static AcceptedProposal? StatementOf(AcceptedProposal part, IReadOnlyList<AcceptedProposal> accepted) =>
        part.Proposal.Kind is not (ProposalKind.Claim or ProposalKind.Quotation) ? null
        : accepted.FirstOrDefault(s => s.Proposal.Kind == ProposalKind.Statement && s.In == part.In && s.Proposal.Anchor.Start <= part.Proposal.Anchor.Start && part.Proposal.Anchor.End <= s.Proposal.Anchor.End);

    // An office or an organ makes it a word of the state; nothing else does without a person.
    private static string? Given(AcceptedProposal proposal, string field) =>
        proposal[field] ?? (field == "capacity" && (proposal["office"] ?? proposal["organ"]) is not null ? "official" : null);

    // What EDTF leaves open at the end is left away; what it leaves open before is open.
    private static string? Date(AcceptedProposal proposal) => proposal["uttered"] ?? proposal["date"] switch
    {
        null or "open" => null,
        var date => date.Replace("-XX", "", StringComparison.Ordinal) is var known && known.Contains('X', StringComparison.Ordinal) ? $"open ({date})" : known,
    };

    private static string Name(string kind, AcceptedProposal proposal) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{proposal.In.Sha256[..8]}-{proposal.Number}");
}
