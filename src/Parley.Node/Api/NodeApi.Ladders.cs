using Parley.Channels.Ladders;
using Parley.Channels.Storage;
using Parley.Node.Dossiers;
using Parley.Records;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    private readonly DossierReader _dossiers = new(loop, archive, phrases);

    internal RecordMessage Message(ArchivedRecord archived)
    {
        var dossier = _dossiers.Read(archived);
        var (record, content, ladder) = (archived.Record, archived.Record.Content, dossier.Ladder);
        return new RecordMessage(archived.Sequence, record.Id.ToString(), content.Channel.Name, content.Author.Value, content.Desk.ToString(), record.Numbering.Incarnation, record.Numbering.Number,
            content.Form.Value, content.Precedence.ToString().ToLowerInvariant(), Time(content.Composed), content.Subject, content.Exercise,
            archived.Direction, Time(archived.At), archived.Bearer, archived.Flag,
            [.. dossier.Crossed.Select(o => o.Id.ToString())],
            [.. dossier.Rungs.Select(r => new RungMessage(r.Member.Value, r.Rung.ToString().ToLowerInvariant(), Time(r.At), r.Claim?.ToString()))],
            RecordRendering.ToText(record),
            [.. dossier.About.Select(id => id.ToString())],
            ladder is null ? [] : [.. ladder.Questions.Select(q => new QuestionMessage(q, record.Fields[q]))],
            ladder is null ? [] : [.. ladder.Members.Select(Member)],
            [.. dossier.Translations.Select(t => new TranslationMessage(t.Record.Id.ToString(), t.Record.Content.Author.Value, t.Record.Content.Language, t.Translation.Translator, t.Translation.IsMachine,
                [.. t.Translation.Texts.Select(f => new TranslatedField(f.Field, record.Fields[f.Field]!, f.Text))]))],
            dossier.Phrase is var (code, book, texts) ? new PhraseMessage(code, book, [.. texts.Select(t => new PhraseTextMessage(t.Language, t.Text, t.IsReviewed))]) : null);
    }

    private static MemberMessage Member(MemberLadder member) => new(member.Member.Value, member.MustAct,
        [.. member.Paraphrases.Select(p => new ParaphraseMessage(p.Record.ToString(), Time(p.At), p.Text,
            p.Word is null ? "waiting" : p.Word.Correction is null ? "confirmed" : "corrected", p.Word?.Record.ToString(), p.Word?.Correction))],
        [.. member.Questions.Select(q => new StandingMessage(q.Question, q.Standing == QuestionStanding.NotAdequate ? "not-adequate" : q.Standing.ToString().ToLowerInvariant(),
            q.Answer?.ToString(), q.Claim?.ToString(), q.At is { } at ? Time(at) : null))],
        member.Holding is { } holding ? new HoldingMessage(holding.Record.ToString(), Time(holding.At), Time(holding.NextWordBy)) : null);
}
