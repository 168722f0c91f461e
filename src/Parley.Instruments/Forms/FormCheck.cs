using Parley.Instruments.Packs;
using Parley.Records.Attachments;

namespace Parley.Instruments.Forms;

/// <summary>A field of a filled form that breaks a rule, and the provision that the refusal cites.</summary>
public sealed record FormFault(string Rule, string Field, string Detail, string? Provision)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}, {Field}: {Detail}{(Provision is null ? "" : $" ({Provision})")}";
}

/// <summary>Checks what is filled in against a form: when it is written, and again before it is released.</summary>
public static class FormCheck
{
    /// <summary>The field that names the pack under which a form was filled: name, version, and 16 digits of the hash.</summary>
    public const string PackField = "pack";

    // Fields that every form may carry beside its own.
    private static readonly string[] Common = [PackField, "answers", "modelled-on", "source", AttachmentList.NamesField, AttachmentList.KeysField];

    /// <summary>Every fault; none where the form may go out to a channel of <paramref name="members"/> members.</summary>
    public static IReadOnlyList<FormFault> Check(Pack pack, FormDefinition form, IReadOnlyDictionary<string, string> values, DateTimeOffset composed, int? members)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(values);
        var faults = new List<FormFault>();
        var cite = $"{pack.Name} {form.Provision}";

        // INS-026: a list of protected sites is a list of targets. It never goes to a channel that a third party reads.
        if (pack.PairwiseOnly && members is not null and not 2)
            faults.Add(new FormFault("INS-026", form.Id.Value, $"this form goes on a channel of two members only, and this one has {members}", cite));
        if (values.TryGetValue(PackField, out var stamp) && stamp != pack.Stamp)
            faults.Add(new FormFault("INS-028", PackField, $"it was filled under '{stamp}', and here is '{pack.Stamp}': compare the two packs before you send", cite));

        var filled = new FilledForm(form, values);
        foreach (var (name, value) in values)
        {
            if (Common.Contains(name))
                continue;
            // INS-027
            if (form.Field(name) is not { } field)
                faults.Add(new FormFault("INS-027", name, "the form has no such field", cite));
            else if (value.Length > 0 && FieldValue.Read(field, value, out var fault) is null)
                faults.Add(new FormFault(fault!.Rule, name, fault.Detail, cite));
        }

        // INS-020
        foreach (var field in form.Fields.Where(f => f.Required))
        {
            var names = field.Group is null ? [field.Name] : filled.Items(field.Group) is { Count: > 0 } items ? items.Select(i => $"{field.Group}.{i}.{field.Name}") : [$"{field.Group}.1.{field.Name}"];
            faults.AddRange(names.Where(n => values.GetValueOrDefault(n, "").Trim().Length == 0).Select(n => new FormFault("INS-020", n, "this must be filled in", cite)));
        }

        // INS-025
        faults.AddRange(form.Rules
            .Where(r => (r.If is null || r.If.Holds(filled, composed)) && !r.Then.Holds(filled, composed))
            .Select(r => new FormFault("INS-025", r.Then.Fields.FirstOrDefault() ?? form.Id.Value, r.Says, $"{pack.Name} {r.Provision}")));
        return faults;
    }

    /// <summary>The thresholds that what is filled in reaches.</summary>
    public static IReadOnlyList<Threshold> Reached(Pack pack, FormDefinition form, IReadOnlyDictionary<string, string> values, DateTimeOffset composed) =>
        [.. pack.Thresholds.Where(t => t.Form == form.Id && t.When.Holds(new FilledForm(form, values), composed))];
}
