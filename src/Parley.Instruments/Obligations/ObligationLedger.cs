using System.Globalization;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>
/// What is owed under a set of instruments, kept up to date record by record. What it says depends on the set of records and not on
/// the order in which they came: of several records that could meet an obligation the one that was composed first counts, and of two composed
/// at once the one with the smaller id.
/// </summary>
// INS-043
public sealed partial class ObligationLedger
{
    /// <summary>The asker's word on an answer, question by question (<c>ladder.md</c>).</summary>
    internal static readonly FormId Assessment = FormId.Parse("answer.adequate/1");

    /// <summary>The debtor will not answer (<c>ladder.md</c>).</summary>
    internal static readonly FormId Decline = FormId.Parse("decline/1");

    /// <summary>The party to whom something is owed waives it: the fields <c>record</c>, which started it, and <c>obligation</c>.</summary>
    internal static readonly FormId Waiver = FormId.Parse("obligation.waiver/1");

    private static readonly Comparer<Notification> Order = Comparer<Notification>.Create((a, b) => a.Composed != b.Composed ? a.Composed.CompareTo(b.Composed) : a.Id.CompareTo(b.Id));

    private readonly IReadOnlyList<Pack> _packs;
    private readonly Dictionary<FormId, List<Rule>> _startedBy = [];
    private readonly Dictionary<FormId, List<Rule>> _metBy = [];
    private readonly Dictionary<FormId, List<(Pack Pack, Quota Quota)>> _quotaOf = [];
    private readonly List<Rule> _yearly = [];
    private readonly Dictionary<(Pack, string), List<Rule>> _after = [];
    private readonly Dictionary<(Pack, PartyId), PartyData> _parties = [];

    private readonly Dictionary<Digest, Notification> _records = [];
    private readonly Dictionary<Digest, List<Notification>> _answers = [];
    private readonly Dictionary<Digest, List<Notification>> _words = [];
    private readonly Dictionary<Digest, List<Notification>> _waivers = [];
    private readonly Dictionary<Rule, List<Notification>> _starts = [];
    private readonly Dictionary<(Rule, PartyId, int), SortedSet<Notification>> _years = [];
    private readonly Dictionary<(Quota, int, PartyId, PartyId?), int> _used = [];

    /// <summary>A ledger without records.</summary>
    public ObligationLedger(IReadOnlyList<Pack> packs)
    {
        _packs = packs ?? throw new ArgumentNullException(nameof(packs));
        foreach (var pack in packs)
        {
            foreach (var party in pack.Parties)
                _parties[(pack, party.Id)] = new PartyData(party);
            foreach (var quota in pack.Quotas)
                Among(_quotaOf, quota.Form).Add((pack, quota));
            foreach (var obligation in pack.Obligations)
            {
                var rule = new Rule(pack, obligation);
                _starts[rule] = [];
                switch (obligation.Start)
                {
                    case ObligationStart.EachYear:
                        _yearly.Add(rule);
                        Among(_metBy, obligation.Form).Add(rule);
                        break;
                    case ObligationStart.OnForm on:
                        Among(_startedBy, on.Form).Add(rule);
                        break;
                    case ObligationStart.Before:
                        Among(_startedBy, obligation.Form).Add(rule);
                        break;
                    case ObligationStart.OnInadequate after:
                        Among(_after, (pack, after.Obligation)).Add(rule);
                        break;
                    case ObligationStart.OnMet after:
                        Among(_after, (pack, after.Obligation)).Add(rule);
                        break;
                }
            }
        }
    }

    /// <summary>The number of records.</summary>
    public int Count => _records.Count;

    /// <summary>Takes a record; one that is here already changes nothing but the times at which parties have it. Returns the record that a clock hangs on, itself or the one it is about.</summary>
    public Digest Add(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        if (!_records.TryAdd(notification.Id, notification))
        {
            Replace(notification);
            return notification.Id;
        }

        foreach (var rule in _startedBy.GetValueOrDefault(notification.Form, []))
            _starts[rule].Add(notification);
        foreach (var rule in _metBy.GetValueOrDefault(notification.Form, []))
        {
            if (notification.Fields.TryGetValue("year", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            {
                var key = (rule, Real(rule.Pack, notification.Author), year);
                if (!_years.TryGetValue(key, out var set))
                    _years[key] = set = new SortedSet<Notification>(Order);
                set.Add(notification);
            }
        }

        foreach (var (pack, quota) in _quotaOf.GetValueOrDefault(notification.Form, []))
        {
            foreach (var party in notification.To.Select(p => Real(pack, p)).Where(pack.HasParty))
            {
                var year = notification.Composed.UtcDateTime.Year;
                _used[(quota, year, party, null)] = _used.GetValueOrDefault((quota, year, party, null)) + 1;
                var from = Real(pack, notification.Author);
                _used[(quota, year, party, from)] = _used.GetValueOrDefault((quota, year, party, from)) + 1;
            }
        }

        var about = notification.Id;
        foreach (var answered in notification.Answers)
        {
            Among(_answers, answered).Add(notification);
            about = answered;
        }

        if (notification.Form == Assessment && notification.Record("answer") is { } answer)
        {
            Among(_words, answer).Add(notification);
            about = notification.Record("record") ?? answer;
        }
        else if ((notification.Form == Waiver || notification.Form == Decline) && (notification.Record("record") ?? First(notification)) is { } waived)
        {
            Among(_waivers, waived).Add(notification);
            about = waived;
        }

        return about;
    }

    /// <summary>What a record started, as it stands at a time.</summary>
    public IReadOnlyList<Owed> Started(Digest record, DateTimeOffset now) =>
        _records.TryGetValue(record, out var start) ? [.. _startedBy.GetValueOrDefault(start.Form, []).SelectMany(rule => OfStart(rule, start, now))] : [];

    /// <summary>Everything that is or was owed, as it stands at a time; what a day of the year starts, for these years.</summary>
    public IEnumerable<Owed> At(DateTimeOffset now, int firstYear, int lastYear)
    {
        foreach (var (rule, starts) in _starts)
        {
            foreach (var start in starts)
            {
                foreach (var owed in OfStart(rule, start, now))
                    yield return owed;
            }
        }

        foreach (var rule in _yearly)
        {
            foreach (var party in rule.Pack.Parties)
            {
                for (var year = firstYear; year <= lastYear; year++)
                    yield return OfYear(rule, party.Id, year, now);
            }
        }
    }

    /// <summary>What days of a year make a party of a pack owe for a year.</summary>
    public IEnumerable<Owed> Yearly(Pack pack, PartyId party, int year, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.HasParty(party) ? _yearly.Where(r => r.Pack == pack).Select(r => OfYear(r, party, year, now)) : [];
    }

    /// <summary>The quotas of a year that were used at all.</summary>
    public IReadOnlyList<QuotaUse> Quotas(int year) =>
    [
        .. _used.Where(u => u.Key.Item2 == year)
            .Select(u => (u.Key, u.Value, Pack: _packs.First(p => p.Quotas.Contains(u.Key.Item1)), Most: u.Key.Item4 is null ? u.Key.Item1.PerYear : u.Key.Item1.PerYearFromOne))
            .Where(u => u.Most is not null)
            .Select(u => new QuotaUse(u.Pack, u.Key.Item1, year, u.Key.Item3, u.Key.Item4, u.Value, u.Most!.Value))
            .OrderBy(u => u.Pack.Name, StringComparer.Ordinal).ThenBy(u => u.Quota.Id, StringComparer.Ordinal).ThenBy(u => u.Of).ThenBy(u => u.From),
    ];

    /// <summary>The zone and holidays of a party under a pack, or UTC and none.</summary>
    public PartyData Data(Pack pack, PartyId party)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return _parties.TryGetValue((pack, party), out var data) ? data : _parties[(pack, party)] = new PartyData(new PackParty(party, Labels.English(party.Value), null, []));
    }

    private static Digest? First(Notification notification) =>
        notification.Fields.TryGetValue("declines", out var text) && Digest.TryParse(text.Split('\n')[0].Split(' ')[0], out var id) ? id : null;

    private static List<T> Among<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = [];
        return list;
    }

    private static PartyId Real(Pack pack, PartyId party) => party.IsExercise ? RecordedActs.Real(pack, party) : party;

    private void Replace(Notification notification)
    {
        var held = _records[notification.Id];
        // Another receipt has come: the earliest of each party counts.
        var known = held.Known.Concat(notification.Known).GroupBy(k => k.Key).ToDictionary(g => g.Key, g => g.Min(k => k.Value));
        var merged = held with { Known = known };
        _records[notification.Id] = merged;
        foreach (var list in Lists())
        {
            var at = list.FindIndex(n => n.Id == notification.Id);
            if (at >= 0)
                list[at] = merged;
        }

        IEnumerable<List<Notification>> Lists()
        {
            foreach (var rule in _startedBy.GetValueOrDefault(held.Form, []))
                yield return _starts[rule];
            foreach (var answered in held.Answers)
                yield return _answers[answered];
        }
    }

    internal sealed record Rule(Pack Pack, ObligationDefinition Obligation)
    {
        public bool Equals(Rule? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
