using Parley.Ledger.Entries;
using Parley.Records;

namespace Parley.Channels;

public sealed partial class Engine
{
    // How far ahead of its turn a record is held. Beyond it the record is refused, and asked for when its turn comes.
    private const int HeldAhead = 1024;

    /// <summary>
    /// 1. parse; 2. find channel, members and cards; 3. known already?; 4. check signatures; 5. check the channel's
    /// rules; 6. place it by its number.
    /// </summary>
    private ItemAnswer TakeRecord(Input.Received received)
    {
        // 1.
        if (!Record.Parse(received.Item.Bytes.Span).Try(out var record, out var fault))
            return Refuse(fault);
        var answer = TakeRecord(record, received.From, received.Bearer);
        if (answer.Fate is ItemFate.Stored or ItemFate.Held && _channels.TryGetValue(record.Content.Channel, out var channel))
            channel.TakenPlain++;
        return answer;
    }

    // New: it was looked for already, and is not here.
    private ItemAnswer TakeRecord(Record record, PartyId from, string bearer, bool isNew = false, Foreseen? foreseen = null)
    {
        // 2.
        var content = record.Content;
        if (!_channels.TryGetValue(content.Channel, out var channel))
            return Refuse("CHN-001", $"there is no open channel {content.Channel.Name} with that founding policy here");
        if (!channel.Policy.HasMember(from))
            return Refuse("CHN-002", $"{from} is not a member of {content.Channel.Name}");
        if (content.Author == _self)
            return TakeOwn(channel, record, from, bearer);
        if (!channel.Policies.Ever.HasMember(content.Author) || !_cards.TryGetValue(content.Author, out var author))
            return Refuse("CHN-002", $"{content.Author} is not a member of {content.Channel.Name}");

        // 3. CHN-014, before the signatures: the id covers all that is signed, and a copy over another bearer is the normal case.
        if (!isNew && Find(record.Id) is not null)
        {
            ReceiptAgain(channel, record, from);
            return new ItemAnswer(ItemFate.Duplicate);
        }

        // 4.
        var checkedRecord = ReferenceEquals(foreseen?.Author, author) ? foreseen.Authentic.Value : _verifier.Authenticate(record, author);
        if (!checkedRecord.Try(out var authentic, out var signature)
            && !(signature.Rule == "REC-040" && author.HasRevokedNodeKey(record.Numbering.Incarnation) && IsVouchedFor(channel, record, author)
                && _verifier.AuthenticateNamed(record, author).Try(out authentic, out signature)))
        {
            return Refuse(signature);
        }

        // 5.
        if (Admission.Check(content, record.Officers, channel.Policies.Ever) is { } rule)
            return Refuse(rule);

        // 6.
        return Place(channel, authentic, from, bearer);
    }

    private ItemAnswer Place(ChannelState channel, AuthenticRecord authentic, PartyId from, string bearer)
    {
        var record = authentic.Record;
        var (author, numbering) = (record.Content.Author, record.Numbering);
        channel.Heads.TryGetValue(author, out var head);
        var due = channel.NextNumber(author, numbering.Incarnation);
        if (numbering.Incarnation > 1 && (numbering.Number == 1) != (record.Content.Form == FormId.Restart))
            return Refuse("CHN-063", "an incarnation above the first begins with a restart, and nothing else is one");
        if (head is not null && (numbering.Incarnation < head.Incarnation || numbering.Number < due))
        {
            // CHN-009: two different records under one number. One of them stands here already.
            if (_history.FindNumber(channel.Id, author, numbering.Incarnation, numbering.Number) is { } known)
                return Contradiction(channel, EvidenceKind.NumberTwice, known, record);
            return Refuse("CHN-008", $"number {numbering.Number} of incarnation {numbering.Incarnation} is behind {author}'s present one");
        }

        // Of the same author: officers sign the author's name too, and another author that chose the same id must not keep this record out.
        // Of the same incarnation: a node that lost a record does not know its officers' second submission for one, and refused for that, its
        // whole series would wait for ever.
        if (_history.FindContent(channel.Id, author, record.Content.Id) is { } replayed && replayed.Record.Numbering.Incarnation == numbering.Incarnation)
        {
            return Refuse("CHN-007",
                $"the content {record.Content.Id} stands already as record {replayed.Record.Numbering.Number} of {replayed.Record.Content.Author}");
        }

        if (numbering.Number > due)
            return Hold(channel, record, from, bearer, due);
        if (numbering.Number > 1 && numbering.Previous != head!.Id)
            return Contradiction(channel, EvidenceKind.ForkedChain, head.Id, record);

        if (record.Content.Form == FormId.Restart && CheckRestart(channel, record, head, from, bearer) is { } waits)
            return waits;

        if (CheckRevealed(channel, record) is { } unannounced)
            return Refuse(unannounced);

        var index = Store(channel, record, EntryDirection.Received, bearer);
        RaiseRevokedSince(channel, record);
        if (!record.Content.Form.IsService)
            channel.Unreceipted.Add(new PendingReceipt(record.Id, index, record.Content.Desk, record.Content.Precedence));
        TakeReceipt(channel, record);
        NoteClaim(channel, record);
        NoteExchange(channel, record);
        KeepClocks(channel, record);
        CloseGap(channel, record);
        NoteHeads(channel, record);
        if (record.Content.Form == FormId.LineTest)
            TakeLineTest(channel, record);
        else if (record.Content.Form == FormId.LineTestAnswer)
            TakeTestAnswer(channel, record);
        if (_history.FindHeld(channel.Id, author, numbering.Incarnation, numbering.Number + 1) is not null)
            Emit(new Effect.Again(new Input.Reconsider(channel.Id, author, numbering.Incarnation, numbering.Number + 1)));
        ReconsiderRestart(channel, author, numbering.Incarnation);
        return new ItemAnswer(ItemFate.Stored);
    }

    private ItemAnswer Hold(ChannelState channel, Record record, PartyId from, string bearer, long due)
    {
        var numbering = record.Numbering;
        NoteGap(channel, record.Content.Author, numbering.Incarnation, numbering.Number - 1);
        if (numbering.Number - due > HeldAhead)
            return Refuse("CHN-011", $"number {numbering.Number} is more than {HeldAhead} ahead of {due}, which is due; it will be asked for");
        if (_history.FindHeld(channel.Id, record.Content.Author, numbering.Incarnation, numbering.Number) is { } held)
        {
            return held.Id == record.Id
                ? new ItemAnswer(ItemFate.Duplicate)
                : Contradiction(channel, EvidenceKind.NumberTwice, Record.Parse(held.Bytes.Span).OrThrow(), record);
        }

        Emit(new Effect.HoldRecord(channel.Id, record, from, bearer));
        if (channel.Gaps.TryGetValue(record.Content.Author, out var gap) && _cards[record.Content.Author].HasRevokedNodeKey(numbering.Incarnation))
            gap.Progress(_elapsed);
        return new ItemAnswer(ItemFate.Held);
    }

    private void Reconsider(Input.Reconsider input)
    {
        if (!_channels.TryGetValue(input.Channel, out var channel)
            || _history.FindHeld(input.Channel, input.Author, input.Incarnation, input.Number) is not { } held)
        {
            return;
        }

        // A restart goes on waiting, where it is, for what it names as the last before it.
        if (Record.Parse(held.Bytes.Span).OrThrow() is var record && record.Content.Form == FormId.Restart && WaitsFor(channel, record) is { } missing)
        {
            NoteGap(channel, input.Author, missing.Incarnation, missing.Number);
            return;
        }

        // It waited; its card or the rules may have changed since, so it goes through every check again.
        Emit(new Effect.DropHeld(channel.Id, input.Author, input.Incarnation, input.Number));
        var answer = TakeRecord(record, held.From, held.Bearer);
        if (answer is { Fate: ItemFate.Refused, Fault: { } fault })
            Raise(fault.Rule, channel.Id, input.Author, $"record {input.Number} of {input.Author} waited for its turn and was then refused: {fault.Detail}");
    }

    private ItemAnswer Contradiction(ChannelState channel, EvidenceKind kind, Digest known, Record other) =>
        Contradiction(channel, kind, Find(known)!.Record, other);

    private ItemAnswer Contradiction(ChannelState channel, EvidenceKind kind, Record known, Record other)
    {
        var author = other.Content.Author;
        var (rule, text) = kind == EvidenceKind.NumberTwice
            ? ("CHN-009", $"{author} signed two different records under number {other.Numbering.Number}")
            : ("CHN-010", $"{author}'s record {other.Numbering.Number} follows another record than its number {known.Numbering.Number} here");
        Emit(new Effect.StoreEvidence(Evidence.Of(channel.Id, author, kind, known, other)));
        if (other.Numbering.Number < channel.TwoPastsFrom.GetValueOrDefault((author, other.Numbering.Incarnation), long.MaxValue))
        {
            channel.TwoPastsFrom[(author, other.Numbering.Incarnation)] = other.Numbering.Number;
            ReconsiderRestart(channel, author, other.Numbering.Incarnation);
        }

        Raise(rule, channel.Id, author, $"{text}: it has shown different pasts. Both are kept as evidence.");
        return Refuse(rule, $"{text}; both are kept as evidence");
    }

    /// <summary>A peer returns a record of this node: known, or a sign that this node was put back to an older state.</summary>
    private ItemAnswer TakeOwn(ChannelState channel, Record record, PartyId from, string bearer)
    {
        if (Find(record.Id) is not null)
            return new ItemAnswer(ItemFate.Duplicate);
        if (!_verifier.Authenticate(record, _cards[_self]).Try(out _, out _))
        {
            // CHN-061: whoever had the key before it was revoked may have gone on with it, and a member holds what he said.
            if (channel.Recovery is { } getting && getting.Incarnation == record.Numbering.Incarnation && _cards[_self].HasRevokedNodeKey(getting.Incarnation))
                getting.Exhausted.Add((from, _self));
            return Refuse("CHN-018", "this record names the receiving node as its author and is not in its ledger");
        }

        if (channel.Recovery is { } recovery && record.Numbering.Incarnation == recovery.Incarnation)
            return TakeBack(channel, record, bearer);
        if (record.Numbering.Incarnation < _cards[_self].Current.Incarnation)
            return Refuse("CHN-061", "this record is of a former incarnation of the receiving node, which went on without it");
        Halt(channel, $"{from} holds record {record.Numbering.Number} signed by this node's key, and this node does not have it");
        return Refuse("CHN-018", "this record is signed by the receiving node's key and is not in its ledger: that node was put back to an older state, or its key is in other hands");
    }

    // CHN-024. A receipt of a former incarnation may be one that no peer takes any more: its number stood twice, or came too late.
    private void ReceiptAgain(ChannelState channel, Record record, PartyId from)
    {
        if (from != record.Content.Author || record.Content.Form.IsService || _history.FindOwnReceipt(record.Id) is not { } receipt)
            return;
        if (Find(receipt)!.Record.Numbering.Incarnation == _cards[_self].Current.Incarnation)
            _outbox.Add(from, receipt, record.Content.Precedence, Until.Stored);
        else if (channel.Unreceipted.All(u => u.Record != record.Id))
            channel.Unreceipted.Add(new PendingReceipt(record.Id, Find(record.Id)!.LedgerIndex, record.Content.Desk, record.Content.Precedence));
    }

    private void TakeReceipt(ChannelState channel, Record record)
    {
        var form = record.Content.Form;
        Rung? climbed = form == FormId.DeliveredReceipt ? Rung.Delivered
            : form == FormId.ReadReceipt ? Rung.Read
            : form == FormId.ShownReceipt ? Rung.Shown
            : form == FormId.CompleteReceipt ? Rung.Complete : null;
        if (climbed is not { } rung)
            return;
        var member = record.Content.Author;
        if (Receipts.Covered(record) is not { } covered)
        {
            Raise("CHN-015", channel.Id, member, $"{member}'s receipt {record.Numbering.Number} does not read as a list of records");
            return;
        }

        foreach (var id in covered)
        {
            // CHN-025: a member of this channel has nothing to say of records on others.
            if (Find(id) is { } stored && stored.Channel != channel.Id)
                continue;
            Emit(new Effect.Climb(channel.Id, id, member, rung, record.Id, record.Content.Composed));
            _outbox.Receipted(member, id);
        }
    }

    private static ItemAnswer Refuse(Fault fault) => new(ItemFate.Refused, fault);

    private static ItemAnswer Refuse(string rule, string detail) => Refuse(new Fault(rule, 0, detail));
}
