using Parley.Cases.Evidence;
using Parley.Cases.Inquiries;
using Parley.Records;

namespace Parley.Cases.Hypotheses;

/// <summary>What one party's raters come to: each hypothesis with its weighted inconsistency, the least inconsistent first, and the pieces that decide the order.</summary>
/// <param name="Party">Whose word it is.</param>
/// <param name="Raters">Its raters.</param>
/// <param name="Order">Weighted inconsistency by hypothesis, nearest to 0 first; equal ones stand in the order of their names and are equal.</param>
/// <param name="Critical">Origins without which the order would be another: what to check first, for if one is false the order is too.</param>
public sealed record PartyWeighing(PartyId Party, IReadOnlyList<string> Raters, IReadOnlyList<(string Hypothesis, double Score)> Order, IReadOnlyList<string> Critical);

/// <summary>A cell of the matrix: each rater's word, and how far they are apart, 0 to 4.</summary>
public sealed record Cell(string Hypothesis, string Evidence, IReadOnlyList<(PartyId Party, string Rater, Rating Rating)> Ratings, int Spread);

/// <summary>What one piece of evidence says between two hypotheses to one rater.</summary>
public sealed record LikelihoodRatio(string Rater, string Evidence, string Over, string Under, double Ratio, string Words);

/// <summary>A rater who has committed to a sheet, and whether he has shown it.</summary>
/// <param name="Party">Whose word it is.</param>
/// <param name="Name">The officer.</param>
/// <param name="Revealed">Whether he has shown it.</param>
/// <param name="Blind">Whether he committed before he had read another's sheet, by what his record says that its officer had seen.</param>
/// <param name="IsExercise">Whether it is exercise traffic.</param>
public sealed record Rater(PartyId Party, string Name, bool Revealed, bool Blind, bool IsExercise);

/// <summary>
/// Hypotheses against evidence, per rater and per party, disagreement first. Hypotheses are rows: as columns they did not lessen
/// bias in a study of 161 people (Dhami et al. 2024). There is no winner.
/// </summary>
public sealed record Matrix(
    IReadOnlyList<Hypothesis> Hypotheses, IReadOnlyList<HypothesisRelation> Relations, IReadOnlyList<Rater> Raters,
    IReadOnlyList<Cell> Cells, IReadOnlyList<PartyWeighing> Parties, IReadOnlyDictionary<string, double> Diagnosticity,
    IReadOnlyList<LikelihoodRatio> Ratios, bool AllRevealed, IReadOnlyList<Attempt> Attempts)
{
    private static readonly string[] Families = ["hypothesis", "rating", "evidence.item", "inquiry.offer", "inquiry.counter", "inquiry.accept", "inquiry.sign", "inquiry.member", "inquiry.admission"];

    /// <summary>The matrix of a case.</summary>
    public static Matrix Of(CaseFile file) => file.View(Families, Compute);

    /// <summary>1. hypotheses; 2. who has committed and shown; 3. cells; 4. what each party comes to; 5. ratios.</summary>
    private static Matrix Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        // 1. CAS-060
        Hypothesis[] hypotheses = [.. file.Latest("hypothesis").Select(e => new Hypothesis(e.Item.ToString(), e["text"]!, e["held-by"], e)), Hypothesis.Unforeseen];
        var names = hypotheses.Select(h => h.Name).ToHashSet(StringComparer.Ordinal);
        var evidence = EvidenceView.Entered(file, []).Values.ToDictionary(e => e.Item.ToString(), EvidenceItem.OriginOf);
        var relations = ReadRelations(file, names, attempts);

        // 2.
        var sheets = SealedSheets.Of(file, Inquiry.Of(file), attempts);
        foreach (var sheet in sheets.Shown)
        {
            foreach (var (e, h) in sheet.Sheet.Ratings.Keys.Where(k => !evidence.ContainsKey(k.Evidence) || !names.Contains(k.Hypothesis)))
                attempts.Add(new Attempt(sheet.Entry, "CAS-062", $"it rates {e} against {h}, and one of them is not in the case"));
        }

        var shown = sheets.Shown.Where(s => !attempts.Any(a => a.Entry == s.Entry)).ToArray();

        // 3.
        var cells = new List<Cell>();
        foreach (var cell in shown.SelectMany(s => s.Sheet.Ratings.Select(r => (r.Key.Hypothesis, r.Key.Evidence, s.Party, s.Sheet.Rater, r.Value))).GroupBy(r => (r.Hypothesis, r.Evidence)))
        {
            var scale = cell.Where(c => c.Value != Rating.NotApplicable).Select(c => (int)c.Value).ToArray();
            cells.Add(new Cell(cell.Key.Hypothesis, cell.Key.Evidence,
                [.. cell.OrderBy(c => c.Party).ThenBy(c => c.Rater, StringComparer.Ordinal).Select(c => (c.Party, c.Rater, c.Value))],
                scale.Length < 2 ? 0 : scale.Max() - scale.Min()));
        }

        // 4.
        var parties = shown.GroupBy(s => s.Party).OrderBy(g => g.Key).Select(g => Weighing.Of(g.Key, [.. g.Select(s => s.Sheet)], evidence));
        var diagnosticity = shown.SelectMany(s => s.Sheet.Ratings.GroupBy(r => r.Key.Evidence).Select(g => (Evidence: g.Key, Value: Inconsistency.Diagnosticity(g.Select(r => r.Value)))))
            .GroupBy(d => d.Evidence).ToDictionary(g => g.Key, g => g.Average(d => d.Value));

        // 5.
        return new Matrix(hypotheses, relations, sheets.Raters,
            [.. cells.OrderByDescending(c => c.Spread).ThenBy(c => c.Evidence, StringComparer.Ordinal).ThenBy(c => c.Hypothesis, StringComparer.Ordinal)],
            [.. parties], diagnosticity, [.. shown.SelectMany(s => RatiosOf(s.Sheet))], sheets.Raters.All(r => r.Revealed), attempts);
    }

    // CAS-061
    private static HypothesisRelation[] ReadRelations(CaseFile file, HashSet<string> names, List<Attempt> attempts)
    {
        var relations = new List<HypothesisRelation>();
        foreach (var entry in file.Of("hypothesis.relation"))
        {
            if (names.Contains(entry["from"]!) && names.Contains(entry["to"]!) && entry["from"] != entry["to"])
                relations.Add(new HypothesisRelation(entry["type"]!, entry["from"]!, entry["to"]!, entry["reason"]!, entry));
            else
                attempts.Add(new Attempt(entry, "CAS-061", $"'{entry["from"]}' or '{entry["to"]}' is no hypothesis of this case, or both are the same"));
        }

        return [.. relations.OrderBy(r => r.From, StringComparer.Ordinal).ThenBy(r => r.To, StringComparer.Ordinal).ThenBy(r => r.Entry)];
    }

    // CAS-068
    private static IEnumerable<LikelihoodRatio> RatiosOf(RatingSheet sheet)
    {
        foreach (var piece in sheet.Probabilities.GroupBy(p => p.Key.Evidence).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var by = piece.OrderByDescending(p => p.Value).ThenBy(p => p.Key.Hypothesis, StringComparer.Ordinal).ToArray();
            for (var i = 1; i < by.Length; i++)
            {
                var ratio = by[0].Value / by[i].Value;
                yield return new LikelihoodRatio(sheet.Rater, piece.Key, by[0].Key.Hypothesis, by[i].Key.Hypothesis, ratio, Inconsistency.Words(ratio));
            }
        }
    }
}
