using Parley.Channels.Wire;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;

namespace Parley.Channels;

public sealed partial class Engine
{
    private void Author(Input.Submit submit)
    {
        if (CheckSubmission(submit, out var existing) is { } fault)
        {
            Emit(new Effect.Answered(submit.Ticket, Refuse(fault)));
        }
        else if (existing is not null)
        {
            Emit(new Effect.Answered(submit.Ticket, new ItemAnswer(ItemFate.Duplicate), existing));
        }
        else if (submit.Content.Form.IsSealed)
        {
            Seal(submit);
        }
        else
        {
            var channel = _channels[submit.Content.Channel];
            if (TryMake(channel, submit).Try(out var record, out var unreadable))
            {
                Say(channel, record);
                Emit(new Effect.Answered(submit.Ticket, new ItemAnswer(ItemFate.Stored), record));
            }
            else
            {
                Emit(new Effect.Answered(submit.Ticket, Refuse(unreadable)));
            }
        }
    }

    private Outcome<Record> TryMake(ChannelState channel, Input.Submit submit)
    {
        try
        {
            var record = Make(channel, submit.Content, submit.Officers, submit.Fields);
            var fault = CheckClaim(channel, record);
            if (fault is null && record.Content.Form == FormId.ExchangeWithdrawal)
                _ = CheckWithdrawal(channel, record).Try(out _, out fault);
            return fault is null ? record : fault;
        }
        catch (ArgumentException e)
        {
            // What officers' programs hand in comes from outside; that it makes no record is theirs to know, and no fault of this node.
            return new Fault("CHN-022", 0, $"this does not make a record ({e.Message})");
        }
    }

    /// <summary>1. ours, open and well formed; 2. said before?; 3. the channel's rules; 4. what was seen is here; 5. signatures.</summary>
    private Fault? CheckSubmission(Input.Submit submit, out Record? existing)
    {
        existing = null;
        var content = submit.Content;

        // 1.
        if (content.Author != _self)
            return new Fault("CHN-020", 0, $"this node speaks for {_self} and not for {content.Author}");
        if (content.Form.IsNodeMade)
            return new Fault("CHN-020", 0, $"the form {content.Form} is made by the node itself");
        if (!_channels.TryGetValue(content.Channel, out var channel))
            return new Fault("CHN-001", 0, $"there is no open channel {content.Channel.Name} with that founding policy here");
        if (content.Check() is { } malformed)
            return malformed;
        if (Silence(channel) is { } silent)
            return silent;
        if (submit.Fields.All.Count != content.FieldCount || submit.Fields.Root(content.Id, content.Author, content.Channel) != content.FieldsRoot)
            return new Fault("REC-038", 0, "the fields are not the ones whose root was signed");

        if (AttachmentList.Read(submit.Fields).Fault is { } attached)
            return attached;

        // 2. The id is the officer's: a submission that is repeated after a lost answer must not speak twice.
        if (_history.FindContent(channel.Id, _self, content.Id) is { } stored)
        {
            if (stored.Record.ContentBytes.SequenceEqual(content.ToBytes()))
                existing = stored.Record;
            else
                return new Fault("CHN-007", 0, $"the content id {content.Id} belongs to another record already");
            return null;
        }

        // 3.
        if ((Admission.Check(content, submit.Officers, channel.Policy) ?? Admission.CheckDesks(content, _cards)) is { } rule)
            return rule;

        // 4.
        foreach (var head in content.Seen)
        {
            if (_history.FindNumber(channel.Id, head.Author, head.Incarnation, head.Number) != head.Id)
                return new Fault("CHN-021", 0, $"'seen' names record {head.Number} of {head.Author}, which is not here");
        }

        // 5.
        return submit.Checked is { } verified && verified.IsOf(submit.Officers, content, _cards[_self])
            ? null
            : _verifier.CheckSubmission(submit.Officers, content, _cards[_self]);
    }

    // CHN-023
    private Record Make(ChannelState channel, RecordContent content, IReadOnlyList<OfficerSignature> officers, SaltedFields fields)
    {
        var incarnation = _cards[_self].Current.Incarnation;
        var number = channel.NextNumber(_self, incarnation);
        var previous = number > 1 ? channel.Heads[_self].Id : (Digest?)null;
        var have = channel.Heads.Values.Where(h => h.Author != _self).OrderBy(h => h.Author).ToArray();
        return Record.Create(content, officers, new Numbering(incarnation, number, previous, have), fields, _node);
    }

    /// <summary>Stores a record of this node and queues it for every other member.</summary>
    private void Say(ChannelState channel, Record record)
    {
        Store(channel, record, EntryDirection.Sent, "local");
        TakeReceipt(channel, record);
        NoteExchange(channel, record);
        KeepClocks(channel, record);
        foreach (var member in channel.Policy.Members.Select(m => m.Party).Where(p => p != _self))
        {
            Emit(new Effect.Climb(channel.Id, record.Id, member, Rung.Queued, null, channel.TimeAt(_now)));
            _outbox.Add(member, record.Id, record.Content.Precedence, record.Content.Form.IsService ? Until.Stored : Until.Receipted, channel.Id);
        }
    }

    private void Settle()
    {
        ForgetForeseen();
        foreach (var again in _again)
            Emit(new Effect.Again(again));
        _again.Clear();
        foreach (var channel in _channels.Values)
        {
            AskForGaps(channel);
            if (channel.Recovery is { } recovery)
                Recover(channel, recovery);
            if (Silence(channel) is not null)
                continue;

            // CHN-024
            foreach (var batch in channel.Unreceipted.Chunk(Receipts.MaxRecords))
                MakeReceipt(channel, batch);
            channel.Unreceipted.Clear();
            AnswerTests(channel);
            Reveal(channel);
            WatchClocks(channel);
            TendGroup(channel);
            if (_elapsed >= channel.TestDue)
            {
                // Not here: its proof reads tiles, and what this input stored is not there yet.
                channel.TestDue = _elapsed + TimeSpan.FromSeconds(channel.Policy.LineTestSeconds);
                Emit(new Effect.Again(new Input.TestLine(null, channel.Id)));
            }
        }

        var due = _outbox.Due(_elapsed, NewBundleId, Dress).ToArray();

        StoreUsedKeys();
        foreach (var send in due)
            Emit(send);
    }

    // GRP-025: the keys that were used are gone from the store before anything sealed with them leaves.
    private void StoreUsedKeys()
    {
        foreach (var channel in _channels.Values.Where(c => c.Group.IsDirty))
            StoreGroupKeys(channel);
    }

    // Random and not counted: an answer to a bundle of the engine before a restart must not pass for one to this engine's.
    private BundleId NewBundleId() => new(_entropy.Next().AsSpan(0, BundleId.Size));

    private void MakeReceipt(ChannelState channel, PendingReceipt[] covered)
    {
        var desks = covered.Select(c => c.Desk).Distinct().ToArray();
        var receipt = MakeOwn(channel, FormId.DeliveredReceipt, covered.Min(c => c.Precedence), desks,
            [
                Receipts.ToField(covered.Select(c => (c.Record, (long?)c.LedgerIndex))),
                new Field(Receipts.LedgerField, FormattableString.Invariant($"{channel.Ledger.Size} {channel.Ledger.Root}")),
            ]);
        Say(channel, receipt);
        Emit(new Effect.Receipted(receipt.Id, [.. covered.Select(c => c.Record)]));
    }

    /// <summary>A record that the node makes itself.</summary>
    private Record MakeOwn(ChannelState channel, FormId form, Precedence precedence, PostId[] desks, IReadOnlyList<Field> values, string? subject = null, IReadOnlyList<PostId>? info = null)
    {
        var fields = new SaltedFields(values, _entropy.Next());
        var id = new ContentId(_entropy.Next().AsSpan(0, ContentId.Size));
        var content = new RecordContent
        {
            Id = id,
            Channel = channel.Id,
            Author = _self,
            Desk = _cards[_self].Current.Desks[0],
            To = desks.Length <= Limits.Parties ? desks : desks[..Limits.Parties],
            Info = info ?? [],
            Seen = [],
            Composed = Records.Text.Times.Truncate(channel.TimeAt(_now)),
            Precedence = precedence,
            Form = form,
            Subject = subject,
            Language = "en",
            Exercise = _self.IsExercise,
            FieldCount = fields.All.Count,
            FieldsRoot = fields.Root(id, _self, channel.Id),
        };
        return Make(channel, content, [], fields);
    }
}
