using System.Text.RegularExpressions;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Channels.LineTests;

/// <summary>An answer to a line test: cosignatures over its checkpoint, or the rule that the test broke.</summary>
/// <param name="Test">The test's record.</param>
/// <param name="Cosignatures">The signature lines over the test's checkpoint, where it was cosigned: Ed25519, and ML-DSA-44 where the member's card names a cosigner.</param>
/// <param name="Rule">The rule that the test broke, where it was not.</param>
public sealed partial record TestAnswer(Digest Test, IReadOnlyList<NoteSignature> Cosignatures, string? Rule)
{
    /// <summary>The field that answers stand in, of a line test and of an answer of its own.</summary>
    public const string FieldName = "cosigned";

    private const int MaxAnswers = Limits.Parties;

    // Eight bytes of time, and the signature.
    private const int Ed25519Size = 8 + 64;
    private const int MlDsa44Size = 8 + 2420;

    /// <summary>Reads a record of the form <c>line-test.answer/1</c>. Never throws; nothing is verified.</summary>
    public static Outcome<TestAnswer[]> Parse(Record record) => record.Fields.All is [{ Name: FieldName, Value: var text }]
        ? ParseField(text, record.Content.Author)
        : new Fault("CHN-055", 0, "an answer has the field 'cosigned' and no other");

    /// <summary>The field.</summary>
    public static Field ToField(IEnumerable<TestAnswer> answers) => new(FieldName, string.Join('\n',
        answers.Select(a => $"{a.Test} {(a.Rule is { } rule ? $"refused {rule}" : string.Join(' ', a.Cosignatures.Select(line => line.ToString().Split(' ')[^1])))}")));

    /// <summary>The field of a record that answers what.</summary>
    internal static Outcome<TestAnswer[]> ParseField(string? text, PartyId author)
    {
        // CHN-055
        if (text is null)
            return Array.Empty<TestAnswer>();
        var lines = text.Split('\n', MaxAnswers + 1);
        if (lines.Length > MaxAnswers)
            return new Fault("CHN-055", 0, $"there are more than {MaxAnswers} answers");
        var answers = new TestAnswer[lines.Length];
        for (var at = 0; at < lines.Length; at++)
        {
            var words = lines[at].Split(' ', 4);
            if (words.Length is not (2 or 3) || !Digest.TryParse(words[0], out var test))
                return Unreadable(at);
            if (words[1] == "refused")
            {
                if (words.Length < 3 || !RulePattern().IsMatch(words[2]))
                    return Unreadable(at);
                answers[at] = new TestAnswer(test, [], words[2]);
                continue;
            }

            // The size tells the kind: whatever else stood here would be freight.
            var cosignatures = new NoteSignature[words.Length - 1];
            for (var word = 1; word < words.Length; word++)
            {
                if (!NoteSignature.TryParse(System.Text.Encoding.UTF8.GetBytes($"— {author} {words[word]}"), out var line, out _)
                    || line.Signature.Length != (word == 1 ? Ed25519Size : MlDsa44Size))
                    return Unreadable(at);
                cosignatures[word - 1] = line;
            }

            answers[at] = new TestAnswer(test, cosignatures, null);
        }

        return answers;

        static Fault Unreadable(int at) => new("CHN-055", 0, $"line {at + 1} of 'cosigned' is not a record id and one or two cosignatures, or 'refused' and a rule");
    }

    [GeneratedRegex(@"\A[A-Z]{3}-[0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RulePattern();
}
