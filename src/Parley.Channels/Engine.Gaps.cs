using System.Text;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

public sealed partial class Engine
{
    private void NoteGap(ChannelState channel, PartyId author, long incarnation, long upTo)
    {
        // Only the author's present series can be missing something. A claim about another would never be met, and would
        // stand in the way of a true gap.
        if (!_cards.TryGetValue(author, out var cards) || incarnation > cards.Current.Incarnation
            || (channel.Heads.TryGetValue(author, out var head) && incarnation < head.Incarnation)
            || upTo < channel.NextNumber(author, incarnation))
        {
            return;
        }

        // The earlier incarnation first: a restart is not taken before what it names as the last before it. But what has two pasts may
        // never be had, and must not stand in the way of the rest.
        if (!channel.Gaps.TryGetValue(author, out var gap)
            || (incarnation != gap.Incarnation
                && (channel.HasTwoPastsNext(author, gap.Incarnation) || (incarnation < gap.Incarnation && !channel.HasTwoPastsNext(author, incarnation)))))
        {
            channel.Gaps[author] = new Gap(incarnation, upTo, _elapsed);
        }
        else if (gap.Incarnation == incarnation)
        {
            gap.UpTo = Math.Max(gap.UpTo, upTo);
        }
    }

    private void CloseGap(ChannelState channel, Record record)
    {
        if (!channel.Gaps.TryGetValue(record.Content.Author, out var gap) || gap.Incarnation > record.Numbering.Incarnation)
            return;
        if (gap.Incarnation < record.Numbering.Incarnation || record.Numbering.Number >= gap.UpTo)
            channel.Gaps.Remove(record.Content.Author);
        else
            gap.Progress(_elapsed);
    }

    /// <summary>
    /// What the author and its officer held of others: later than here, it is a gap to ask for; another record under a
    /// number that stands here, somebody shows two pasts, and the other one is asked for so that it can be proven.
    /// </summary>
    /// <remarks>Heads are claims. An alarm about one names no number, so that whoever makes up a thousand raises one alarm.</remarks>
    private void NoteHeads(ChannelState channel, Record record)
    {
        var author = record.Content.Author;
        foreach (var head in HeadsIn(channel, record))
        {
            if (_history.FindNumber(channel.Id, head.Author, head.Incarnation, head.Number) is { } known)
            {
                // Once there is evidence, a further copy of it tells nothing.
                if (known != head.Id && head.Number < channel.TwoPastsFrom.GetValueOrDefault((head.Author, head.Incarnation), long.MaxValue))
                {
                    Raise("CHN-016", channel.Id, head.Author,
                        $"{author} names another record of {head.Author} under a number than the one that stands here: one of the two is lying; the other record is being asked for");
                    Ask(author, new Want(channel.Id, head.Author, head.Incarnation, head.Number, head.Number), "conflict");
                }
            }
            else if (head.Author == _self && channel.Recovery is null && head.Incarnation >= _cards[_self].Current.Incarnation)
            {
                // The record itself will show whether the claim is true; then this node falls silent.
                Ask(author, new Want(channel.Id, _self, head.Incarnation, head.Number, head.Number), "own");
                Raise("CHN-018", channel.Id, _self,
                    $"{author} names a record of this node that is not here: this node was restored from an old backup, its key is in other hands, or {author} is wrong");
            }
        }

        NoteGaps(channel, record);
    }

    private void NoteGaps(ChannelState channel, Record record)
    {
        foreach (var head in HeadsIn(channel, record).Where(h => h.Author != _self))
            NoteGap(channel, head.Author, head.Incarnation, head.Number);
    }

    private static IEnumerable<Head> HeadsIn(ChannelState channel, Record record) =>
        record.Numbering.Have.Concat(record.Content.Seen).Distinct().Where(h => channel.Policies.Ever.HasMember(h.Author));

    // CHN-017
    private void AskForGaps(ChannelState channel)
    {
        foreach (var (author, gap) in channel.Gaps)
        {
            if (gap.AskAt > _elapsed || !_cards.TryGetValue(author, out var cards))
                continue;
            var first = channel.NextNumber(author, gap.Incarnation);
            var last = Math.Min(gap.UpTo, first + Want.MaxRecords - 1);
            if (cards.HasRevokedNodeKey(gap.Incarnation))
                first = last = LastMissing(channel, author, gap, first);
            // The author first; if it does not answer, any member may bring its records.
            var others = channel.Policy.Members.Select(m => m.Party).Where(p => p != _self && p != author).Prepend(author).ToArray();
            Ask(others[gap.Asked % others.Length], new Want(channel.Id, author, gap.Incarnation, first, last), "gap");
            gap.HasAsked(_elapsed);
        }
    }

    /// <summary>A member has nothing of what is missing. Where nobody has, a restart of its author waits for it no more.</summary>
    // CHN-064
    private void NoteLacking(PartyId member, Want want, ItemFate fate)
    {
        if (fate != ItemFate.Duplicate || !_channels.TryGetValue(want.Channel, out var channel) || !channel.Gaps.TryGetValue(want.Author, out var gap)
            || gap.Incarnation != want.Incarnation || channel.NextNumber(want.Author, gap.Incarnation) is var first && first != want.First
            || !_cards.TryGetValue(want.Author, out var cards) || cards.Current.Incarnation == gap.Incarnation)
        {
            return;
        }

        gap.Lacking.Add(member);
        if (!channel.Policy.Members.All(m => m.Party == _self || gap.Lacking.Contains(m.Party)))
            return;
        channel.Gaps.Remove(want.Author);
        channel.TwoPastsFrom[(want.Author, gap.Incarnation)] = first;
        ReconsiderRestart(channel, want.Author, gap.Incarnation);
    }

    /// <summary>Queues a request; one about the same author, for the same reason, that still waits for that peer gives way to it.</summary>
    private void Ask(PartyId whom, Want want, string reason) =>
        _outbox.Add(whom, new BundleItem(ItemKind.Want, want.ToBytes()),
            Digest.Of(Encoding.ASCII.GetBytes($"{reason} {want.Channel} {want.Author}")), Precedence.Immediate, Until.Answered);

    private ItemAnswer TakeWant(Input.Received received)
    {
        if (!Want.Parse(received.Item.Bytes.Span).Try(out var want, out var fault))
            return Refuse(fault);
        if (!_channels.TryGetValue(want.Channel, out var channel) || !channel.Policy.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is not a member of {want.Channel.Name}");
        var found = false;
        for (var number = want.First; number <= want.Last; number++)
        {
            if (_history.FindNumber(channel.Id, want.Author, want.Incarnation, number) is not { } id)
                continue;
            found = true;
            if (!_outbox.Add(received.From, id, Precedence.Immediate, Until.Answered))
                return Refuse("CHN-041", $"{Outbox.MaxReplies} records that {received.From} asked for are waiting for it already; ask again when they are there");
        }

        return new ItemAnswer(found ? ItemFate.Stored : ItemFate.Duplicate);
    }
}
