using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Instruments.Packs;

public sealed partial class PackReader
{
    private ObligationDefinition? ReadObligation(PackMap map)
    {
        var id = map.Needed("id");
        var label = map.Find("label") is { } node ? ReadLabels(node, node.Line, $"the obligation '{id}'") : Labels.English(id);
        var provision = ReadCitation(map);
        var form = ReadFormId(map, "form", known: true);
        var start = map.Map("starts", $"the start of '{id}'") is { } given ? ReadStart(given, id, form) : null;
        // INS-007
        if (map.Find("starts") is null)
            Fault("INS-007", map.Line, $"the obligation '{id}' {(map.Find("within") is null ? "" : "has a deadline and ")}names nothing that starts it: add 'starts' with each-year, form, before, met or inadequate");
        TimeAllowed? within = null;
        if (map.Text("within") is { } text && !TimeAllowed.TryParse(text, out within))
            Fault("INS-007", map.LineOf("within"), $"'{text}' is not a time such as '48 hours', '42 days', '5 working-days' or '2 months'");
        var promptly = map.YesNo("promptly");
        if (promptly && within is not null)
            Fault("INS-007", map.LineOf("promptly"), $"'{id}' is either due promptly, without a number, or within a stated time");
        if (start is not (null or ObligationStart.EachYear) && !promptly && within is null)
            Fault("INS-007", map.Line, $"the obligation '{id}' says neither 'within' nor 'promptly'");
        var next = new List<FormId>();
        foreach (var item in map.Items("next"))
        {
            if (item is PackNode.Text word && FormId.TryParse(word.Value, out var other) && _forms.ContainsKey(other))
                next.Add(other);
            else
                Fault("INS-005", item.Line, "'next' lists forms of this pack");
        }

        var read = new ObligationDefinition
        {
            Id = id, Label = label, Provision = provision, Form = form ?? FormId.ReadReceipt, Start = start ?? new ObligationStart.EachYear(1, 1, 0), Within = within, Promptly = promptly,
            FromReceipt = map.OneOf("counted-from", "issue", "issue", "receipt") == "receipt",
            By = map.OneOf("by", "addressee", "addressee", "author", "everybody") switch { "author" => Debtor.Author, "everybody" => Debtor.Everybody, _ => Debtor.Addressee },
            To = map.Text("to"), Answer = map.Text("answer"), Next = next,
        };
        map.End();
        return form is null || start is null ? null : read;
    }

    private ObligationStart? ReadStart(PackMap map, string id, FormId? meeting)
    {
        ObligationStart? start = null;
        if (map.Text("each-year") is { } day)
        {
            // A year without the day would owe nothing in it.
            if (day.Length == 5 && IsDate($"2023-{day}", out var date))
                start = new ObligationStart.EachYear(date.Month, date.Day, (int)Math.Clamp(map.Number("years-ahead") ?? 0, 0, 5));
            else
                Fault("INS-007", map.LineOf("each-year"), $"'{day}' is not a day that every year has, such as 12-15");
            if (meeting is not null && _forms[meeting].Path("year") is not { Type: Forms.FieldType.Number, Unit: null })
                Fault("INS-007", map.LineOf("each-year"), $"the form {meeting} that meets '{id}' lacks a field 'year', a number without a unit: for which year it is");
        }
        else if (map.Find("form") is not null)
        {
            start = ReadFormId(map, "form", known: true) is { } form ? new ObligationStart.OnForm(form) : null;
        }
        else if (map.Text("before") is { } field)
        {
            if (meeting is not null && _forms[meeting].Path(field) is { Group: null, Type: Forms.FieldType.Date or Forms.FieldType.Time })
                start = new ObligationStart.Before(field);
            else
                Fault("INS-005", map.LineOf("before"), $"'{field}' is not a day or a time of the form that meets '{id}'");
        }
        else if (map.Text("inadequate") is { } answer)
        {
            start = new ObligationStart.OnInadequate(answer);
        }
        else if (map.Text("met") is { } other)
        {
            start = new ObligationStart.OnMet(other);
        }
        else
        {
            Fault("INS-007", map.Line, $"the start of '{id}' is one of each-year, form, before, met, inadequate");
        }

        map.End();
        return start;
    }

    /// <summary>Obligations that start each other must end somewhere.</summary>
    // INS-006
    private void CheckOrder(IReadOnlyList<PackMap> maps, ObligationDefinition[] obligations)
    {
        var lines = maps.Where(m => m.Text("id") is not null).GroupBy(m => m.Text("id")!).ToDictionary(g => g.Key, g => g.First().Line);
        foreach (var twice in maps.GroupBy(m => m.Text("id")).Where(g => g.Key is not null && g.Count() > 1))
            Fault("INS-003", twice.Last().Line, $"the obligation '{twice.Key}' stands twice");
        var after = new Dictionary<string, string>();
        foreach (var obligation in obligations)
        {
            var other = obligation.Start switch { ObligationStart.OnInadequate i => i.Obligation, ObligationStart.OnMet m => m.Obligation, _ => null };
            if (other is null)
                continue;
            if (!lines.ContainsKey(other))
                Fault("INS-005", lines.GetValueOrDefault(obligation.Id), $"'{obligation.Id}' starts after '{other}', which is no obligation here");
            after[obligation.Id] = other;
        }

        foreach (var id in after.Keys)
        {
            var path = new List<string> { id };
            for (var next = after[id]; ; next = after[next])
            {
                if (next == id)
                {
                    Fault("INS-006", lines[id], $"a cycle: {string.Join(" starts after ", path)} starts after {id}; nothing would ever start");
                    break;
                }

                if (path.Contains(next) || !after.ContainsKey(next))
                    break;
                path.Add(next);
            }
        }
    }
}
