using Parley.Records;

namespace Parley.Cases;

/// <summary>Records by their subject: where cases are opened from. Not safe for concurrent use.</summary>
public sealed class CaseLibrary
{
    private const string Opening = "incident.open";
    private readonly Dictionary<string, List<Entry>> _subjects = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _ids = [];

    /// <summary>A library of these records.</summary>
    public static CaseLibrary Of(IEnumerable<Record> records)
    {
        var library = new CaseLibrary();
        foreach (var record in records)
            library.Add(record);
        return library;
    }

    /// <summary>
    /// Takes a record, and gives the entry that it is; a receipt, a line test or one without a subject is in no case, and one that is
    /// there already changes nothing: those give nothing.
    /// </summary>
    public Entry? Add(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Content.Form.IsService || record.Content.Subject is not { } subject || !_ids.Add(record.Id))
            return null;
        if (!_subjects.TryGetValue(subject, out var entries))
            _subjects[subject] = entries = [];
        var entry = new Entry(record);
        entries.Add(entry);
        return entry;
    }

    /// <summary>The names of all cases, in their order.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. _subjects.Keys.Where(s => s.StartsWith("incident/", StringComparison.Ordinal)).Select(s => s["incident/".Length..]).Order(StringComparer.Ordinal),
    ];

    // CAS-001
    /// <summary>The subjects of a case: its own, and those that an <c>incident.open</c> about one of them names in <c>with</c>.</summary>
    public IReadOnlySet<string> Subjects(string name)
    {
        var subjects = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([CaseFile.SubjectOf(name)]);
        while (open.TryPop(out var subject))
        {
            if (!subjects.Add(subject) || !_subjects.TryGetValue(subject, out var entries))
                continue;
            foreach (var with in entries.Where(e => e.Form == Opening).SelectMany(e => e.Lines("with")).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                open.Push(with);
        }

        return subjects;
    }

    /// <summary>The case of that name, or nothing where no record is about it.</summary>
    public CaseFile? Open(string name)
    {
        if (!_subjects.ContainsKey(CaseFile.SubjectOf(name)))
            return null;
        return CaseFile.Of(name, Subjects(name).SelectMany(s => _subjects.TryGetValue(s, out var entries) ? entries : []));
    }
}
