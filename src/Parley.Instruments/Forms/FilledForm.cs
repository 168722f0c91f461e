namespace Parley.Instruments.Forms;

/// <summary>A form with what is filled in, by the names that a record's fields have.</summary>
public sealed class FilledForm(FormDefinition form, IReadOnlyDictionary<string, string> values)
{
    /// <summary>The form.</summary>
    public FormDefinition Form { get; } = form;

    /// <summary>What is filled in.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>The values of a field; of a field in a group (<c>forces.personnel</c>) those of all its items.</summary>
    public IEnumerable<string> ValuesOf(string path)
    {
        if (Form.Path(path) is not { } field)
            return [];
        if (field.Group is null)
            return Values.TryGetValue(field.Name, out var value) && value.Length > 0 ? [value] : [];
        return Items(field.Group).Select(i => Values.GetValueOrDefault($"{field.Group}.{i}.{field.Name}", "")).Where(v => v.Length > 0);
    }

    /// <summary>The numbers of the items of a group that are there, in order.</summary>
    public IReadOnlyList<int> Items(string group) =>
    [
        .. Values.Keys.Where(k => k.StartsWith(group + ".", StringComparison.Ordinal) && Form.Field(k) is not null)
            .Select(k => int.Parse(k.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order(),
    ];
}
