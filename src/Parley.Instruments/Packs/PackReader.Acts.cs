using NodaTime;
using Parley.Instruments.Acts;
using Parley.Records;

namespace Parley.Instruments.Packs;

public sealed partial class PackReader
{
    private ForceRules ReadForce(PackMap map, InstrumentNature nature)
    {
        if (map.Map("force", "force") is not { } force)
        {
            Fault("INS-002", map.Line, "the pack lacks 'force': how its force begins");
            return new ForceRules(ForceBegins.Stated, null);
        }

        var begins = force.OneOf("begins", "stated", "stated", "signature", "all-ratified", "own-ratification") switch
        {
            "signature" => ForceBegins.Signature, "all-ratified" => ForceBegins.AllRatified, "own-ratification" => ForceBegins.OwnRatification, _ => ForceBegins.Stated,
        };
        if (nature == InstrumentNature.PoliticalCommitment && begins is ForceBegins.AllRatified or ForceBegins.OwnRatification)
            Fault("INS-011", force.LineOf("begins"), "a political commitment is adopted and never ratified");
        int? months = null;
        if (force.Text("notice") is { } notice)
        {
            var text = notice.Split(' ');
            if (text is [var number, "months" or "month"] && int.TryParse(number, out var n) && n is > 0 and < 1200)
                months = n;
            else
                Fault("INS-002", force.LineOf("notice"), $"'{notice}' is not a time such as '12 months'");
        }

        force.End();
        return new ForceRules(begins, months);
    }

    private Act? ReadAct(PackMap map, InstrumentNature nature)
    {
        var name = map.Needed("act");
        if (!ActNames.TryParse(name, out var kind) && name.Length > 0)
            Fault("INS-010", map.LineOf("act"), $"'{name}' is no act; there are {string.Join(", ", ActNames.All)}");
        // INS-011
        if (nature == InstrumentNature.PoliticalCommitment && kind == ActKind.Ratification && name.Length > 0)
            Fault("INS-011", map.LineOf("act"), "a political commitment is adopted and never ratified");
        var parties = new List<PartyId>();
        foreach (var id in map.Words("parties"))
        {
            if (PartyId.TryParse(id, out var party) && _parties.Contains(party))
                parties.Add(party);
            else
                Fault("INS-005", map.LineOf("parties"), $"'{id}' is no party of this pack");
        }

        // INS-010: each date has its source; where sources differ, all dates stay.
        var dates = new List<ActDate>();
        foreach (var date in map.Maps("dates"))
        {
            var (text, source) = (date.Needed("date"), date.Needed("source"));
            if (!_sources.Contains(source))
                Fault("INS-010", date.Line, $"the date {text} names the source '{source}', which 'sources' does not have");
            if (IsDate(text, out var day))
                dates.Add(new ActDate(day, source));
            else if (text.Length > 0)
                Fault("INS-010", date.LineOf("date"), $"'{text}' is not a day such as 2022-12-23");
            date.End();
        }

        if (map.Find("dates") is null)
            Fault("INS-010", map.Line, $"the act '{name}' lacks 'dates'; where none is known, write 'dates: []'");
        LocalDate? effective = map.Text("effective") is { } from && Day(map, "effective", from) is { } start ? start : null;
        LocalDate? known = map.Text("known") is { } told && Day(map, "known", told) is { } when ? when : dates.Count > 0 ? dates.Min(d => d.Date) : null;
        if (known is null)
            Fault("INS-010", map.Line, $"the act '{name}' has no date and does not say when it became 'known'");
        var sources = Cited(map, $"the act '{name}'");
        var act = new Act(kind, parties, dates, effective, known is { } k ? new DateTimeOffset(k.Year, k.Month, k.Day, 0, 0, 0, TimeSpan.Zero) : default, sources, null, map.Text("note"));
        map.End();
        return act;
    }

    private LocalDate? Day(PackMap map, string key, string text)
    {
        if (IsDate(text, out var date))
            return date;
        Fault("INS-010", map.LineOf(key), $"'{text}' is not a day such as 2022-12-23");
        return null;
    }
}
