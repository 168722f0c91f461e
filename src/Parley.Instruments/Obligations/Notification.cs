using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>What the engine needs of a record.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Form">Its form.</param>
/// <param name="Author">Who sent it.</param>
/// <param name="To">The parties that are to act.</param>
/// <param name="Composed">When it was composed: its author's claim.</param>
/// <param name="Known">When each party has it, by its own receipt.</param>
/// <param name="Fields">Its fields by name.</param>
public sealed record Notification(
    Digest Id, FormId Form, PartyId Author, IReadOnlyList<PartyId> To, DateTimeOffset Composed, IReadOnlyDictionary<PartyId, DateTimeOffset> Known,
    IReadOnlyDictionary<string, string> Fields)
{
    private const int MostAnswers = 64;

    /// <summary>The records that it answers, as its field <c>answers</c> lists them: an id a line, perhaps with names of questions after it.</summary>
    public IReadOnlyList<Digest> Answers { get; } = Ids(Fields.GetValueOrDefault("answers"));

    /// <summary>A verified record.</summary>
    public static Notification Of(KnownRecord known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var content = known.Record.Content;
        return new Notification(known.Record.Id, content.Form, content.Author, [.. content.To.Select(d => d.Party).Distinct()], content.Composed, known.Known,
            known.Record.Fields.All.ToDictionary(f => f.Name, f => f.Value));
    }

    internal Digest? Record(string field) => Fields.TryGetValue(field, out var text) && Digest.TryParse(text, out var id) ? id : null;

    internal IReadOnlyList<string> Words(string field) => Fields.TryGetValue(field, out var text) ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];

    private static List<Digest> Ids(string? text)
    {
        var ids = new List<Digest>();
        if (text is null)
            return ids;
        foreach (var line in text.Split('\n', MostAnswers + 1).Take(MostAnswers))
        {
            if (Digest.TryParse(line.Split(' ', 2)[0], out var id) && !ids.Contains(id))
                ids.Add(id);
        }

        return ids;
    }
}
