using System.Text;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Text;

namespace Parley.Channels.Exchanges;

/// <summary>
/// The first half of a sealed exchange: the whole content of a record to come, as its officers signed it, and none of its
/// fields but the root over them. Whoever has given it cannot choose other fields any more.
/// </summary>
/// <param name="Content">The content to come.</param>
/// <param name="Officers">Its officers' signatures, unverified.</param>
/// <param name="RevealBy">By when everything is to be in, in the channel's time.</param>
public sealed record ExchangeHeader(RecordContent Content, IReadOnlyList<OfficerSignature> Officers, DateTimeOffset RevealBy)
{
    private const string HeaderField = "header";
    private const string OfficersField = "officers";
    private const string RevealField = "reveal-by";

    // EXC-002
    /// <summary>The fields of the header record.</summary>
    public Field[] ToFields() =>
    [
        new(HeaderField, Encoding.ASCII.GetString(Content.ToBytes()).TrimEnd('\n')),
        new(OfficersField, string.Join('\n', Officers.Select(o => o.ToLine()))),
        new(RevealField, Times.ToText(RevealBy)),
    ];

    /// <summary>Reads a header record. Never throws; signatures are not checked.</summary>
    public static Outcome<ExchangeHeader> Read(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Fields.All is not [{ Name: HeaderField, Value: var header }, { Name: OfficersField, Value: var signed }, { Name: RevealField, Value: var by }])
            return new Fault("EXC-002", 0, $"a header has the fields '{HeaderField}', '{OfficersField}' and '{RevealField}', in this order and no others");
        if (!RecordContent.Parse(Encoding.UTF8.GetBytes(header + "\n")).Try(out var content, out var fault))
            return fault;
        if (!Times.TryParse(by, out var time))
            return new Fault("EXC-002", 0, $"'{RevealField}' is not a UTC time such as 2023-01-01T12:00:00Z");
        var officers = new List<OfficerSignature>();
        foreach (var line in signed.Split('\n', Limits.Officers + 1))
        {
            if (officers.Count == Limits.Officers || !OfficerSignature.TryParseLine(line, out var officer))
                return new Fault("EXC-002", 0, $"'{OfficersField}' is not 1 to {Limits.Officers} lines of officers' signatures");
            officers.Add(officer);
        }

        // EXC-003
        var own = record.Content;
        if (content.Author != own.Author || content.Channel != own.Channel || !content.Form.IsSealed || content.Subject is null || content.Subject != own.Subject
            || !content.To.SequenceEqual(own.To) || !content.To.Any(d => d.Party != own.Author))
        {
            return new Fault("EXC-003", 0, "the header announces a content of another author, channel, subject or other addressees than its own, one of no sealed form, or one to nobody else");
        }

        return new ExchangeHeader(content, officers, time);
    }
}
