using Parley.Records;

namespace Parley.Channels;

/// <summary>Who had which record when, from records and receipts alone: all who hold the same records see the same.</summary>
public static class Knowledge
{
    /// <summary>
    /// The records in their order, receipts and line tests apart, each with the time at which each party has it. Only what a
    /// receipt of the same channel says counts, and of several receipts of one party the earliest. What an author said again after its node
    /// was restored (CHN-007) is there once, as the first of them; a receipt of any of them counts.
    /// </summary>
    public static IReadOnlyList<KnownRecord> Of(IEnumerable<AuthenticRecord> records)
    {
        var all = records.Select(r => r.Record).ToArray();
        var said = all.Where(r => !r.Content.Form.IsService).GroupBy(r => Digest.Of(r.ContentBytes)).Select(g => g.OrderBy(r => (r.Numbering.Incarnation, r.Numbering.Number)).ToArray()).ToArray();
        var known = new Dictionary<Digest, (ChannelId Channel, Dictionary<PartyId, DateTimeOffset> Times)>();
        foreach (var repeated in said)
        {
            var times = new Dictionary<PartyId, DateTimeOffset> { [repeated[0].Content.Author] = repeated[0].Content.Composed };
            foreach (var record in repeated)
                known[record.Id] = (record.Content.Channel, times);
        }

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

        return [.. said.Select(r => new KnownRecord(r[0], known[r[0].Id].Times))];
    }
}
