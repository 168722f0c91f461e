using Parley.Records.Fields;

namespace Parley.Cases.Statements;

/// <summary>A translation and who made it.</summary>
public sealed record Translation(string Language, string Text, string? Translator);

/// <summary>What an official, or an outlet, said in public.</summary>
public sealed record Statement(
    Entry Entry, string Speaker, string? Office, string? Organ, string State, string Capacity, StatedTime? Uttered, string UtteredText, StatedTime? Published,
    string? Medium, string? Text, string? Summary, IReadOnlyList<Translation> Translations, IReadOnlyList<string> Captures, IReadOnlyList<Claim> Claims, string Source)
{
    /// <summary>Its name.</summary>
    public ItemId Item => Entry.Item;

    // CAS-020
    /// <summary>Whether it is the word of an official of the state, and not an outlet's or a private one.</summary>
    public bool IsOfficial => Capacity == "official";

    /// <summary>The statement that an entry makes.</summary>
    public static Statement Of(Entry entry) => new(
        entry, entry["speaker"]!, entry["office"], entry["organ"], entry["state"]!, entry["capacity"]!, StatedTime.Read(entry["uttered"]), entry["uttered"]!,
        StatedTime.Read(entry["published"]), entry["medium"], entry["text"], entry["summary"],
        [.. entry.Under("translation.").Where(f => !f.Name.Contains('.', StringComparison.Ordinal)).Select(f => new Translation(f.Name, f.Value, entry[$"translation.{f.Name}.translator"]))],
        [.. entry.Under("capture.").Select(f => f.Value)],
        [.. entry.Under("claim.").Select(f => Claim.Read(f.Name, f.Value))],
        entry["source"]!);
}

/// <summary>A visit, a talk, a signature or another act in public, with what was said about it and what was not.</summary>
public sealed record PublicAct(
    Entry Entry, string Actor, string Act, string? Instrument, StatedTime? Date, string DateText, string? Summary, IReadOnlyList<string> Participants,
    IReadOnlyList<string> Declared, IReadOnlyList<string> NotDisclosed, IReadOnlyList<Field> Inferences, string Source)
{
    /// <summary>The act that an entry states; each inference names who infers, by <c>inference-by.N</c>.</summary>
    public static PublicAct Of(Entry entry) => new(
        entry, entry["actor"]!, entry["act"]!, entry["instrument"] is "none" ? null : entry["instrument"], StatedTime.Read(entry["date"]), entry["date"]!, entry["summary"],
        entry.Lines("participants"), entry.Lines("declared"), entry.Lines("not-disclosed"),
        [.. entry.Under("inference.").Select(f => new Field(entry[$"inference-by.{f.Name}"] is { } by ? by : "not-stated", f.Value))],
        entry["source"]!);
}
