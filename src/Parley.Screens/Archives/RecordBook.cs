using System.Globalization;
using Parley.Cases;
using Parley.Cases.Incidents;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Node;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Screens.Archives;

/// <summary>
/// What was said on this node's channels, as cases and instruments are computed from it: read from the store when somebody first looks,
/// and followed record by record from then on. Holds the records that have a subject, a clock or an act; safe for concurrent use.
/// </summary>
public sealed class RecordBook : IDisposable
{
    private const int Page = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly FormId[] Followed = [FormId.Parse("answer.adequate/1"), FormId.Parse("decline/1"), FormId.Parse("obligation.waiver/1")];

    private readonly Lock _lock = new();
    private readonly CaseLibrary _library = new();
    private readonly Dictionary<string, OpenCase> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegisterLine> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, DateTimeOffset> _stored = [];
    private readonly Dictionary<Digest, Kept> _instruments = [];
    private readonly RunningNode _node;
    private readonly ObligationLedger _obligations;
    private long _last;
    private int _stale = 1;

    /// <summary>The book of a node, unread.</summary>
    public RecordBook(RunningNode node)
    {
        _node = node ?? throw new ArgumentNullException(nameof(node));
        _obligations = new ObligationLedger(node.Packs.Packs);
        node.Loop.Committed += Committed;
    }

    /// <summary>How many records were looked at.</summary>
    public long Read { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _node.Loop.Committed -= Committed;

    /// <summary>Reads what the store has more than this, for so long at the most; false where there is still more, to be asked again.</summary>
    public bool Advance(TimeSpan most)
    {
        var began = _node.Clock.GetTimestamp();
        lock (_lock)
        {
            while (_node.Archive.Records(null, _last, Page, withService: false) is { Count: > 0 } page)
            {
                foreach (var record in page)
                    Take(record);
                _last = page[^1].Sequence;
                Read += page.Count;
                if (page.Count == Page && _node.Clock.GetElapsedTime(began) > most)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The cases, the latest first.</summary>
    public IReadOnlyList<RegisterLine> Register()
    {
        lock (_lock)
        {
            foreach (var name in _library.Names.Where(n => !_lines.ContainsKey(n)).ToArray())
                _lines[name] = Parley.Cases.Incidents.Register.LineOf(Opened(name)!);
            return [.. _lines.Values.OrderByDescending(l => l.At.From).ThenBy(l => l.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The subject of this party's next case in a year, <c>incident/BY-2022-0008</c>; nothing while the store is still being read.</summary>
    public string? NextSubject(int year)
    {
        if (!Advance(Patience))
            return null;
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{_node.Self}-{year}-");
        lock (_lock)
        {
            var last = _library.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => int.TryParse(n.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty(0).Max();
            return CaseFile.SubjectOf(string.Create(CultureInfo.InvariantCulture, $"{prefix}{last + 1:0000}"));
        }
    }

    /// <summary>The case of that name, or nothing where no record here is about it.</summary>
    public CaseFile? Open(string name)
    {
        lock (_lock)
            return Opened(name);
    }

    /// <summary>
    /// When a record of a case was known here: when this node stored it. In an exercise, whose clock runs faster than the machine, it is when it
    /// was composed: a second of a busy machine would be hours.
    /// </summary>
    public DateTimeOffset KnownHere(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_lock)
            return _stored.TryGetValue(entry.Record.Id, out var at) && Clock(entry.Record.Content.Channel) is null ? at : entry.Composed;
    }

    /// <summary>The time at which a case stands: its channel's, which in an exercise is the exercise's.</summary>
    public DateTimeOffset Now(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Clock(file.Entries[^1].Record.Content.Channel)?.At(_node.Clock.GetUtcNow()) ?? _node.Clock.GetUtcNow();
    }

    /// <summary>The time at which this node stands: in an exercise that of the latest of its channels' clocks.</summary>
    public DateTimeOffset Now() => _node.Loop.View.Channels.Values.Select(p => p.Clock).OfType<ExerciseClock>().Select(c => (DateTimeOffset?)c.At(_node.Clock.GetUtcNow())).Max() ?? _node.Clock.GetUtcNow();

    /// <summary>What the packs make anybody owe, as it stands at a time, with what a day of the year starts in these years.</summary>
    public IReadOnlyList<Owed> Owed(DateTimeOffset now, int firstYear, int lastYear)
    {
        Instruments();
        lock (_lock)
        {
            foreach (var kept in _instruments.Values.Where(k => !ReferenceEquals(k.Counted, k.Record)))
            {
                _obligations.Add(Notification.Of(kept.Record));
                kept.Counted = kept.Record;
            }

            return [.. _obligations.At(now, firstYear, lastYear)];
        }
    }

    /// <summary>The quotas of a year that were used; asked for after <see cref="Owed"/>.</summary>
    public IReadOnlyList<QuotaUse> Quotas(int year)
    {
        lock (_lock)
            return _obligations.Quotas(year);
    }

    /// <summary>The zone in which a party under a pack counts its days; nothing: UTC.</summary>
    public string? ZoneOf(Pack pack, PartyId party)
    {
        lock (_lock)
            return _obligations.Data(pack, party).ZoneName;
    }

    /// <summary>The records that acts, measures and obligations are computed from, each with the time at which each party says that it has it.</summary>
    public IReadOnlyList<KnownRecord> Instruments()
    {
        lock (_lock)
        {
            // A receipt is none of the records that are followed: whatever was stored may be one.
            if (Interlocked.Exchange(ref _stale, 0) == 1)
            {
                foreach (var kept in _instruments.Values.Where(k => !k.IsKnownToAll))
                    Learn(kept);
            }

            return [.. _instruments.Values.Select(k => k.Record)];
        }
    }

    private void Committed(IReadOnlyList<Effect.Stored> effects) => Volatile.Write(ref _stale, 1);

    private void Take(ArchivedRecord archived)
    {
        var record = archived.Record;
        if (IsOfInstruments(record))
            _instruments[record.Id] = new Kept(new KnownRecord(record, new Dictionary<PartyId, DateTimeOffset> { [record.Content.Author] = record.Content.Composed }));
        if (_library.Add(record) is not { } entry)
            return;
        _stored[record.Id] = archived.At;
        // Another subject may join a case by this; then it is opened anew when somebody looks.
        var joins = entry.Form == "incident.open" && entry.Lines("with").Count > 0;
        foreach (var (name, open) in _cases.Where(c => c.Value.Subjects.Contains(entry.Subject)).ToArray())
        {
            _lines.Remove(name);
            if (joins)
                _cases.Remove(name);
            else
                _cases[name] = open with { File = open.File.With(entry) };
        }
    }

    private bool IsOfInstruments(Record record)
    {
        var form = record.Content.Form;
        return form.Value.StartsWith("act.", StringComparison.Ordinal) || form.Value.StartsWith("measure.", StringComparison.Ordinal) || form.Value == "public.act/1"
            || Followed.Contains(form) || _node.Packs.Of(form) is not null || record.Fields["answers"] is not null;
    }

    private CaseFile? Opened(string name)
    {
        if (_cases.TryGetValue(name, out var open))
            return open.File;
        if (_library.Open(name) is not { } file)
            return null;
        _cases[name] = new OpenCase(file, _library.Subjects(name));
        return file;
    }

    private void Learn(Kept kept)
    {
        var content = kept.Record.Record.Content;
        var known = _node.Archive.Ladder(kept.Record.Record.Id).Where(r => r.Rung == Rung.Delivered)
            .GroupBy(r => r.Member).ToDictionary(g => g.Key, g => g.Min(r => r.At));
        known[content.Author] = content.Composed;
        if (known.Count > kept.Record.Known.Count)
            kept.Record = kept.Record with { Known = known };
        kept.IsKnownToAll = _node.Loop.View.Channels.TryGetValue(content.Channel, out var policy) && policy.Members.All(m => known.ContainsKey(m.Party));
    }

    private ExerciseClock? Clock(ChannelId channel) => _node.Loop.View.Channels.TryGetValue(channel, out var policy) ? policy.Clock : null;

    private sealed record OpenCase(CaseFile File, IReadOnlySet<string> Subjects);

    private sealed class Kept(KnownRecord record)
    {
        public KnownRecord Record { get; set; } = record;

        public KnownRecord? Counted { get; set; }

        public bool IsKnownToAll { get; set; }
    }
}
