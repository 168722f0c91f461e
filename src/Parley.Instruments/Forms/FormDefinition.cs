using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Forms;

/// <summary>The definition of a record's fields, labels and checks.</summary>
public sealed record FormDefinition
{
    /// <summary>Its id, as records name it.</summary>
    public required FormId Id { get; init; }

    /// <summary>Its title.</summary>
    public required Labels Title { get; init; }

    /// <summary>The provision that it serves.</summary>
    public required string Provision { get; init; }

    /// <summary>What stands on it wherever it is shown, such as that it informs and does not ask.</summary>
    public Labels? Notice { get; init; }

    /// <summary>Its fields, in their order. A field of a group stands as <c>group.N.field</c> in a record.</summary>
    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    /// <summary>What is checked over several fields.</summary>
    public required IReadOnlyList<FormRule> Rules { get; init; }

    /// <summary>The field of a name as it stands in a record, or nothing: <c>forces.2.unit</c> is the field <c>unit</c> of the group <c>forces</c>.</summary>
    public FieldDefinition? Field(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 3 && IsIndex(parts[1])
            ? Fields.FirstOrDefault(f => f.Group == parts[0] && f.Name == parts[2])
            : Fields.FirstOrDefault(f => f.Group is null && f.Name == name);
    }

    /// <summary>The field that a condition names: <c>group.field</c> means all of the group.</summary>
    internal FieldDefinition? Path(string path) => path.Split('.') is [var group, var field]
        ? Fields.FirstOrDefault(f => f.Group == group && f.Name == field)
        : Fields.FirstOrDefault(f => f.Group is null && f.Name == path);

    private static bool IsIndex(string text) => text.Length is > 0 and <= 3 && text[0] is > '0' and <= '9' && text.All(char.IsAsciiDigit);
}

/// <summary>A field of a form.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Group">The repeating group that it belongs to, or nothing.</param>
/// <param name="Label">What people read.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Unit">The unit that a number carries.</param>
/// <param name="Required">Whether it must be filled; in a group, in each of its items.</param>
/// <param name="Codes">The values of a coded field, with their labels.</param>
/// <param name="OnLand">Whether a position must be on land.</param>
public sealed record FieldDefinition(
    string Name, string? Group, Labels Label, FieldType Type, string? Unit, bool Required, IReadOnlyDictionary<string, Labels> Codes, bool OnLand);

/// <summary>What a field's value is.</summary>
public enum FieldType
{
    /// <summary>Words, one line or several.</summary>
    Text,

    /// <summary>A number with its unit: <c>9000 persons</c>.</summary>
    Number,

    /// <summary>A day: <c>2022-12-29</c>.</summary>
    Date,

    /// <summary>A UTC time: <c>2022-12-29T07:25:00Z</c>.</summary>
    Time,

    /// <summary>A position with its datum.</summary>
    Position,

    /// <summary>One of the listed codes.</summary>
    Code,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>A party's id.</summary>
    Party,

    /// <summary>A record's id.</summary>
    Record,
}

/// <summary>A rule over several fields: where <paramref name="If"/> holds, <paramref name="Then"/> must.</summary>
public sealed record FormRule(Condition? If, Condition Then, string Says, string Provision);
