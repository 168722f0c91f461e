using System.Globalization;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases.Hypotheses;

/// <summary>
/// What one rater says of every piece of evidence against every hypothesis. Text, one statement a line:
/// <c>rate EVIDENCE HYPOTHESIS II|I|N|C|CC|NA [probability]</c> and <c>weigh EVIDENCE CREDIBILITY RELEVANCE</c>.
/// </summary>
/// <param name="Rater">The officer who rates and signs.</param>
/// <param name="Ratings">By evidence and hypothesis.</param>
/// <param name="Weights">By evidence; where a piece is not there, both are medium.</param>
/// <param name="Probabilities">By evidence and hypothesis, where given: how probable the evidence is if the hypothesis is true, above 0 and at most 1.</param>
public sealed record RatingSheet(
    string Rater,
    IReadOnlyDictionary<(string Evidence, string Hypothesis), Rating> Ratings,
    IReadOnlyDictionary<string, (Grade Credibility, Grade Relevance)> Weights,
    IReadOnlyDictionary<(string Evidence, string Hypothesis), double> Probabilities)
{
    /// <summary>The commitment of a sheet: that of a record's field (REC-045) with this salt of 32 bytes.</summary>
    public static Digest Commitment(ReadOnlySpan<byte> salt, string sheet) => SaltedFields.Commitment(salt, sheet);

    // CAS-062
    /// <summary>Reads a sheet, or says which line does not read.</summary>
    public static Outcome<RatingSheet> Parse(string rater, string text)
    {
        var ratings = new Dictionary<(string, string), Rating>();
        var weights = new Dictionary<string, (Grade, Grade)>();
        var probabilities = new Dictionary<(string, string), double>();
        var number = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0)
                continue;
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["rate", var evidence, var hypothesis, var word, .. var rest] when rest.Length <= 1 && Read(word) is { } rating:
                    if (!ratings.TryAdd((evidence, hypothesis), rating))
                        return new Fault("CAS-062", number, $"{evidence} is rated against {hypothesis} twice");
                    if (rest is [var given])
                    {
                        if (!double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var probability) || probability is not (> 0 and <= 1))
                            return new Fault("CAS-068", number, $"'{given}' is no probability: above 0 and at most 1");
                        probabilities[(evidence, hypothesis)] = probability;
                    }

                    break;
                case ["weigh", var evidence, var credibility, var relevance] when Enum.TryParse<Grade>(credibility, out var c) && Enum.TryParse<Grade>(relevance, out var r) && char.IsLetter(credibility[0]) && char.IsLetter(relevance[0]):
                    if (!weights.TryAdd(evidence, (c, r)))
                        return new Fault("CAS-062", number, $"{evidence} is weighed twice");
                    break;
                default:
                    return new Fault("CAS-062", number, $"'{line}' is neither 'rate EVIDENCE HYPOTHESIS II|I|N|C|CC|NA' nor 'weigh EVIDENCE Low|Medium|High Low|Medium|High'");
            }
        }

        return new RatingSheet(rater, ratings, weights, probabilities);
    }

    private static Rating? Read(string word) => word switch
    {
        "II" => Rating.VeryInconsistent,
        "I" => Rating.Inconsistent,
        "N" => Rating.Neutral,
        "C" => Rating.Consistent,
        "CC" => Rating.VeryConsistent,
        "NA" => Rating.NotApplicable,
        _ => null,
    };

    /// <summary>The letters of a rating.</summary>
    public static string Letters(Rating rating) => rating switch
    {
        Rating.VeryInconsistent => "II",
        Rating.Inconsistent => "I",
        Rating.Neutral => "N",
        Rating.Consistent => "C",
        Rating.VeryConsistent => "CC",
        _ => "NA",
    };
}
