using System.Text;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>
/// What one party owes and is not met, and what others owe it and is overdue, kept up to date record by record: looking at it costs what is
/// open and not what was ever said. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// What a day of the year asks for is looked at only under an instrument under which the party had sent something here by then: a party that exchanges it
/// by other ways would be alarmed each year about what it has done.
/// </remarks>
// INS-047
public sealed class DutyBook(IReadOnlyList<Pack> packs, PartyId self)
{
    private readonly ObligationLedger _ledger = new(packs);
    private readonly Dictionary<Digest, Digest> _startOf = [];
    private readonly HashSet<Digest> _open = [];
    private readonly Dictionary<Pack, DateTimeOffset> _used = [];

    /// <summary>The forms of the records that can change anything here.</summary>
    public static IReadOnlySet<FormId> Forms(IReadOnlyList<Pack> packs) =>
        packs.SelectMany(p => p.Forms.Select(f => f.Id)).Concat([ObligationLedger.Assessment, ObligationLedger.Decline, ObligationLedger.Waiver]).ToHashSet();

    /// <summary>Takes a record, or the same with more of its receipts.</summary>
    public void Add(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var about = _ledger.Add(notification);
        // An answer may itself be answered: what is open hangs on the first of them.
        foreach (var answered in notification.Answers.Append(about))
            _open.Add(_startOf[notification.Id] = _startOf.GetValueOrDefault(answered, answered));
        _open.Add(notification.Id);
        foreach (var pack in packs.Where(p => p.Form(notification.Form.Value) is not null && Real(p) == RecordedActs.Real(p, notification.Author)))
            _used[pack] = _used.TryGetValue(pack, out var first) && first < notification.Composed ? first : notification.Composed;
    }

    /// <summary>What stands at a time, earliest first.</summary>
    public IReadOnlyList<Duty> At(DateTimeOffset now)
    {
        var duties = new List<Duty>();
        foreach (var start in _open.ToArray())
        {
            var owed = _ledger.Started(start, now);
            if (owed.All(o => o.State is OwedState.Met or OwedState.Late or OwedState.Waived or OwedState.Declined))
                _open.Remove(start);
            duties.AddRange(owed.Select(Of).OfType<Duty>());
        }

        // From the year in which it was first used: what is overdue stays so over the turn of a year.
        foreach (var (pack, used) in _used)
        {
            for (var year = used.Year; year <= now.Year + 1; year++)
                duties.AddRange(_ledger.Yearly(pack, Real(pack), year, now).Where(o => o.Due > used).Select(Of).OfType<Duty>());
        }

        return [.. duties.DistinctBy(d => d.Id).OrderBy(d => d.At).ThenBy(d => d.Id)];
    }

    private PartyId Real(Pack pack) => RecordedActs.Real(pack, self);

    private Duty? Of(Owed owed)
    {
        var own = owed.By == Real(owed.Pack);
        if (!own && !(owed.State == OwedState.Overdue && owed.To.Contains(Real(owed.Pack))))
            return null;
        var at = owed.State switch
        {
            OwedState.Inadequate => _ledger.LastWord(owed),
            OwedState.Open or OwedState.Overdue => owed.Due ?? (owed.Obligation.Promptly ? owed.ClockStart : null),
            _ => null,
        };
        var name = FormattableString.Invariant($"duty {owed.Pack.Name} {owed.Obligation.Id} {owed.By} {owed.Start?.ToString() ?? owed.Year.ToString()} {(owed.State == OwedState.Inadequate ? owed.MetBy.ToString() : "")}");
        return at is { } time ? new Duty(Digest.Of(Encoding.UTF8.GetBytes(name)), owed, own, time) : null;
    }
}
