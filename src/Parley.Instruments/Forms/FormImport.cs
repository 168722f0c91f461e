using System.Text.RegularExpressions;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Forms;

/// <summary>Reads a form back from the plain text of <see cref="FormRendering.ToText"/>, whatever language its labels are in.</summary>
public static partial class FormImport
{
    private const int MaxLines = 20_000;

    /// <summary>The form that a text fills in, the values in their one form; nothing where it names no form that a pack has.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">The pack that defines a form, or nothing.</param>
    /// <param name="faults">Every fault with its line.</param>
    // INS-060
    public static (Pack Pack, FilledForm Filled)? Read(string text, Func<FormId, Pack?> find, out IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(find);
        var found = new List<Fault>();
        faults = found;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', MaxLines + 1);
        var first = Array.FindIndex(lines, l => l.StartsWith("FORM ", StringComparison.Ordinal));
        if (first < 0 || !FormId.TryParse(lines[first][5..].Trim(), out var id))
        {
            found.Add(new Fault("INS-060", Math.Max(0, first) + 1, "a form's text begins with a line such as 'FORM     border.incident/1'"));
            return null;
        }

        if (find(id) is not { } pack || pack.Form(id.Value) is not { } form)
        {
            found.Add(new Fault("INS-060", first + 1, $"no pack here has the form {id}"));
            return null;
        }

        var values = new Dictionary<string, string>();
        var at = new Dictionary<string, int>();
        string? name = null;
        FieldDefinition? field = null;
        var value = new List<string>();
        for (var i = first + 1; i < lines.Length && i < MaxLines; i++)
        {
            var line = lines[i].TrimEnd();
            if (line.StartsWith("PACK ", StringComparison.Ordinal) && name is null)
            {
                values[FormCheck.PackField] = line[5..].Split(',')[0].Trim();
                at[FormCheck.PackField] = i + 1;
            }
            else if (HeadPattern().Match(line) is { Success: true } head)
            {
                Take();
                name = head.Groups[1].Value;
                field = form.Field(name);
                value.Clear();
                if (field is null)
                    found.Add(new Fault("INS-027", i + 1, $"the form {id} has no field '{name}'"));
                else if (!at.TryAdd(name, i + 1))
                    found.Add(new Fault("INS-060", i + 1, $"the field '{name}' stands twice"));
            }
            else if (line.StartsWith("----", StringComparison.Ordinal) && name is not null)
            {
                Take();
                break;
            }
            else if (name is not null && line.Length > 0)
            {
                if (!line.StartsWith("    ", StringComparison.Ordinal))
                    found.Add(new Fault("INS-060", i + 1, "a value stands four spaces in, under its field"));
                else if (line[4] is not ('=' or '['))
                {
                    if (value.Count == 0)
                        at[name + " value"] = i + 1;
                    value.Add(line[4..]);
                }
            }
        }

        Take();
        foreach (var missing in FormRendering.Names(new FilledForm(form, values)).Where(f => f.Field.Required && values.GetValueOrDefault(f.Name, "").Length == 0 && found.All(x => x.Line != LineOf(f.Name))))
            found.Add(new Fault("INS-020", LineOf(missing.Name), $"'{missing.Name}' must be filled in"));
        return (pack, new FilledForm(form, values));

        int LineOf(string of) => at.TryGetValue(of + " value", out var line) || at.TryGetValue(of, out line) ? line : first + 1;

        void Take()
        {
            if (name is null || field is null || value.Count == 0)
                return;
            var given = string.Join('\n', value).Trim();
            // A coded value stands in braces after its label: {exercise}.
            if (field.Type is FieldType.Code or FieldType.YesNo && CodePattern().Match(given) is { Success: true } code)
                given = code.Groups[1].Value;
            if (FieldValue.Read(field, given, out var fault) is { } read)
                values[name] = read;
            else
                found.Add(fault! with { Line = LineOf(name), Detail = $"'{name}': {fault.Detail}" });
            (name, field) = (null, null);
        }
    }

    [GeneratedRegex(@"\A ?\d{1,3}\. ([a-z0-9]+(?:[.-][a-z0-9]+)*) \|", RegexOptions.CultureInvariant)]
    private static partial Regex HeadPattern();

    [GeneratedRegex(@"\{([a-z0-9]+(?:[.-][a-z0-9]+)*)\}\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();
}
