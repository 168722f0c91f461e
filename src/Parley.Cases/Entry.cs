using System.Globalization;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases;

/// <summary>A record as part of a case.</summary>
public sealed class Entry : IComparable<Entry>
{
    private const string Public = "public.";
    private object? _read;

    /// <summary>Takes a record of any form.</summary>
    public Entry(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Record = record;
        var form = record.Content.Form.Value;
        IsPublic = record.Content.Form.IsPublicRecord;
        // CAS-002
        Form = form[(IsPublic ? Public.Length : 0)..form.IndexOf('/', StringComparison.Ordinal)];
        Family = Form.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? Form[..dot] : Form;
        Party = IsPublic && this["party"] is { } party && PartyId.TryParse(party, out var other) ? other : Author;
        // CAS-003
        Item = new ItemId(Author, this["key"] is { } key && ItemId.IsKey(key) ? key : record.Content.Id.ToString()[..16]);
        Attempt = CaseForms.Check(this) is { } broken ? new Attempt(this, broken.Rule, broken.Reason) : null;
    }

    // CAS-006
    /// <summary>Why it counts for nothing, where it breaks a rule by itself; whether it fits with other records is for the views.</summary>
    public Attempt? Attempt { get; }

    /// <summary>The record.</summary>
    public Record Record { get; }

    /// <summary>Who signed it.</summary>
    public PartyId Author => Record.Content.Author;

    /// <summary>Whose word it is: the author's, except that an entry of the public record may name another party.</summary>
    public PartyId Party { get; }

    /// <summary>The form without its version and without <c>public.</c>.</summary>
    public string Form { get; }

    /// <summary>The form up to its first dot: what the views depend on.</summary>
    public string Family { get; }

    /// <summary>Whether it enters something really said or done in public.</summary>
    public bool IsPublic { get; }

    /// <summary>Whether it is exercise traffic.</summary>
    public bool IsExercise => Record.Content.Exercise;

    /// <summary>The name of the thing that it states; a later record of the same author, form and name is a newer version of it.</summary>
    public ItemId Item { get; }

    /// <summary>What it is about.</summary>
    public string Subject => Record.Content.Subject ?? "-";

    /// <summary>When its author says that it was composed, UTC.</summary>
    public DateTimeOffset Composed => Record.Content.Composed;

    /// <summary>The value of a field, trimmed; nothing where it is not there or empty.</summary>
    [System.Runtime.CompilerServices.IndexerName("Field")]
    public string? this[string name] => Record.Fields[name]?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The fields whose names begin with <paramref name="prefix"/>, by the rest of the name, empty ones apart, in their order.</summary>
    public IEnumerable<Field> Under(string prefix) => Record.Fields.All
        .Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && f.Name.Length > prefix.Length && f.Value.Trim().Length > 0)
        .Select(f => new Field(f.Name[prefix.Length..], f.Value.Trim()));

    /// <summary>The lines of a field, trimmed, empty ones apart.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        this[name] is { } value ? value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>The thing that a field names, or nothing.</summary>
    public ItemId? Reference(string name) => this[name] is { } value && ItemId.TryParse(value, out var id) ? id : null;

    /// <summary>The number from 1 that a field holds, or 0.</summary>
    public int Number(string name) => Ordinal(this[name]);

    internal static int Ordinal(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>What the record reads as, read once: a record never changes, and views over it are computed again and again.</summary>
    internal T Read<T>(Func<Entry, T> read)
        where T : class
    {
        // Two threads may both read it; what they read is the same.
        if (_read is T known)
            return known;
        var result = read(this);
        _read = result;
        return result;
    }

    // CAS-005
    /// <summary>The order of one author's records: incarnation, number; then channel and id, so that it is total.</summary>
    public int CompareTo(Entry? other)
    {
        if (other is null)
            return 1;
        var order = Record.Numbering.Incarnation.CompareTo(other.Record.Numbering.Incarnation);
        if (order == 0)
            order = Record.Numbering.Number.CompareTo(other.Record.Numbering.Number);
        if (order == 0)
            order = Author.CompareTo(other.Author);
        if (order == 0)
            order = string.CompareOrdinal(Record.Content.Channel.ToString(), other.Record.Content.Channel.ToString());
        return order != 0 ? order : string.CompareOrdinal(Record.Id.ToString(), other.Record.Id.ToString());
    }

    /// <summary>The order of a timeline: composed, then <see cref="CompareTo"/>.</summary>
    public static int ByTime(Entry a, Entry b) => a.Composed.CompareTo(b.Composed) is not 0 and var order ? order : a.CompareTo(b);
}
