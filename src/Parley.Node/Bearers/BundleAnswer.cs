using System.Text;
using Parley.Channels;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>The answer to a bundle: a line of its own, then a line for each item.</summary>
public static class BundleAnswer
{
    private const string Opening = "parley answer v1";

    /// <summary>The answer's text.</summary>
    public static string ToText(IEnumerable<ItemAnswer> answers)
    {
        var text = new StringBuilder(Opening).Append('\n');
        foreach (var answer in answers)
        {
            text.Append(answer.Fate.ToString().ToLowerInvariant());
            if (answer.Fault is { } fault)
                text.Append(' ').Append(fault.Rule).Append(' ').Append(fault.Detail.ReplaceLineEndings(" "));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Reads an answer to <paramref name="items"/> items, or nothing where it is none.</summary>
    public static IReadOnlyList<ItemAnswer>? Parse(string text, int items)
    {
        var lines = text.Split('\n');
        if (lines.Length != items + 2 || lines[0] != Opening || lines[^1] != "")
            return null;
        var answers = new ItemAnswer[items];
        for (var i = 0; i < items; i++)
        {
            var words = lines[i + 1].Split(' ', 3);
            // BND-008: one form only; an unknown fate must not pass for "stored".
            if (!Enum.TryParse<ItemFate>(words[0], ignoreCase: true, out var fate) || !Enum.IsDefined(fate) || fate.ToString().ToLowerInvariant() != words[0]
                || words.Length != (fate == ItemFate.Refused ? 3 : 1))
            {
                return null;
            }

            answers[i] = new ItemAnswer(fate, fate == ItemFate.Refused ? new Fault(Word(words[1], 16), 0, Word(words[2], 500)) : null);
        }

        return answers;

        // It ends up on a screen: whatever a peer writes is short, on one line, and turns no text around.
        static string Word(string text, int length) =>
            new([.. text.Take(length).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
    }
}
