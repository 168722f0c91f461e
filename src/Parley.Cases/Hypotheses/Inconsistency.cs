namespace Parley.Cases.Hypotheses;

/// <summary>The arithmetic of the matrix, as the tool ACH of PARC defines it ("ACH1.1: A Tool for Analyzing Competing Hypotheses, Technical Description").</summary>
public static class Inconsistency
{
    // CAS-063
    /// <summary>Credibility × relevance × rating, where a rating that is not inconsistent counts 0: never positive.</summary>
    public static double Of(Rating rating, Grade credibility, Grade relevance) => rating switch
    {
        Rating.VeryInconsistent => -2 * Factor(credibility, relevance),
        Rating.Inconsistent => -1 * Factor(credibility, relevance),
        _ => 0,
    };

    // 2^((c + r) / 2) for Low = -1, Medium = 0, High = 1: so that High with High is 2 exactly and not 2.0000000000000004.
    private static double Factor(Grade credibility, Grade relevance) => ((int)credibility + (int)relevance) switch
    {
        0 => 0.5,
        1 => 1 / Math.Sqrt(2),
        2 => 1,
        3 => Math.Sqrt(2),
        _ => 2,
    };

    // CAS-067
    /// <summary>
    /// How well a piece of evidence tells hypotheses apart: the distance between its best and its worst rating, 0 to 4. 0 where it is
    /// the same for all, whatever it says.
    /// </summary>
    public static int Diagnosticity(IEnumerable<Rating> ratings)
    {
        var scale = ratings.Where(r => r != Rating.NotApplicable).Select(r => (int)r).ToArray();
        return scale.Length < 2 ? 0 : scale.Max() - scale.Min();
    }

    // CAS-068
    /// <summary>A likelihood ratio in words, on the scale of the ENFSI guideline for evaluative reporting (2015), which speaks of support and not of truth.</summary>
    public static string Words(double ratio) => (ratio < 1 ? 1 / ratio : ratio) switch
    {
        < 2 => "no support for one over the other",
        < 10 => "weak support",
        < 100 => "moderate support",
        < 1_000 => "moderately strong support",
        < 10_000 => "strong support",
        < 1_000_000 => "very strong support",
        _ => "extremely strong support",
    };
}
