using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>Fields of a record in another language, beside the original and never in its place.</summary>
/// <param name="Record">The record.</param>
/// <param name="Translator">Who translated: a person, by office or pseudonym, or a machine, by name and version.</param>
/// <param name="IsMachine">Whether a machine did.</param>
/// <param name="Texts">The translated values, by the names of the fields.</param>
public sealed record Translation(Digest Record, string Translator, bool IsMachine, IReadOnlyList<(string Field, string Text)> Texts)
{
    /// <summary>What the name of a field with a translated value begins with; the name of the original's field follows.</summary>
    public const string Prefix = "translated.";

    /// <summary>The field that says who translated.</summary>
    public const string TranslatorField = "translator";

    private const string Person = "person: ";
    private const string Machine = "machine: ";

    // TRN-001
    /// <summary>Reads a translation. Never throws.</summary>
    public static Outcome<Translation> Read(Record translation)
    {
        ArgumentNullException.ThrowIfNull(translation);
        var fields = translation.Fields;
        var texts = fields.All.Where(f => f.Name.StartsWith(Prefix, StringComparison.Ordinal)).Select(f => (f.Name[Prefix.Length..], f.Value)).ToArray();
        var translator = fields[TranslatorField] ?? "";
        var isMachine = translator.StartsWith(Machine, StringComparison.Ordinal);
        var name = isMachine ? translator[Machine.Length..] : translator.StartsWith(Person, StringComparison.Ordinal) ? translator[Person.Length..] : "";
        return Digest.TryParse(fields[ClaimReader.RecordField] ?? "", out var record) && name.Length > 0 && texts.Length > 0
            ? new Translation(record, name, isMachine, texts)
            : new Fault("TRN-001", 0, $"a translation has the fields '{ClaimReader.RecordField}', a record's id, '{TranslatorField}', which begins '{Person}' or '{Machine}' and names who, and at least one '{Prefix}NAME' for a field NAME of the record");
    }

    // TRN-002
    /// <summary>What is wrong with it beside the record that it translates, or nothing.</summary>
    public Fault? Check(Record original, string language)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (original.Content.Language == language)
            return new Fault("TRN-002", 0, $"the original is in '{language}' already");
        return Texts.FirstOrDefault(t => original.Fields[t.Field] is null) is { Field: { } unknown }
            ? new Fault("TRN-002", 0, $"the original has no field '{unknown}'")
            : null;
    }
}
