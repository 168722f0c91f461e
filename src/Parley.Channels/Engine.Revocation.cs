using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels;

/// <content>A key was revoked while records that it had signed were still under way: a node's, whose next key vouches for them, or an officer's, for which his node does.</content>
public sealed partial class Engine
{
    /// <summary>
    /// Whether a record that waits here names this one as the one before it, itself or over others that wait, and is signed by a key that
    /// is believed: then this one is its author's, whatever has become of the key that signed it.
    /// </summary>
    // CHN-067
    private bool IsVouchedFor(ChannelState channel, Record record, CardHistory author)
    {
        var before = record.Head;
        while (After(channel, before, author) is { } next)
        {
            if (_verifier.IsSignedByNode(next.Header, author))
                return true;
            before = next.Head;
        }

        return false;
    }

    /// <summary>The watch is told where an officer's key was revoked while what he had signed was under way.</summary>
    // CHN-068
    private void RaiseRevokedSince(ChannelState channel, Record record)
    {
        var author = record.Content.Author;
        foreach (var officer in _verifier.RevokedSince(record.Header, _cards[author]))
        {
            Raise("CHN-068", channel.Id, author,
                $"{author}'s record {record.Numbering.Number} is signed by {officer}, whose key {author} has revoked since. Its node says that he signed before: ask {author} whether the record stands.");
        }
    }

    /// <summary>The record that waits for this one: the next of its incarnation, or a restart.</summary>
    private Record? After(ChannelState channel, Head before, CardHistory author)
    {
        if (Waiting(channel, before.Author, before.Incarnation, before.Number + 1) is { } next && next.Numbering.Previous == before.Id)
            return next;
        for (var later = before.Incarnation + 1; later <= author.Current.Incarnation; later++)
        {
            if (Waiting(channel, before.Author, later, 1) is { } restart && TryReadLast(restart, out var last) && last == before)
                return restart;
        }

        return null;
    }

    private Record? Waiting(ChannelState channel, PartyId author, long incarnation, long number) =>
        _history.FindHeld(channel.Id, author, incarnation, number) is { } held ? Record.Parse(held.Bytes.Span).OrThrow() : null;

    /// <summary>What to ask for of a series a key of which was revoked: the last that is missing, since only what follows a record can vouch for it.</summary>
    // CHN-067
    private long LastMissing(ChannelState channel, PartyId author, Gap gap, long first)
    {
        var last = Math.Min(gap.UpTo, first + HeldAhead);
        for (var number = first; number < last; number++)
        {
            if (_history.FindHeld(channel.Id, author, gap.Incarnation, number + 1) is not null)
                return number;
        }

        return last;
    }
}
