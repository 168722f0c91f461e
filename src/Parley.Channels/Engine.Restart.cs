using Parley.Channels.Ladders;
using Parley.Channels.LineTests;
using Parley.Channels.Wire;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Channels;

public sealed partial class Engine
{
    /// <summary>The field of a restart that names the author's last record before it.</summary>
    private const string LastField = "last";

    // A member that has answered is asked for the rest once what it sent can be here.
    private static readonly TimeSpan RecoveryPace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(10);

    /// <summary>Why this node says nothing on a channel, or nothing where it may speak.</summary>
    private static Fault? Silence(ChannelState channel) => channel.Standing switch
    {
        // CHN-060
        Standing.Recovering => new Fault("CHN-060", 0, $"this node was restored and is getting its own records on {channel.Id.Name} back from the other members; it speaks again when all have answered"),

        // CHN-065
        Standing.Halted => new Fault("CHN-065", 0, $"this node was put back to an older state, or its key is in other hands, and says nothing more on {channel.Id.Name}. Stop it, and run 'parley restart' with the root key."),

        // POL-038
        Standing.Left => new Fault("POL-038", 0, $"this party has left {channel.Id.Name}"),
        _ => null,
    };

    // CHN-060
    private Recovery? NewRecovery(ChannelState channel)
    {
        var head = channel.Heads.GetValueOrDefault(_self);
        return _cards[_self].Current.Incarnation > (head?.Incarnation ?? 1) ? new Recovery(head?.Incarnation ?? 1) : null;
    }

    /// <summary>Every version of this party's card after the first, to every party: a new key or incarnation must be known before it is used.</summary>
    // CHN-066
    private void PassOnCards()
    {
        foreach (var card in _cards[_self].Notes.Skip(1))
        {
            foreach (var party in _cards.Keys.Where(p => p != _self))
            {
                _outbox.Add(party, new BundleItem(ItemKind.Card, card.ToBytes()),
                    Digest.Of(card.Text.Span), Precedence.Immediate, Until.Stored);
            }
        }
    }

    /// <summary>
    /// Asks every other member for this node's records after the last that is here, one incarnation after the other, and each for
    /// its own, which it believes to have been delivered.
    /// </summary>
    // CHN-061
    private void Recover(ChannelState channel, Recovery recovery)
    {
        var others = channel.Policy.Members.Select(m => m.Party).Where(p => p != _self).ToArray();
        if ((recovery.HasForked || others.All(m => recovery.Exhausted.Contains((m, _self)))) && others.All(m => recovery.Exhausted.Contains((m, m))))
        {
            recovery.Next();
            if (recovery.Incarnation == _cards[_self].Current.Incarnation)
            {
                Restart(channel);
                return;
            }
        }

        foreach (var (member, author) in others.SelectMany(m => new[] { (m, _self), (m, m) }))
        {
            if (recovery.Exhausted.Contains((member, author)) || (recovery.AskAt.TryGetValue((member, author), out var at) && at > _elapsed))
                continue;
            var (incarnation, first) = Missing(channel, recovery, author);
            Ask(member, new Want(channel.Id, author, incarnation, first, first + Want.MaxRecords - 1), "recovery");
            recovery.AskAt[(member, author)] = _elapsed + RecoveryPatience;
        }
    }

    private (long Incarnation, long First) Missing(ChannelState channel, Recovery recovery, PartyId author)
    {
        var incarnation = author == _self ? recovery.Incarnation : _cards[author].Current.Incarnation;
        return (incarnation, channel.NextNumber(author, incarnation));
    }

    private void NoteRecovery(PartyId member, Want want, ItemFate fate)
    {
        if (!_channels.TryGetValue(want.Channel, out var channel) || channel.Recovery is not { } recovery || (want.Author != _self && want.Author != member))
            return;

        // Only an answer to what is missing now counts: meanwhile another member may have brought more.
        if (fate == ItemFate.Duplicate && (want.Incarnation, want.First) == Missing(channel, recovery, want.Author))
            recovery.Exhausted.Add((member, want.Author));
        else
            recovery.AskAt[(member, want.Author)] = _elapsed + RecoveryPace;
    }

    /// <summary>A record of this node's own, from before it was restored.</summary>
    private ItemAnswer TakeBack(ChannelState channel, Record record, string bearer)
    {
        var (number, due) = (record.Numbering.Number, channel.NextNumber(_self, record.Numbering.Incarnation));
        if (number > due)
            return Refuse("CHN-061", $"record {number} comes before its turn; {due} is due and asked for");
        if (number < due || (number > 1 && record.Numbering.Previous != channel.Heads[_self].Id))
        {
            // It spoke after it had been put back, before anybody noticed: two pasts, and no way to have both.
            channel.Recovery!.HasForked = true;
            Raise("CHN-061", channel.Id, _self, $"record {number} of this node stands elsewhere and another one here: it spoke after it had been put back to an older state. Its peers keep both as evidence.");
            return Refuse("CHN-061", "another record of the receiving node stands there under this number");
        }

        Store(channel, record, EntryDirection.Received, bearer);
        channel.Recovery!.Exhausted.RemoveWhere(e => e.Author == _self);
        TakeReceipt(channel, record);
        NoteExchange(channel, record);

        // What this party's officers had read or answered is not owed any more.
        if (ClaimReader.Read(record).Try(out var claim, out _))
        {
            foreach (var id in claim.About)
                Meet(channel, id, _self, claim);
        }

        if (record.Content.Form == FormId.LineTest && LineTest.Parse(record).Try(out var test, out _))
            Keep(channel, new TestedCheckpoint(record.Head, test.Checkpoint));
        NoteGaps(channel, record);
        return new ItemAnswer(ItemFate.Stored);
    }

    private ItemAnswer EndRecovery(ChannelId id)
    {
        if (!_channels.TryGetValue(id, out var channel))
            return Refuse("CHN-001", $"there is no open channel {id.Name} with that founding policy here");
        if (channel.Recovery is null)
            return new ItemAnswer(ItemFate.Duplicate);
        Restart(channel);
        return new ItemAnswer(ItemFate.Stored);
    }

    /// <summary>Opens the new incarnation: what was last said before it, and from here on number 1.</summary>
    // CHN-062
    private void Restart(ChannelState channel)
    {
        channel.Recovery = null;
        channel.Group.AskAt = _elapsed;
        var others = channel.Policy.Members.Where(m => m.Party != _self).Select(m => _cards[m.Party].Current.Desks[0]).ToArray();
        var last = channel.Heads.GetValueOrDefault(_self);
        Say(channel, MakeOwn(channel, FormId.Restart, Precedence.Immediate, others, [new Field(LastField, last?.ToString() ?? "-")]));
    }

    /// <summary>A restart waits for the record that it names as the last before it, and tells the watch what it leaves behind.</summary>
    private ItemAnswer? CheckRestart(ChannelState channel, Record record, Head? head, PartyId from, string bearer)
    {
        // CHN-063
        var (author, incarnation) = (record.Content.Author, record.Numbering.Incarnation);
        if (!TryReadLast(record, out var last))
        {
            return Refuse("CHN-063", "a restart has the field 'last' alone: the author's last record of an incarnation before, or a hyphen");
        }

        if (WaitsFor(channel, record) is { } missing)
        {
            // What it said before is not all here.
            NoteGap(channel, author, missing.Incarnation, missing.Number);
            if (_history.FindHeld(channel.Id, author, incarnation, 1) is { } held)
            {
                return held.Id == record.Id
                    ? new ItemAnswer(ItemFate.Duplicate)
                    : Contradiction(channel, EvidenceKind.NumberTwice, Record.Parse(held.Bytes.Span).OrThrow(), record);
            }

            Emit(new Effect.HoldRecord(channel.Id, record, from, bearer));
            return new ItemAnswer(ItemFate.Held);
        }

        // CHN-064
        if (last is not null && _history.FindNumber(channel.Id, author, last.Incarnation, last.Number) != last.Id)
        {
            Ask(author, new Want(channel.Id, author, last.Incarnation, last.Number, last.Number), "conflict");
            Raise("CHN-064", channel.Id, author, $"{author} was restored from a backup and says so under its root key: incarnation {incarnation}. It names another last record than the one that stands here under that number: it is being asked for.");
            return null;
        }

        Raise("CHN-064", channel.Id, author, head == last
            ? $"{author} was restored from a backup and says so under its root key: incarnation {incarnation}, nothing that it said is missing"
            : $"{author} was restored from a backup and says so under its root key: incarnation {incarnation}. It has lost records of its own that stand here; give it a copy.");
        return null;
    }

    /// <summary>Whether this is a well-formed restart record, and the last head of its author's series before it, where there is one.</summary>
    internal static bool TryReadLast(Record restart, out Head? last)
    {
        last = null;
        return restart.Content.Form == FormId.Restart && restart.Fields.All is [{ Name: LastField, Value: var text }]
            && (text == "-" || (Head.TryParse(text, out last) && last.Author == restart.Content.Author && last.Incarnation < restart.Numbering.Incarnation));
    }

    /// <summary>The last record before a restart that is not here yet and can still be had, or nothing.</summary>
    /// <remarks>Of a series with two pasts, what comes before they part; were that left out, it could never be taken any more.</remarks>
    private (long Incarnation, long Number)? WaitsFor(ChannelState channel, Record restart)
    {
        var author = restart.Content.Author;
        if (!TryReadLast(restart, out var last) || last is null)
            return null;
        var number = Math.Min(last.Number, channel.TwoPastsFrom.GetValueOrDefault((author, last.Incarnation), long.MaxValue) - 1);
        if (number == 0)
        {
            return _history.FindHeld(channel.Id, author, last.Incarnation, 1) is { } held && Record.Parse(held.Bytes.Span).OrThrow() is var before && before.Content.Form == FormId.Restart
                ? WaitsFor(channel, before)
                : null;
        }

        // CHN-067: they cannot all wait here for what vouches for them.
        if (_cards[author].HasRevokedNodeKey(last.Incarnation) && number - channel.NextNumber(author, last.Incarnation) > HeldAhead)
            return null;
        var head = channel.Heads.GetValueOrDefault(author);
        return head is null || (head.Incarnation, head.Number).CompareTo((last.Incarnation, number)) < 0 ? (last.Incarnation, number) : null;
    }

    /// <summary>A restart may be waiting for what has come, or for what can no longer come.</summary>
    private void ReconsiderRestart(ChannelState channel, PartyId author, long incarnation)
    {
        for (var later = incarnation + 1; later <= _cards[author].Current.Incarnation; later++)
        {
            if (_history.FindHeld(channel.Id, author, later, 1) is null)
                continue;
            Emit(new Effect.Again(new Input.Reconsider(channel.Id, author, later, 1)));
            return;
        }
    }

    /// <summary>This node's own signature shows that it does not know what it has said. Whatever it said now could contradict it.</summary>
    // CHN-018
    private void Halt(ChannelState channel, string shown)
    {
        if (channel.Standing != Standing.Open)
            return;
        channel.Halted = channel.LedgerOrigin.Incarnation;
        ForgetGroup(channel);
        Emit(new Effect.Halt(channel.Id, channel.Halted));
        Raise("CHN-018", channel.Id, _self,
            $"{shown}: it was restored from an old backup, or its key is in other hands. It says nothing more on this channel. Stop it, and run 'parley restart' with the root key.");
    }
}
