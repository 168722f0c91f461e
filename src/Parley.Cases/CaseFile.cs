using System.Collections.Immutable;
using Parley.Records;

namespace Parley.Cases;

/// <summary>
/// One case: the records about its subjects, and the views over them. Immutable; the order in which records came changes nothing
/// (CAS-005). Views are computed when asked for and kept until a record of a family that they depend on comes.
/// </summary>
public sealed class CaseFile
{
    private readonly Dictionary<string, Entry[]> _forms;
    private readonly ImmutableHashSet<Digest> _ids;
    private readonly Dictionary<Type, Computed> _views;
    private readonly Lock _lock = new();
    private Entry[]? _entries;
    private TimelineLine[]? _timeline;

    private CaseFile(string name, Dictionary<string, Entry[]> forms, ImmutableHashSet<Digest> ids, Dictionary<Type, Computed> views) =>
        (Name, _forms, _ids, _views) = (name, forms, ids, views);

    /// <summary>The case's name: its subject without <c>incident/</c>.</summary>
    public string Name { get; }

    /// <summary>The subject of a case of this name.</summary>
    public static string SubjectOf(string name) => "incident/" + name;

    /// <summary>The case's own subject.</summary>
    public string Subject => SubjectOf(Name);

    /// <summary>Every entry in the order of composition. Receipts and line tests are none.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            if (_entries is null)
            {
                Entry[] all = [.. _forms.Values.SelectMany(f => f)];
                Array.Sort(all, Entry.ByTime);
                _entries = all;
            }

            return _entries;
        }
    }

    /// <summary>The case as lines in the order of time.</summary>
    internal IReadOnlyList<TimelineLine> Lines
    {
        get
        {
            if (_timeline is null)
            {
                TimelineLine[] lines = [.. Entries.Where(Timeline.Has).Select(Timeline.LineOf)];
                Array.Sort(lines, Timeline.ByTime);
                _timeline = lines;
            }

            return _timeline;
        }
    }

    /// <summary>The case over these entries, each record once.</summary>
    public static CaseFile Of(string name, IEnumerable<Entry> entries)
    {
        var ids = new HashSet<Digest>();
        var forms = entries.Where(e => ids.Add(e.Record.Id)).GroupBy(e => e.Form).ToDictionary(g => g.Key, g =>
        {
            var sorted = g.ToArray();
            Array.Sort(sorted);
            return sorted;
        });
        return new CaseFile(name, forms, [.. ids], []);
    }

    /// <summary>The case with one more record; views that it cannot change are kept.</summary>
    public CaseFile With(Entry entry)
    {
        if (_ids.Contains(entry.Record.Id))
            return this;
        var form = Inserted(_forms.GetValueOrDefault(entry.Form, []), entry, Comparer<Entry>.Default);
        var entries = _entries is null ? null : Inserted(_entries, entry, Comparer<Entry>.Create(Entry.ByTime));
        var timeline = _timeline is null || !Timeline.Has(entry) ? _timeline : Inserted(_timeline, Timeline.LineOf(entry), Comparer<TimelineLine>.Create(Timeline.ByTime));
        lock (_lock)
        {
            return new CaseFile(Name, new Dictionary<string, Entry[]>(_forms) { [entry.Form] = form }, _ids.Add(entry.Record.Id),
                _views.Where(v => !v.Value.DependsOn(entry)).ToDictionary())
            {
                _entries = entries,
                _timeline = timeline,
            };
        }
    }

    private static T[] Inserted<T>(T[] sorted, T item, IComparer<T> order)
    {
        var at = Array.BinarySearch(sorted, item, order);
        var longer = new T[sorted.Length + 1];
        at = at < 0 ? ~at : at;
        sorted.AsSpan(0, at).CopyTo(longer);
        longer[at] = item;
        sorted.AsSpan(at).CopyTo(longer.AsSpan(at + 1));
        return longer;
    }

    /// <summary>The entries of a form that break no rule by themselves, in <see cref="Entry.CompareTo"/>'s order.</summary>
    public IEnumerable<Entry> Of(string form) => _forms.GetValueOrDefault(form, []).Where(e => e.Attempt is null);

    // CAS-003
    /// <summary>The newest version of each thing of a form, in the order of their names.</summary>
    public IReadOnlyList<Entry> Latest(string form) => [.. Newest(form).OrderBy(e => e.Item)];

    /// <summary>The same, in no order.</summary>
    internal IReadOnlyCollection<Entry> Newest(string form)
    {
        var latest = new Dictionary<ItemId, Entry>();
        foreach (var entry in Of(form))
            latest[entry.Item] = entry;
        return latest.Values;
    }

    internal T View<T>(string[] families, Func<CaseFile, T> compute)
        where T : class
    {
        lock (_lock)
        {
            if (_views.TryGetValue(typeof(T), out var view))
                return (T)view.View;
        }

        // Outside the lock: a view may ask for another. Computed twice, it is the same.
        var computed = compute(this);
        lock (_lock)
            _views[typeof(T)] = new Computed(families, computed);
        return computed;
    }

    /// <summary>A view and what it depends on: families, or single forms.</summary>
    private sealed record Computed(string[] Families, object View)
    {
        public bool DependsOn(Entry entry) => Families.Contains(entry.Family) || Families.Contains(entry.Form);
    }
}
