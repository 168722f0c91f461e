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
    public static Fault? Check(RecordContent content, IReadOnlyList<OfficerSignature> officers, ChannelPolicy policy, IReadOnlyDictionary<PartyId, CardHistory> cards)
    {
        if (!policy.HasMember(content.Author))
            return Refused("CHN-002", $"{content.Author} is not a member of {content.Channel.Name}");
        foreach (var desk in content.To.Concat(content.Info).Append(content.Desk))
        {
            if (!policy.HasMember(desk.Party))
                return Refused("CHN-003", $"{desk} is addressed and {desk.Party} is not a member");
            if (cards.TryGetValue(desk.Party, out var card) && !card.HasDesk(desk))
                return Refused("CHN-003", $"{desk} is not a desk on {desk.Party}'s card");
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
            && !policy.SingleKey.Contains(content.Form)
            && officers.Select(o => o.Officer).Distinct().Count() < 2)
        {
            return Refused("CHN-006", $"the form {content.Form} needs a draft and a release by two officers on this channel");
        }

        return null;
    }

    /// <summary>A remark where the time of composition is implausible: no reason to reject, but the watch should see it.</summary>
    public static string? Flag(RecordContent content, DateTimeOffset channelTime)
    {
        var late = channelTime - content.Composed;
        if (late < -Ahead)
            return $"composed {Span(-late)} after it was received: the author's clock is ahead, or the time is wrong";
        if (late > Behind)
            return $"composed {Span(late)} before it was received: it comes late, or the time is wrong";
        return null;
    }

    private static string Span(TimeSpan span) => span.TotalDays >= 2
        ? FormattableString.Invariant($"{span.TotalDays:0} days")
        : FormattableString.Invariant($"{span.TotalMinutes:0} minutes");

    private static Fault Refused(string rule, string detail) => new(rule, 0, detail);
}
