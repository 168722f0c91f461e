using Parley.Instruments.Acts;
using Parley.Instruments.Forms;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Policies;

namespace Parley.Node.Instruments;

/// <summary>The instrument's rules, checked once more on what officers have signed, before it is numbered and goes out.</summary>
public static class ReleaseCheck
{
    /// <summary>The first rule that a submission breaks of the instrument whose form it fills in, with the provision; nothing where none, or where no pack has the form.</summary>
    public static Fault? Check(PackLibrary packs, RecordContent content, SaltedFields fields, ChannelPolicy? policy)
    {
        ArgumentNullException.ThrowIfNull(packs);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(fields);
        // INS-030: an act that does not read as one would be computed as none.
        if (content.Form.Value.StartsWith("act.", StringComparison.Ordinal))
            return CheckAct(packs, content, fields);
        if (packs.Of(content.Form) is not { } pack || pack.Form(content.Form.Value) is not { } form)
            return null;
        var values = fields.All.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First().Value);
        return FormCheck.Check(pack, form, values, content.Composed, policy?.Members.Count) is [var fault, ..]
            ? new Fault(fault.Rule, 0, $"field '{fault.Field}': {fault.Detail}. So says {fault.Provision}.")
            : null;
    }

    private static Fault? CheckAct(PackLibrary packs, RecordContent content, SaltedFields fields)
    {
        var name = content.Form.Value[4..content.Form.Value.IndexOf('/', StringComparison.Ordinal)];
        if (!ActNames.TryParse(name, out _))
            return new Fault("INS-030", 0, $"'{name}' is no act; there are {string.Join(", ", ActNames.All)}");
        if (packs.Packs.FirstOrDefault(p => p.Name == fields["instrument"]) is not { } pack)
            return new Fault("INS-030", 0, $"field 'instrument' names no pack that is here: '{fields["instrument"]}'");
        if (!pack.HasParty(RecordedActs.Real(pack, content.Author)))
            return new Fault("INS-030", 0, $"{content.Author} is no party of {pack.Name}");
        return new[] { "date", "effective" }.FirstOrDefault(f => fields[f] is { } day && !DateOnly.TryParseExact(day, "yyyy-MM-dd", out _)) is { } wrong
            ? new Fault("INS-030", 0, $"field '{wrong}' is a day such as 2022-12-23, not '{fields[wrong]}'")
            : null;
    }
}
