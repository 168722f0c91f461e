using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Measures;

/// <summary>
/// What still works between two parties, from records of the form <c>measure.state/1</c> (fields <c>instrument</c>, <c>measure</c>, <c>with</c>,
/// <c>state</c>, and <c>of</c>, where it is about the other and not the author, <c>why</c>, <c>substitute</c>, <c>resume-when</c>, <c>from</c>, <c>until</c>), <c>measure.resume/1</c> and
/// <c>measure.resume-accepted/1</c>. Resuming is one proposal of either and one acceptance of the other.
/// </summary>
public static class MeasureView
{
    private const string StateForm = "measure.state/1", ProposalForm = "measure.resume/1", AcceptanceForm = "measure.resume-accepted/1";

    /// <summary>The measures of a pack between two parties at a time.</summary>
    // INS-050
    public static IReadOnlyList<MeasureStatus> Of(Pack pack, IEnumerable<KnownRecord> records, PartyId one, PartyId other, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(records);
        var said = records.Select(r => r.Record)
            .Where(r => r.Fields["instrument"] == pack.Name && r.Content.Composed <= at && r.Content.Form.Value is StateForm or ProposalForm or AcceptanceForm)
            .Select(r => (Record: r, By: RecordedActs.Real(pack, r.Content.Author), With: PartyId.TryParse(r.Fields["with"] ?? "", out var with) ? RecordedActs.Real(pack, with) : null))
            .Where(r => (r.By == one && r.With == other) || (r.By == other && r.With == one))
            .OrderBy(r => r.Record.Content.Composed).ThenBy(r => r.Record.Id)
            .ToArray();
        return [.. pack.Measures.Select(m => Of(pack, m, [.. said.Where(r => r.Record.Fields["measure"] == m.Id).Select(r => (r.Record, r.By))], at))];
    }

    private static MeasureStatus Of(Pack pack, MeasureDefinition measure, IReadOnlyList<(Record Record, PartyId By)> said, DateTimeOffset at)
    {
        var states = new Dictionary<PartyId, (MeasureState State, Record Record)>();
        var toldOf = new Dictionary<PartyId, (MeasureState State, Record Record)>();
        (PartyId By, Record Record)? proposed = null;
        foreach (var (record, by) in said)
        {
            switch (record.Content.Form.Value)
            {
                case StateForm when InPeriod(record, at):
                    // What one says of the other counts as long as that one has said nothing itself.
                    if (record.Fields["of"] is { } of && PartyId.TryParse(of, out var other) && RecordedActs.Real(pack, other) is var whose && whose != by)
                        toldOf[whose] = (Read(record.Fields["state"]), record);
                    else
                        states[by] = (Read(record.Fields["state"]), record);
                    break;
                case ProposalForm:
                    proposed = (by, record);
                    break;
                case AcceptanceForm when proposed is { } open && open.By != by && record.Fields["answers"]?.StartsWith(open.Record.Id.ToString(), StringComparison.Ordinal) == true:
                    // Agreed by both: what either had said before is past.
                    foreach (var party in new[] { by, open.By })
                    {
                        states[party] = (MeasureState.CarriedOut, record);
                        toldOf.Remove(party);
                    }

                    proposed = null;
                    break;
            }
        }

        var undeclared = toldOf.Keys.Where(p => !states.ContainsKey(p)).Order().ToArray();
        foreach (var party in undeclared)
            states[party] = toldOf[party];

        // INS-051: one party's word that it carries a measure out does not make the other carry it out.
        var worst = states.Count == 0 ? default((MeasureState State, Record Record)?) : states.OrderBy(s => s.Key).Select(s => s.Value).MaxBy(s => Severity(s.State));
        return new MeasureStatus(pack, measure, worst?.State ?? MeasureState.NothingSaid, worst?.Record.Fields["why"], worst?.Record.Fields["substitute"], worst?.Record.Fields["resume-when"],
            proposed?.By, states.OrderBy(s => s.Key).ToDictionary(s => s.Key, s => s.Value.State), undeclared);
    }

    private static bool InPeriod(Record record, DateTimeOffset at)
    {
        var day = at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return string.CompareOrdinal(record.Fields["from"] ?? "", day) <= 0 && (record.Fields["until"] is not { } until || string.CompareOrdinal(day, until) <= 0);
    }

    private static int Severity(MeasureState state) => state switch
    {
        MeasureState.Impossible => 4, MeasureState.NotCarriedOut => 3, MeasureState.Substituted => 2, MeasureState.CarriedOut => 1, _ => 0,
    };

    private static MeasureState Read(string? text) => text switch
    {
        "carried-out" => MeasureState.CarriedOut, "not-carried-out" => MeasureState.NotCarriedOut, "impossible" => MeasureState.Impossible, "substituted" => MeasureState.Substituted,
        _ => MeasureState.NothingSaid,
    };
}
