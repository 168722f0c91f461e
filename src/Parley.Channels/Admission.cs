using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Policies;

namespace Parley.Channels;

/// <summary>Whether an authentic record may stand on a channel: the channel's rules, apart from numbers.</summary>
public static class Admission
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Behind = TimeSpan.FromDays(1);

    /// <summary>The first rule that the record breaks, or nothing.</summary>
    /// <remarks>
    /// It depends on the founding policy alone, so that every member decides alike. A rule on what a receiver happens to
    /// hold, such as a card, would let whoever withholds a card stop an honest author's series at that receiver.
    /// </remarks>
    public static Fault? Check(RecordContent content, IReadOnlyList<OfficerSignature> officers, ChannelPolicy policy)
    {
        if (!policy.HasMember(content.Author))
            return Refused("CHN-002", $"{content.Author} is not a member of {content.Channel.Name}");
        foreach (var desk in content.To.Concat(content.Info).Append(content.Desk))
        {
            if (!policy.HasMember(desk.Party))
                return Refused("CHN-003", $"{desk} is addressed and {desk.Party} is not a member");
        }

        if (content.Seen.FirstOrDefault(h => !policy.HasMember(h.Author)) is { } stranger)
            return Refused("CHN-004", $"'seen' names {stranger.Author}, which is not a member");
        if (!content.Form.IsService && content.Form.IsPublicRecord != (policy.Track == Track.PublicRecord))
        {
            return Refused("CHN-005", policy.Track == Track.PublicRecord
                ? $"{content.Channel.Name} carries the public record and the form {content.Form} is traffic"
                : $"{content.Channel.Name} carries traffic and the form {content.Form} is an entry of the public record");
        }

        if (!content.Form.IsService
            && !content.Form.IsNodeMade
            && !policy.IsOnOneKey(content.Form, content.Precedence)
            && !IsOfTwo(officers))
        {
            return Refused("CHN-006", $"the form {content.Form} at precedence {content.Precedence.ToString().ToLowerInvariant()} needs a draft and a release by two officers on this channel");
        }

        return null;
    }

    /// <summary>What the author's own node checks besides: every desk is on its party's card.</summary>
    public static Fault? CheckDesks(RecordContent content, IReadOnlyDictionary<PartyId, CardHistory> cards) =>
        UnknownDesk(content, cards) is { } desk ? Refused("CHN-003", $"{desk} is not a desk on {desk.Party}'s card") : null;

    /// <summary>A remark where a record says again what stands, its time of composition is implausible or a desk unknown: no reason to reject, but the watch should see it.</summary>
    public static string? Flag(Record record, Record? repeated, DateTimeOffset channelTime, IReadOnlyDictionary<PartyId, CardHistory> cards)
    {
        var content = record.Content;
        var remarks = new[]
        {
            repeated is null ? null : $"says again, after its node was restored, what stands as its record {repeated.Numbering.Number} of incarnation {repeated.Numbering.Incarnation}",
            FlagTime(content, channelTime),
            UnknownDesk(content, cards) is { } unknown ? $"{unknown} is not a desk on the card of {unknown.Party} that is here" : null,
        };
        return remarks.All(r => r is null) ? null : string.Join("; ", remarks.OfType<string>());
    }

    // CHN-013
    private static string? FlagTime(RecordContent content, DateTimeOffset channelTime)
    {
        var late = channelTime - content.Composed;
        if (late < -Ahead)
            return $"composed {Span(-late)} after it was received: the author's clock is ahead, or the time is wrong";
        if (late > Behind)
            return $"composed {Span(late)} before it was received: it comes late, or the time is wrong";
        return null;
    }

    // The one who lets it out is another than the one who wrote it; a reviewer beside one who did both is not enough.
    private static bool IsOfTwo(IReadOnlyList<OfficerSignature> officers) =>
        officers.FirstOrDefault(o => o.Role == OfficerRole.Drafted) is { } drafter
        && officers.Any(o => o.Role == OfficerRole.Released && o.Officer != drafter.Officer);

    private static PostId? UnknownDesk(RecordContent content, IReadOnlyDictionary<PartyId, CardHistory> cards) =>
        content.To.Concat(content.Info).Append(content.Desk).FirstOrDefault(desk => !cards.TryGetValue(desk.Party, out var card) || !card.HasDesk(desk));

    private static string Span(TimeSpan span) => span.TotalDays >= 2
        ? FormattableString.Invariant($"{span.TotalDays:0} days")
        : FormattableString.Invariant($"{span.TotalMinutes:0} minutes");

    private static Fault Refused(string rule, string detail) => new(rule, 0, detail);
}
