using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels;

public sealed partial class Engine
{
    // Once the last header has come late, the fields still need the time to travel.
    private static readonly TimeSpan ToReveal = TimeSpan.FromMinutes(10);

    private const string WithdrawnField = "header";
    private const string ReasonField = "reason";

    // Half a note's text: what the node adds when it numbers the record has room in the other half.
    private const int MostSealed = Limits.NoteBytes / 2;

    /// <summary>A sealed form is not said: its header is, and the record itself once every header is in.</summary>
    // EXC-001, EXC-006
    private void Seal(Input.Submit submit)
    {
        var (content, channel) = (submit.Content, _channels[submit.Content.Channel]);
        if (CheckSealed(channel, submit) is { } fault)
        {
            Emit(new Effect.Answered(submit.Ticket, Refuse(fault)));
            return;
        }

        // Repeated after a lost answer: the header stands, and the record may too.
        if (channel.Exchanges.Find(_self, content.Id) is { } known)
        {
            Emit(channel.Exchanges.Sealed.Any(s => s.Content.ToBytes().AsSpan().SequenceEqual(content.ToBytes()))
                ? new Effect.Answered(submit.Ticket, new ItemAnswer(ItemFate.Duplicate), Find(known.Header)!.Record)
                : new Effect.Answered(submit.Ticket, Refuse("CHN-007", $"the content id {content.Id} belongs to another record already")));
            return;
        }

        if (channel.Exchanges.Find(ExchangeKey.Of(content), _self) is { } before && (before.Revealed is not null || !IsOfFormer(before, _cards[_self].Current.Incarnation)))
        {
            Emit(new Effect.Answered(submit.Ticket, Refuse("EXC-004", $"{_self} has given its header of this exchange already, as record {before.Number}; a further one would mean nothing")));
            return;
        }

        var header = Header(channel, content, submit.Officers, submit.RevealBy!.Value);
        var submission = new SealedSubmission(content, submit.Officers, submit.Fields);
        channel.Exchanges.Add(submission);
        Emit(new Effect.StoreAnnounced(channel.Id, submission));
        Say(channel, header);
        Emit(new Effect.Answered(submit.Ticket, new ItemAnswer(ItemFate.Stored), header));
    }

    private Record Header(ChannelState channel, RecordContent content, IReadOnlyList<OfficerSignature> officers, DateTimeOffset revealBy) =>
        MakeOwn(channel, FormId.ExchangeHeader, content.Precedence, [.. content.To], new ExchangeHeader(content, officers, revealBy).ToFields(), content.Subject, content.Info);

    private Fault? CheckSealed(ChannelState channel, Input.Submit submit)
    {
        if (submit.RevealBy is not { } by || by <= channel.TimeAt(_now) || Times.Truncate(by) != by)
            return new Fault("EXC-006", 0, $"the form {submit.Content.Form} is said in a sealed exchange only: state by when everything is to be in, in whole seconds and later than now");
        if (submit.Content.Subject is null || !submit.Content.To.Any(d => d.Party != _self))
            return new Fault("EXC-003", 0, "a sealed exchange has a subject, and is with somebody else");
        // What is said later by the node alone must not fail then.
        if (submit.Content.ToBytes().Length > MostSealed)
            return new Fault("EXC-006", 0, $"the content is longer than {MostSealed} bytes");
        if (!TryMake(channel, submit).Try(out _, out var unreadable))
            return unreadable;
        return channel.Exchanges.HasRoom(_self) ? null : new Fault("EXC-005", 0, $"{RunningExchanges.MaxOpen} sealed exchanges of {_self} are open already");
    }

    /// <summary>Whether a record of a sealed form is the one that its author announced.</summary>
    // EXC-007
    private static Fault? CheckRevealed(ChannelState channel, Record record) =>
        !record.Content.Form.IsSealed || (channel.Exchanges.Find(record.Content.Author, record.Content.Id) is { } part && part.ContentHash == Digest.Of(record.ContentBytes))
            ? null
            : new Fault("EXC-007", 0, $"the form {record.Content.Form} is said only as a header announced it, and no header of {record.Content.Author} announced this content");

    /// <summary>1. a header, which counts once for each party, or is taken back; 2. the fields are in.</summary>
    private void NoteExchange(ChannelState channel, Record record)
    {
        var (content, party) = (record.Content, record.Content.Author);

        // 1.
        if (content.Form == FormId.ExchangeHeader)
        {
            if (ReadHeader(channel, record).Try(out var header, out var fault))
                TakeHeader(channel, record, header);
            else
                Raise(fault.Rule.StartsWith("EXC-", StringComparison.Ordinal) ? fault.Rule : "EXC-003", channel.Id, party, $"{party}'s header of an exchange, its record {record.Numbering.Number}, counts for nothing: {fault.Detail}");
        }
        else if (content.Form == FormId.ExchangeWithdrawal)
        {
            TakeWithdrawal(channel, record);
        }

        // 2.
        else if (content.Form.IsSealed && channel.Exchanges.Find(party, content.Id) is { } part)
        {
            SetPart(channel, part with { Revealed = record.Id });
            if (channel.Clocks.Find(part.Header, party, ClockKind.Fields) is { } owed)
                StopClock(channel, owed);
            if (party == _self)
                Unseal(channel, content.Id);

            // EXC-010: over; the same may be exchanged again next year.
            if (channel.Exchanges.Complete(part.Key) is { } parts && parts.All(p => p.Revealed is not null))
            {
                channel.Exchanges.End(part.Key);
                Emit(new Effect.EndExchange(channel.Id, [.. parts.Select(p => p.Header)]));
            }
        }
    }

    private Outcome<ExchangeHeader> ReadHeader(ChannelState channel, Record record)
    {
        if (!ExchangeHeader.Read(record).Try(out var header, out var fault))
            return fault;
        var author = _cards[record.Content.Author];
        var wrong = OfficerSignature.Check(header.Officers, header.Content)
            ?? _verifier.CheckOfficers(header.Officers, header.Content.ToBytes(), author)
            ?? Admission.Check(header.Content, header.Officers, channel.Policies.Ever);
        if (wrong is not null)
            return wrong;

        // EXC-004
        var first = channel.Exchanges.Find(ExchangeKey.Of(header.Content), record.Content.Author);
        if (first is not null && !IsOfFormer(first, record.Numbering.Incarnation))
            return new Fault("EXC-004", 0, $"its record {first.Number} is its header of this exchange already");

        // EXC-005
        return first is not null || channel.Exchanges.HasRoom(record.Content.Author) ? header : new Fault("EXC-005", 0, $"{RunningExchanges.MaxOpen} exchanges of it are open already");
    }

    // What a former incarnation announced may be lost for good, or its header may stand here alone.
    private bool IsOfFormer(ExchangePart first, long incarnation) => Find(first.Header)!.Record.Numbering.Incarnation < incarnation;

    private void TakeHeader(ChannelState channel, Record record, ExchangeHeader header)
    {
        var (key, party) = (ExchangeKey.Of(header.Content), record.Content.Author);
        if (channel.Exchanges.Find(key, party) is { } lost)
        {
            Emit(new Effect.EndExchange(channel.Id, [lost.Header]));
            foreach (var clock in channel.Clocks.All.Where(c => c.Record == lost.Header).ToArray())
                StopClock(channel, clock);
            if (party == _self && lost.Content != header.Content.Id && channel.Exchanges.Sealed.Any(s => s.Content.Id == lost.Content))
                Unseal(channel, lost.Content);
        }

        SetPart(channel, new ExchangePart(key, party, record.Id, record.Numbering.Number, header.Content.Id, Digest.Of(header.Content.ToBytes()), header.RevealBy, Times.Truncate(channel.TimeAt(_now)), null));

        // EXC-009
        foreach (var other in channel.Exchanges.Parts.Where(p => p.Key.Equals(key)).ToArray())
        {
            if (channel.Clocks.Find(other.Header, party, ClockKind.Header) is { } awaited)
                StopClock(channel, awaited);
        }

        foreach (var missing in key.Parties.Where(p => channel.Exchanges.Find(key, p) is null))
            SetClock(channel, new Clock(record.Id, party, record.Numbering.Number, record.Content.Precedence, missing, ClockKind.Header, header.RevealBy, [], key.Subject, 0, null));
        if (channel.Exchanges.Complete(key) is not { } parts)
            return;
        var last = parts.Max(p => p.At) + ToReveal;
        var due = parts.Max(p => p.RevealBy) is var stated && stated > last ? stated : last;
        foreach (var part in parts.Where(p => p.Revealed is null))
            SetClock(channel, new Clock(part.Header, part.Party, part.Number, record.Content.Precedence, part.Party, ClockKind.Fields, due, [], key.Subject, 0, null));
    }

    /// <summary>A party takes its header back: what it announced is not said, and it owes nothing more.</summary>
    // EXC-012
    private void TakeWithdrawal(ChannelState channel, Record record)
    {
        var party = record.Content.Author;
        if (!CheckWithdrawal(channel, record).Try(out var part, out var fault))
        {
            Raise(fault.Rule, channel.Id, party, $"{party}'s withdrawal, its record {record.Numbering.Number}, counts for nothing: {fault.Detail}");
            return;
        }

        SetPart(channel, part with { Revealed = record.Id });
        channel.Exchanges.End(part);
        Emit(new Effect.EndExchange(channel.Id, [part.Header]));
        foreach (var clock in channel.Clocks.All.Where(c => c.Record == part.Header && c.Kind is ClockKind.Header or ClockKind.Fields).ToArray())
            StopClock(channel, clock);
        if (party == _self)
            Unseal(channel, part.Content);
        Raise("EXC-012", channel.Id, party, $"{party} has withdrawn from the sealed exchange {part.Key.Subject} before it had every header: nothing is revealed, and it is not in breach. The other headers stand until they are withdrawn too.");
    }

    /// <summary>The part that a withdrawal ends, or why it counts for nothing.</summary>
    private Outcome<ExchangePart> CheckWithdrawal(ChannelState channel, Record record)
    {
        // EXC-011
        if (record.Fields.All is not ([{ Name: WithdrawnField }] or [{ Name: WithdrawnField }, { Name: ReasonField }])
            || !Digest.TryParse(record.Fields[WithdrawnField], out var header)
            || channel.Exchanges.Parts.FirstOrDefault(p => p.Party == record.Content.Author && p.Header == header) is not { Revealed: null } part
            || Find(header)!.Record.Numbering.Incarnation != record.Numbering.Incarnation)
        {
            return new Fault("EXC-011", 0, "a withdrawal names in 'header' a header of its author's present incarnation that counts and is not followed by its fields");
        }

        // EXC-012
        return part.Key.Parties.Where(p => p != part.Party).All(p => channel.Exchanges.Find(part.Key, p) is { } other && Reaches(record.Numbering.Have, other))
            ? new Fault("EXC-012", 0, $"every header of {part.Key.Subject} was at {part.Party} when it was said; the others may have revealed")
            : part;
    }

    /// <summary>Whether a party's latest record here shows that every other party's header is there: from then on it cannot withdraw any more.</summary>
    // EXC-008
    private bool HasEveryHeader(ChannelState channel, ExchangePart part, IReadOnlyList<ExchangePart> parts) =>
        part.Revealed is not null
        || (Find(channel.Heads[part.Party].Id) is { Record.Numbering.Have: var have } && parts.Where(p => p.Party != part.Party).All(p => Reaches(have, p)));

    private bool Reaches(IEnumerable<Head> have, ExchangePart part) =>
        Find(part.Header)!.Record.Head is var header && have.Any(h => h.Author == part.Party && (h.Incarnation, h.Number).CompareTo((header.Incarnation, header.Number)) >= 0);

    /// <summary>Says what was sealed once every party's header is at every party, and never before.</summary>
    // EXC-008
    private void Reveal(ChannelState channel)
    {
        foreach (var own in channel.Exchanges.Sealed.ToArray())
        {
            var key = ExchangeKey.Of(own.Content);
            if (_history.FindContent(channel.Id, _self, own.Content.Id) is not null)
                Unseal(channel, own.Content.Id);
            else if (channel.Exchanges.Find(key, _self) is { } part && part.Content == own.Content.Id && IsOfFormer(part, _cards[_self].Current.Incarnation))
                Say(channel, Header(channel, own.Content, own.Officers, part.RevealBy));
            else if (channel.Exchanges.Complete(key) is { } parts && channel.Exchanges.Find(key, _self)!.Content == own.Content.Id && parts.All(p => p.Party == _self || HasEveryHeader(channel, p, parts)))
                Say(channel, Make(channel, own.Content, own.Officers, own.Fields));
        }
    }

    private void SetPart(ChannelState channel, ExchangePart part)
    {
        channel.Exchanges.Set(part);
        Emit(new Effect.StorePart(channel.Id, part));
    }

    private void Unseal(ChannelState channel, ContentId content)
    {
        channel.Exchanges.Remove(content);
        Emit(new Effect.DropAnnounced(channel.Id, content));
    }
}
