using System.Text;
using Parley.Records;

namespace Parley.Channels.Wire;

/// <summary>
/// What became of a bundle's items, in their order: a line of its own, the bundle's id, then a line for each item. It comes
/// straight back where the bearer can bring it, and else is an item of a later bundle the other way.
/// </summary>
/// <param name="Bundle">The bundle that it answers.</param>
/// <param name="Items">The fate of each item.</param>
public sealed record BundleAnswer(BundleId Bundle, IReadOnlyList<ItemAnswer> Items)
{
    private const string Opening = "parley answer v2";
    private const int LongestRule = 16;
    private const int LongestDetail = 500;
    private const int MaxBytes = Wire.Bundle.MaxItems * 600 + 64;

    /// <summary>The answer's bytes.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Opening).Append('\n').Append("bundle ").Append(Bundle.ToString()).Append('\n');
        foreach (var answer in Items)
        {
            text.Append(answer.Fate.ToString().ToLowerInvariant());
            if (answer.Fault is { } fault)
                text.Append(' ').Append(Tame(fault.Rule, LongestRule)).Append(' ').Append(Tame(fault.Detail, LongestDetail));
            text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // BND-008: one form only; an unknown fate must not pass for "stored".
    /// <summary>Reads an answer, or nothing where it is none. Never throws.</summary>
    public static BundleAnswer? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes || bytes.IsEmpty || bytes[^1] != (byte)'\n')
            return null;
        var lines = Encoding.Latin1.GetString(bytes[..^1]).Split('\n', Wire.Bundle.MaxItems + 3);
        if (lines.Length < 2 || lines.Length > Wire.Bundle.MaxItems + 2 || lines[0] != Opening
            || lines[1] is not ['b', 'u', 'n', 'd', 'l', 'e', ' ', .. var idText] || !BundleId.TryParse(idText, out var id))
        {
            return null;
        }

        var answers = new ItemAnswer[lines.Length - 2];
        for (var i = 0; i < answers.Length; i++)
        {
            var words = lines[i + 2].Split(' ', 3);
            if (!Enum.TryParse<ItemFate>(words[0], ignoreCase: true, out var fate) || !Enum.IsDefined(fate) || fate.ToString().ToLowerInvariant() != words[0]
                || words.Length != (fate == ItemFate.Refused ? 3 : 1))
            {
                return null;
            }

            answers[i] = new ItemAnswer(fate, fate == ItemFate.Refused ? new Fault(Tame(words[1], LongestRule), 0, Tame(words[2], LongestDetail)) : null);
        }

        return new BundleAnswer(id, answers);
    }

    // It ends up on a screen: whatever a peer writes is short, on one line, and turns no text around.
    private static string Tame(string text, int length) => new([.. text.Take(length).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
}
