using Parley.Channels;
using Parley.Channels.Ladders;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    internal RecordMessage Message(ArchivedRecord archived)
    {
        var (record, content) = (archived.Record, archived.Record.Content);
        var about = content.Form.IsService ? [] : archive.About(record.Id);
        var ladder = content.Form.IsService ? null : RecordLadder.Of(record, Members(content.Channel), about);
        return new RecordMessage(archived.Sequence, record.Id.ToString(), content.Channel.Name, content.Author.Value, content.Desk.ToString(), record.Numbering.Incarnation, record.Numbering.Number,
            content.Form.Value, content.Precedence.ToString().ToLowerInvariant(), Time(content.Composed), content.Subject, content.Exercise,
            archived.Direction, Time(archived.At), archived.Bearer, archived.Flag,
            content.Form.IsService ? [] : [.. archive.MayCross(record, Members(content.Channel).Where(m => m != content.Author)).Where(other => Crossing.Between(record, other)).Select(o => o.Id.ToString())],
            [.. Rungs(archive.Ladder(record.Id), ladder)],
            RecordRendering.ToText(record),
            ClaimReader.Read(record).Try(out var claim, out _) ? [.. claim.About.Select(id => id.ToString())] : [],
            ladder is null ? [] : [.. ladder.Questions.Select(q => new QuestionMessage(q, record.Fields[q]))],
            ladder is null ? [] : [.. ladder.Members.Select(Member)],
            content.Form.IsService ? [] : [.. about.Select(r => Translated(record, r)).OfType<TranslationMessage>()],
            phrases.Read(record) is var (code, book, texts) ? new PhraseMessage(code, book, [.. texts.Select(t => new PhraseTextMessage(t.Language, t.Text, t.IsReviewed))]) : null);
    }

    // TRN-003: what does not fit the original is not shown beside it.
    private static TranslationMessage? Translated(Record original, Record said) =>
        ClaimReader.Read(said).Try(out var claim, out _) && claim is Claim.Translated { Translation: var translation } && translation.Record == original.Id
        && said.Content.Channel == original.Content.Channel && translation.Check(original, said.Content.Language) is null
            ? new TranslationMessage(said.Id.ToString(), said.Content.Author.Value, said.Content.Language, translation.Translator, translation.IsMachine,
                [.. translation.Texts.Select(t => new TranslatedField(t.Field, original.Fields[t.Field]!, t.Text))])
            : null;

    /// <summary>What the store keeps as it is climbed, and above it what is computed from what was said about the record.</summary>
    private static IEnumerable<RungMessage> Rungs(IReadOnlyList<ClimbedRung> stored, RecordLadder? ladder) =>
        stored.Select(r => (r.Member, r.Rung, r.At, r.Claim))
            .Concat(ladder?.Members.SelectMany(m => m.Rungs.Select(r => (m.Member, r.Rung, r.At, Claim: (Digest?)r.Claim))) ?? [])
            .DistinctBy(r => (r.Member, r.Rung))
            .OrderBy(r => r.Member).ThenBy(r => r.Rung)
            .Select(r => new RungMessage(r.Member.Value, r.Rung.ToString().ToLowerInvariant(), Time(r.At), r.Claim?.ToString()));

    private static MemberMessage Member(MemberLadder member) => new(member.Member.Value, member.MustAct,
        [.. member.Paraphrases.Select(p => new ParaphraseMessage(p.Record.ToString(), Time(p.At), p.Text,
            p.Word is null ? "waiting" : p.Word.Correction is null ? "confirmed" : "corrected", p.Word?.Record.ToString(), p.Word?.Correction))],
        [.. member.Questions.Select(q => new StandingMessage(q.Question, q.Standing == QuestionStanding.NotAdequate ? "not-adequate" : q.Standing.ToString().ToLowerInvariant(),
            q.Answer?.ToString(), q.Claim?.ToString(), q.At is { } at ? Time(at) : null))],
        member.Holding is { } holding ? new HoldingMessage(holding.Record.ToString(), Time(holding.At), Time(holding.NextWordBy)) : null);
}
