using Parley.Instruments.Forms;
using Parley.Records.Fields;

namespace Parley.Instruments.Packs;

public sealed partial class PackReader
{
    private FormDefinition? ReadForm(PackMap map, Dictionary<string, Labels> units)
    {
        var id = ReadFormId(map, "form", known: false);
        var title = map.Find("title") is { } label ? ReadLabels(label, label.Line, $"the title of {id}") : Missing(map, "title");
        var notice = map.Find("notice") is { } words ? ReadLabels(words, words.Line, $"the notice of {id}") : null;
        var provision = ReadCitation(map);
        var fields = new List<FieldDefinition>();
        foreach (var field in map.Maps("fields"))
        {
            if (field.Find("group") is null)
            {
                Add(field, null);
                continue;
            }

            var group = field.Needed("group");
            if (!IsName(group))
                Fault("INS-003", field.LineOf("group"), $"'{group}' does not name a group: lower-case letters, digits and hyphens");
            foreach (var part in field.Maps("fields"))
                Add(part, group);
            field.End();
        }

        var form = id is null ? null : new FormDefinition { Id = id, Title = title, Provision = provision, Notice = notice, Fields = fields, Rules = [] };
        var rules = new List<FormRule>();
        foreach (var rule in map.Maps("checks"))
        {
            if (form is null)
                continue;
            var reader = new ConditionReader(form, _faults);
            var condition = rule.Find("if") is { } given ? reader.Read(given) : null;
            var then = rule.Find("then") is { } wanted ? reader.Read(wanted) : null;
            if (rule.Find("then") is null)
                Fault("INS-008", rule.Line, "a check lacks 'then': what must hold");
            var (says, cited) = (rule.Needed("says"), ReadCitation(rule));
            if (then is not null)
                rules.Add(new FormRule(condition, then, says, cited));
            rule.End();
        }

        map.End();
        if (form is null)
            return null;
        form = form with { Rules = rules };
        if (!_forms.TryAdd(form.Id, form))
            Fault("INS-003", map.Line, $"the form {form.Id} stands twice");
        return form;

        void Add(PackMap field, string? group)
        {
            if (ReadField(field, group, units) is not { } read)
                return;
            if (fields.Any(f => f.Name == read.Name && f.Group == group))
                Fault("INS-003", field.Line, $"the field '{read.Name}' stands twice");
            fields.Add(read);
        }
    }

    private static bool IsName(string text) => Field.IsName(text) && !text.Contains('.', StringComparison.Ordinal);

    private FieldDefinition? ReadField(PackMap map, string? group, Dictionary<string, Labels> units)
    {
        var name = map.Needed("field");
        if (name.Length > 0 && !IsName(name))
            Fault("INS-003", map.LineOf("field"), $"'{name}' does not name a field: lower-case letters, digits and hyphens");
        var label = map.Find("label") is { } node ? ReadLabels(node, node.Line, $"the label of '{name}'") : _words.GetValueOrDefault(name);
        if (label is null)
            Fault("INS-012", map.Line, $"the field '{name}' has no label: give 'label', or a word '{name}' under 'words'");
        var type = map.OneOf("type", "text", "text", "number", "date", "time", "position", "code", "yes-no", "party", "record") switch
        {
            "number" => FieldType.Number, "date" => FieldType.Date, "time" => FieldType.Time, "position" => FieldType.Position, "code" => FieldType.Code,
            "yes-no" => FieldType.YesNo, "party" => FieldType.Party, "record" => FieldType.Record, _ => FieldType.Text,
        };
        var unit = map.Text("unit");
        if (unit is not null && type != FieldType.Number)
            Fault("INS-008", map.LineOf("unit"), $"'{name}' is no number and has no unit");
        if (unit is not null && !units.ContainsKey(unit))
            Fault("INS-005", map.LineOf("unit"), $"the unit '{unit}' has no names: add it to 'units'");
        var codes = new Dictionary<string, Labels>();
        if (map.Map("codes", $"the codes of '{name}'") is { } values)
        {
            foreach (var (code, line, value) in values.All)
                codes[code] = ReadLabels(value, line, $"the code '{code}'");
        }

        if ((type == FieldType.Code) != (codes.Count > 0))
            Fault("INS-008", map.Line, $"a field of type code, and no other, lists its 'codes'; '{name}' does not fit");
        var onLand = map.OneOf("on", "anywhere", "anywhere", "land") == "land";
        if (onLand && type != FieldType.Position)
            Fault("INS-008", map.LineOf("on"), $"'{name}' is no position");
        var field = new FieldDefinition(name, group, label ?? Labels.English(name), type, unit, map.YesNo("required"), codes, onLand);
        map.End();
        return name.Length > 0 ? field : null;
    }
}
