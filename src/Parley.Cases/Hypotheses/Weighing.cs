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
        var place = order.Select((h, i) => (h, i)).ToDictionary(p => p.h, p => p.i);
        var critical = hypotheses.SelectMany(h => weights[h].Where(w => w.Value != 0).Select(w => (Origin: w.Key, Hypothesis: h)))
            .GroupBy(w => w.Origin).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Where(g => g.Any(w => Parts(place[w.Hypothesis] - 1, g.Key) || Parts(place[w.Hypothesis], g.Key)))
            .Select(g => g.Key);
                return new PartyWeighing(party, [.. sheets.Select(s => s.Rater).Order(StringComparer.Ordinal)], [.. order.Select(h => (h, totals[h]))], [.. critical]);

        // Whoever changes its place changes how it stands to a neighbour; so only neighbours of what an origin weighs on are looked at.
        bool Parts(int at, string origin) => at >= 0 && at + 1 < order.Length && Compare(totals[order[at]], totals[order[at + 1]]) != Compare(Without(order[at], origin), Without(order[at + 1], origin));

        double Without(string hypothesis, string origin) => totals[hypothesis] - weights[hypothesis].GetValueOrDefault(origin);
    }

    private static int Compare(double a, double b) => Rounded(a).CompareTo(Rounded(b));

    // Added in one order, so that every node comes to the same bits.
    private static double Sum(Dictionary<string, double> weights) => weights.OrderBy(w => w.Key, StringComparer.Ordinal).Sum(w => w.Value);

    private static string[] Order(Dictionary<string, double> totals) =>
        [.. totals.OrderByDescending(t => Rounded(t.Value)).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key)];

    private static double Rounded(double score) => Math.Round(score, 9);
}
