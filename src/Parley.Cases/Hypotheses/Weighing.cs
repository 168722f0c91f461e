using Parley.Records;

namespace Parley.Cases.Hypotheses;

/// <summary>What the sheets of one party's raters come to.</summary>
internal static class Weighing
{
    public static PartyWeighing Of(PartyId party, IReadOnlyList<RatingSheet> sheets, IReadOnlyDictionary<string, string> origins)
    {
        // What a party has not rated has no place in its order: 0 would put it first.
        string[] hypotheses = [.. sheets.SelectMany(s => s.Ratings.Keys.Select(k => k.Hypothesis)).Distinct().Order(StringComparer.Ordinal)];
        // By hypothesis and origin: the mean over the raters of what the origin weighs against the hypothesis.
        var weights = hypotheses.ToDictionary(h => h, _ => new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var sheet in sheets)
        {
            // CAS-066: of several pieces of one origin the one that weighs most counts, and only that.
            var one = new Dictionary<(string Hypothesis, string Origin), double>();
            foreach (var ((evidence, hypothesis), rating) in sheet.Ratings)
            {
                var (credibility, relevance) = sheet.Weights.TryGetValue(evidence, out var w) ? w : (Grade.Medium, Grade.Medium);
                var key = (hypothesis, origins[evidence]);
                one[key] = Math.Min(one.GetValueOrDefault(key), Inconsistency.Of(rating, credibility, relevance));
            }

            foreach (var ((hypothesis, origin), score) in one)
                weights[hypothesis][origin] = weights[hypothesis].GetValueOrDefault(origin) + score / sheets.Count;
        }

        var totals = hypotheses.ToDictionary(h => h, h => Sum(weights[h]));
        var order = Order(totals);
        // CAS-069
        var critical = origins.Values.Distinct().Order(StringComparer.Ordinal)
            .Where(o => hypotheses.Any(h => weights[h].ContainsKey(o)))
            .Where(o => !SameOrder(order, totals, hypotheses.ToDictionary(h => h, h => totals[h] - weights[h].GetValueOrDefault(o))));
        return new PartyWeighing(party, [.. sheets.Select(s => s.Rater).Order(StringComparer.Ordinal)], [.. order.Select(h => (h, totals[h]))], [.. critical]);
    }

    // Added in one order, so that every node comes to the same bits.
    private static double Sum(Dictionary<string, double> weights) => weights.OrderBy(w => w.Key, StringComparer.Ordinal).Sum(w => w.Value);

    private static string[] Order(Dictionary<string, double> totals) =>
        [.. totals.OrderByDescending(t => Rounded(t.Value)).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key)];

    /// <summary>Whether no two hypotheses that stood apart have changed places or become equal, and no equal ones have come apart.</summary>
    private static bool SameOrder(string[] order, Dictionary<string, double> before, Dictionary<string, double> after)
    {
        for (var i = 0; i + 1 < order.Length; i++)
        {
            var (a, b) = (order[i], order[i + 1]);
            if (Rounded(before[a]).CompareTo(Rounded(before[b])) != Rounded(after[a]).CompareTo(Rounded(after[b])))
                return false;
        }

        return true;
    }

    private static double Rounded(double score) => Math.Round(score, 9);
}
