using Parley.Instruments.Forms;
using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Instruments.Packs;

/// <summary>Reads conditions over a form's fields, each comparison typed: a number is not compared with a day.</summary>
internal sealed class ConditionReader(FormDefinition form, List<Fault> faults)
{
    // INS-008
    public Condition? Read(PackNode node)
    {
        var map = new PackMap(node, "a condition", faults);
        var condition = ReadOne(map);
        map.End();
        return condition;
    }

    private Condition? ReadOne(PackMap map)
    {
        if (map.Find("all-of") is not null)
            return new Condition.AllOf(Parts(map, "all-of"));
        if (map.Find("any-of") is not null)
            return new Condition.AnyOf(Parts(map, "any-of"));
        if (map.Find("not") is { } negated)
            return Read(negated) is { } part ? new Condition.Not(part) : null;
        var path = map.Needed("field");
        if (path.Length == 0)
            return null;
        if (form.Path(path) is not { } field)
        {
            map.Fault("INS-005", map.LineOf("field"), $"the form {form.Id} has no field '{path}'");
            _ = (map.Text("at-least"), map.Text("at-most"), map.Text("is"), map.Find("is-one-of"), map.Text("given"), map.Text("after"), map.Text("by-at-least"));
            return null;
        }

        var (least, most) = (map.Number("at-least"), map.Number("at-most"));
        if (least is not null || most is not null)
            return Typed(field.Type == FieldType.Number, map, path, "a number") ? new Condition.Amount(path, least, most) : null;
        var values = map.Find("is-one-of") is not null ? map.Words("is-one-of") : map.Text("is") is { } value ? [value] : [];
        if (values.Count > 0)
        {
            foreach (var unknown in values.Where(v => field.Type == FieldType.Code ? !field.Codes.ContainsKey(v) : field.Type == FieldType.YesNo && v is not ("yes" or "no")))
                map.Fault("INS-005", map.Line, $"'{path}' never has the value '{unknown}'");
            return new Condition.Is(path, values);
        }

        if (map.Text("after") is { } other)
            return ReadAfter(map, path, field, other);
        if (map.OneOf("given", "", "yes") == "yes")
            return new Condition.Given(path);
        map.Fault("INS-008", map.Line, $"nothing is said of '{path}': at-least, at-most, is, is-one-of, after, or given");
        return null;
    }

    private Condition.After? ReadAfter(PackMap map, string path, FieldDefinition field, string other)
    {
        var least = map.Text("by-at-least");
        TimeAllowed? time = null;
        if (least is not null && (!TimeAllowed.TryParse(least, out time) || time.Unit is TimeUnit.WorkingDays or TimeUnit.Months))
            map.Fault("INS-008", map.LineOf("by-at-least"), $"'{least}' is not a time such as '42 days' or '48 hours'");
        if (!Typed(field.Type is FieldType.Date or FieldType.Time, map, path, "a day or a time"))
            return null;
        if (other == "composed")
            return new Condition.After(path, null, time);
        if (form.Path(other) is { Type: FieldType.Date or FieldType.Time })
            return new Condition.After(path, other, time);
        map.Fault("INS-005", map.LineOf("after"), $"'{other}' is neither 'composed' nor a day or a time of the form {form.Id}");
        return null;
    }

    private static bool Typed(bool fits, PackMap map, string path, string what)
    {
        if (!fits)
            map.Fault("INS-008", map.Line, $"'{path}' is not {what} and cannot be compared as one");
        return fits;
    }

    private List<Condition> Parts(PackMap map, string key)
    {
        var items = map.Items(key);
        if (items.Count == 0)
            map.Fault("INS-008", map.LineOf(key), $"'{key}' lists no conditions");
        return [.. items.Select(Read).OfType<Condition>()];
    }
}
