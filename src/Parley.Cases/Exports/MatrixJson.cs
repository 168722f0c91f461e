using System.Text.Json.Nodes;
using Parley.Cases.Hypotheses;
using static Parley.Cases.Exports.CaseJson;

namespace Parley.Cases.Exports;

/// <summary>The matrix of a case as JSON.</summary>
public static class MatrixJson
{
    /// <summary>Hypotheses, raters, cells with the widest disagreement first, and what each party comes to.</summary>
    public static JsonObject Of(CaseFile file)
    {
        var matrix = Matrix.Of(file);
        return new JsonObject
        {
            ["hypotheses"] = List(matrix.Hypotheses, h => new JsonObject { ["hypothesis"] = h.Name, ["text"] = h.Text, ["heldBy"] = h.HeldBy }),
            ["relations"] = List(matrix.Relations, r => new JsonObject { ["type"] = r.Type, ["from"] = r.From, ["to"] = r.To, ["reason"] = r.Reason }),
            ["raters"] = List(matrix.Raters, r => new JsonObject { ["party"] = r.Party.Value, ["rater"] = r.Name, ["shown"] = r.Revealed, ["blind"] = r.Blind, ["exercise"] = r.IsExercise }),
            ["cells"] = List(matrix.Cells, c => new JsonObject
            {
                ["hypothesis"] = c.Hypothesis,
                ["evidence"] = c.Evidence,
                ["apart"] = c.Spread,
                ["ratings"] = List(c.Ratings, r => new JsonObject { ["party"] = r.Party.Value, ["rater"] = r.Rater, ["rating"] = RatingSheet.Letters(r.Rating) }),
            }),
            ["parties"] = List(matrix.Parties, p => new JsonObject
            {
                ["party"] = p.Party.Value,
                ["raters"] = Strings(p.Raters),
                ["inconsistency"] = List(p.Order, o => new JsonObject { ["hypothesis"] = o.Hypothesis, ["weighted"] = Rounded(o.Score) }),
                ["critical"] = Strings(p.Critical),
            }),
            ["diagnosticity"] = new JsonObject(matrix.Diagnosticity.OrderByDescending(d => d.Value).ThenBy(d => d.Key, StringComparer.Ordinal).Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Rounded(d.Value)))),
            ["likelihoodRatios"] = List(matrix.Ratios, r => new JsonObject { ["rater"] = r.Rater, ["evidence"] = r.Evidence, ["over"] = r.Over, ["under"] = r.Under, ["ratio"] = Rounded(r.Ratio), ["words"] = r.Words }),
        };
    }

    private static double Rounded(double value) => Math.Round(value, 8) + 0.0;
}
