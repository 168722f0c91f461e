using Parley.Instruments.Packs;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Instruments.Obligations;

/// <summary>A strike on a notified object, as somebody reported it, with the fixed steps that follow. It says nothing on who struck.</summary>
/// <param name="Pack">The instrument.</param>
/// <param name="Strike">The report.</param>
/// <param name="Object">The notification that the report names; nothing where it is not here.</param>
/// <param name="At">When the object was struck, as the report says.</param>
/// <param name="WasNotified">Whether each party that the notification went to had it by then, by its own receipt; nothing where the notification is not here, or the report has no time.</param>
/// <param name="WasValid">Whether the notification was valid then, by its own times; nothing where it is not here, or the report has no time.</param>
/// <param name="Steps">The steps, earliest due first.</param>
public sealed record StrikeEntry(Pack Pack, Notification Strike, Notification? Object, DateTimeOffset? At, bool? WasNotified, bool? WasValid, IReadOnlyList<Owed> Steps);

/// <summary>The register of strikes on notified objects. Nothing is ever taken out of it; a second report on one object is a second entry.</summary>
// INS-046
public static class StrikeRegister
{
    private static readonly FormId Strike = FormId.Parse("humanitarian.strike/1");
    private static readonly FormId[] Objects = [FormId.Parse("humanitarian.site/1"), FormId.Parse("humanitarian.movement/1")];

    /// <summary>The entries at a time, in the order in which the objects were struck; then as reported.</summary>
    public static IReadOnlyList<StrikeEntry> Of(IReadOnlyList<Pack> packs, IReadOnlyCollection<Notification> records, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(packs);
        ArgumentNullException.ThrowIfNull(records);
        if (packs.FirstOrDefault(p => p.Form(Strike.Value) is not null) is not { } pack)
            return [];
        var ledger = new ObligationLedger([pack]);
        foreach (var record in records)
            ledger.Add(record);
        var byId = records.GroupBy(r => r.Id).ToDictionary(g => g.Key, g => g.First());
        return
        [
            .. byId.Values.Where(r => r.Form == Strike && r.Composed <= now).Select(strike =>
            {
                var (at, about) = (Time(strike, "time"), strike.Record("notified-as") is { } id && byId.GetValueOrDefault(id) is { } named && Objects.Contains(named.Form) ? named : null);
                return new StrikeEntry(pack, strike, about, at,
                    about is null || at is null ? null : about.To.Where(p => p != about.Author).All(p => about.Known.TryGetValue(p, out var had) && had <= at),
                    about is null || at is null ? null : !((Time(about, "valid-from") ?? Time(about, "departs")) > at) && !((Time(about, "valid-until") ?? Time(about, "arrives")) < at),
                    [.. ledger.Started(strike.Id, now).OrderBy(s => s.Due ?? DateTimeOffset.MaxValue).ThenBy(s => s.Obligation.Id, StringComparer.Ordinal)]);
            }).OrderBy(e => e.At ?? e.Strike.Composed).ThenBy(e => e.Strike.Composed).ThenBy(e => e.Strike.Id),
        ];
    }

    private static DateTimeOffset? Time(Notification record, string field) => record.Fields.TryGetValue(field, out var text) && Times.TryParse(text, out var time) ? time : null;
}
