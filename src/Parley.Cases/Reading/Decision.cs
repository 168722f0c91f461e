using System.Globalization;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases.Reading;

/// <summary>A person's word on a proposal: taken or dropped, and what of it was mended. An empty value takes a field away.</summary>
/// <param name="IsAccepted">Taken; else dropped. Nothing: not decided yet.</param>
/// <param name="Mended">Fields in the place of what was read.</param>
public sealed record Decision(bool? IsAccepted, IReadOnlyDictionary<string, string> Mended)
{
    private const int MostLines = 100_000;

    /// <summary>Nothing said yet.</summary>
    public static Decision None { get; } = new(null, new Dictionary<string, string>());

    /// <summary>
    /// Reads a person's words, a line each, by the number of the proposal: <c>3 accept</c>, <c>4 drop</c>, <c>7 set office=Deputy Minister</c>.
    /// Empty lines and those that begin with # are none. Of several about one thing the last counts.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="proposals">How many proposals there are, numbered from 1.</param>
    public static Outcome<IReadOnlyDictionary<int, Decision>> Read(IEnumerable<string> lines, int proposals)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var decisions = new Dictionary<int, Decision>();
        var at = 0;
        foreach (var line in lines.Take(MostLines))
        {
            at++;
            if (line.Trim() is not { Length: > 0 } text || text[0] == '#')
                continue;
            var parts = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > proposals)
                return new Fault("CAS-099", at, $"'{parts[0]}' is no proposal's number; they go from 1 to {proposals}");
            var said = decisions.GetValueOrDefault(number, None);
            switch (parts)
            {
                case [_, "accept"]:
                    decisions[number] = said with { IsAccepted = true };
                    break;
                case [_, "drop"]:
                    decisions[number] = said with { IsAccepted = false };
                    break;
                case [_, "set", var field] when field.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Field.IsName(field[..equals]):
                    decisions[number] = said with { Mended = new Dictionary<string, string>(said.Mended) { [field[..equals]] = field[(equals + 1)..].Trim() } };
                    break;
                default:
                    return new Fault("CAS-099", at, $"'{text}' says nothing about proposal {number}: write '{number} accept', '{number} drop' or '{number} set NAME=VALUE'");
            }
        }

        return decisions;
    }

    /// <summary>What is left of a proposal's fields once it is mended.</summary>
    public IReadOnlyList<Field> Apply(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return [.. proposal.Fields.Where(f => !Mended.ContainsKey(f.Name)), .. Mended.Where(m => m.Value.Length > 0).Select(m => new Field(m.Key, m.Value))];
    }
}
