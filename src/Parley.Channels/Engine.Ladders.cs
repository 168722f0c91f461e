using Parley.Channels.Ladders;
using Parley.Records;

namespace Parley.Channels;

public sealed partial class Engine
{
    /// <summary>What is wrong with what an officer here claims about other records, or nothing.</summary>
    // LAD-012
    private Fault? CheckClaim(ChannelState channel, Record record)
    {
        if (!ClaimReader.Read(record).Try(out var claim, out var malformed))
            return malformed;
        foreach (var id in claim.About)
        {
            // Read and shown may run ahead of what is here: their rungs are climbed when the record comes.
            if (claim is Claim.Receipt)
                continue;
            if (Named(channel, id) is not { } named)
                return Missing(id);
            if (claim is Claim.Translated { Translation: var translation })
            {
                if (translation.Check(named, record.Content.Language) is { } wrong)
                    return wrong;
                continue;
            }

            if (named.Content.Author == _self != claim is Claim.Verdict or Claim.Adequacy)
            {
                return new Fault("LAD-012", 0, named.Content.Author == _self
                    ? $"record {named.Numbering.Number} is {_self}'s own: nobody paraphrases, answers or declines to answer himself"
                    : $"only {named.Content.Author}, who wrote record {named.Numbering.Number}, can say whether it was understood or answered");
            }
        }

        return claim switch
        {
            Claim.Verdict { Record: var about, OnParaphrase: var id } => Named(channel, id) is { } named && ClaimReader.Read(named).Try(out var said, out _) && said is Claim.Paraphrase paraphrase && paraphrase.Record == about
                ? null
                : Missing(id, "a paraphrase of that record"),
            Claim.Adequacy { Record: var about, OfAnswer: var id } => Named(channel, id) is { } named && ClaimReader.Read(named).Try(out var said, out _) && said is Claim.Answer answer && answer.About.Contains(about)
                ? null
                : Missing(id, "an answer to that record"),
            _ => null,
        };

        static Fault Missing(Digest id, string what = "a record of this channel that is here") => new("LAD-012", 0, $"{id} is not {what}");
    }

    /// <summary>A claim of another that does not read climbs nothing, and the watch is told.</summary>
    // LAD-013
    private void NoteClaim(ChannelState channel, Record record)
    {
        // LAD-001: a malformed receipt has its own alarm.
        if (!record.Content.Form.IsReceipt && !ClaimReader.Read(record).Try(out _, out var fault))
            Raise("LAD-013", channel.Id, record.Content.Author, $"{record.Content.Author}'s record {record.Numbering.Number} does not read as what it is to be ({fault.Rule}): {fault.Detail}");
    }

    private Record? Named(ChannelState channel, Digest id) => Find(id) is { Record: var named } && named.Content.Channel == channel.Id ? named : null;
}
