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
        if (packs.Of(content.Form) is not { } pack || pack.Form(content.Form.Value) is not { } form)
            return null;
        var values = fields.All.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First().Value);
        return FormCheck.Check(pack, form, values, content.Composed, policy?.Members.Count) is [var fault, ..]
            ? new Fault(fault.Rule, 0, $"field '{fault.Field}': {fault.Detail}. So says {fault.Provision}.")
            : null;
    }
}
