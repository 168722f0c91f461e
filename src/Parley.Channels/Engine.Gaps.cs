using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

public sealed partial class Engine
{
    private void NoteGap(ChannelState channel, PartyId author, long incarnation, long upTo)
    {
        if (upTo < channel.NextNumber(author, incarnation))
            return;
        if (!channel.Gaps.TryGetValue(author, out var gap) || gap.Incarnation < incarnation)
            channel.Gaps[author] = new Gap(incarnation, upTo, _now);
        else if (gap.Incarnation == incarnation)
            gap.UpTo = Math.Max(gap.UpTo, upTo);
    }

    private void CloseGap(ChannelState channel, Record record)
    {
        if (!channel.Gaps.TryGetValue(record.Content.Author, out var gap) || gap.Incarnation != record.Numbering.Incarnation)
            return;
        if (record.Numbering.Number >= gap.UpTo)
            channel.Gaps.Remove(record.Content.Author);
        else
            gap.Progress(_now);
    }

    /// <summary>
    /// What the author held of others: later than here, it is a gap to ask for; another record under a number that
    /// stands here, somebody shows two pasts, and the other one is asked for so that it can be proven.
    /// </summary>
    private void NoteHeads(ChannelState channel, Record record, PartyId from)
    {
        foreach (var head in record.Numbering.Have)
        {
            if (!channel.Policy.HasMember(head.Author))
                continue;
            if (_history.FindNumber(channel.Id, head.Author, head.Incarnation, head.Number) is { } known)
            {
                if (known != head.Id)
                {
                    Raise("CHN-016", channel.Id, head.Author,
                        $"{record.Content.Author} holds another record number {head.Number} of {head.Author} than this node does: one of the two is lying; the other record is being asked for");
                    Ask(record.Content.Author, new Want(channel.Id, head.Author, head.Incarnation, head.Number, head.Number));
                }
            }
            else if (head.Author == _self)
            {
                Raise("CHN-018", channel.Id, _self,
                    $"{record.Content.Author} holds this node's record {head.Number}, and this node does not: it was restored from an old backup, or its key is in other hands");
            }
            else
            {
                NoteGap(channel, head.Author, head.Incarnation, head.Number);
            }
        }
    }

    private void AskForGaps(ChannelState channel)
    {
        foreach (var (author, gap) in channel.Gaps)
        {
            if (gap.AskAt > _now)
                continue;
            var first = channel.NextNumber(author, gap.Incarnation);
            // The author first; if it does not answer, any member may bring its records.
            var others = channel.Policy.Members.Select(m => m.Party).Where(p => p != _self && p != author).Prepend(author).ToArray();
            Ask(others[gap.Asked % others.Length], new Want(channel.Id, author, gap.Incarnation, first, Math.Min(gap.UpTo, first + Want.MaxRecords - 1)));
            gap.HasAsked(_now);
        }
    }

    private void Ask(PartyId whom, Want want) =>
        _outbox.Add(whom, new BundleItem(ItemKind.Want, want.ToBytes()), Precedence.Immediate);

    private ItemAnswer TakeWant(Input.Received received)
    {
        if (!Want.Parse(received.Item.Bytes.Span).Try(out var want, out var fault))
            return Refuse(fault);
        if (!_channels.TryGetValue(want.Channel, out var channel) || !channel.Policy.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is not a member of {want.Channel.Name}");
        for (var number = want.First; number <= want.Last; number++)
        {
            if (_history.FindNumber(channel.Id, want.Author, want.Incarnation, number) is { } id)
                _outbox.Add(received.From, id, Precedence.Immediate, service: true);
        }

        return new ItemAnswer(ItemFate.Stored);
    }
}
