using System.Globalization;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Text;

namespace Parley.Channels;

/// <summary>What a receipt says: one line for each record that it covers.</summary>
public static class Receipts
{
    /// <summary>The field that lists the records.</summary>
    public const string RecordsField = "records";

    /// <summary>The field of a delivered receipt that states the ledger's size and root after the records went in.</summary>
    public const string LedgerField = "ledger";

    /// <summary>The most records that one receipt covers.</summary>
    public const int MaxRecords = 256;

    /// <summary>The lines of a receipt: record id and, where delivered, its index in the ledger.</summary>
    public static Field ToField(IEnumerable<(Digest Record, long? LedgerIndex)> covered) => new(RecordsField, string.Join('\n',
        covered.Select(c => c.LedgerIndex is { } index ? string.Create(CultureInfo.InvariantCulture, $"{c.Record} {index}") : c.Record.ToString())));

    /// <summary>The records that a receipt names, or nothing where it does not read as one. A reminder lists records in the same way.</summary>
    public static IReadOnlyList<Digest>? Covered(Record receipt)
    {
        if (receipt.Fields[RecordsField] is not { } text)
            return null;
        var lines = text.Split('\n', MaxRecords + 1);
        if (lines.Length > MaxRecords)
            return null;
        var records = new Digest[lines.Length];
        var withIndex = receipt.Content.Form == FormId.DeliveredReceipt;
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split(' ', 3);
            if (words.Length != (withIndex ? 2 : 1)
                || !Digest.TryParse(words[0], out records[i])
                || (withIndex && words[1] != "0" && !Numbers.TryParse(words[1], out _)))
            {
                return null;
            }
        }

        return records;
    }
}
