using Parley.Records;

namespace Parley.Channels;

/// <summary>Who had which record when, from records and receipts alone: all who hold the same records see the same.</summary>
public static class Knowledge
{
    /// <summary>
    /// The records in their order, receipts and line tests apart, each with the time at which each party has it. Only what a
    /// receipt of the same channel says counts, and of several receipts of one party the earliest.
    /// </summary>
    public static IReadOnlyList<KnownRecord> Of(IEnumerable<AuthenticRecord> records)
    {
        var all = records.Select(r => r.Record).ToArray();
        var said = all.Where(r => !r.Content.Form.IsService).ToArray();
        var known = said.ToDictionary(r => r.Id, r => (r.Content.Channel, Times: new Dictionary<PartyId, DateTimeOffset> { [r.Content.Author] = r.Content.Composed }));
        foreach (var receipt in all.Where(r => r.Content.Form == FormId.DeliveredReceipt))
        {
            var (party, at) = (receipt.Content.Author, receipt.Content.Composed);
            foreach (var id in Receipts.Covered(receipt) ?? [])
            {
                if (known.TryGetValue(id, out var record) && record.Channel == receipt.Content.Channel
                    && (!record.Times.TryGetValue(party, out var earlier) || at < earlier))
                    record.Times[party] = at;
            }
        }

        return [.. said.Select(r => new KnownRecord(r, known[r.Id].Times))];
    }
}
