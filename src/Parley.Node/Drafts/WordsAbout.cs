using Parley.Channels.Ladders;
using Parley.Instruments.Forms;
using Parley.Records;

namespace Parley.Node.Drafts;

/// <summary>
/// The forms of a word about a record that is here (docs/spec/ladder.md, LAD-003 to LAD-009): what was understood of it and the author's word
/// on that, an answer, a refusal to answer, the asker's word on an answer. Labels in other languages than English are unreviewed.
/// </summary>
public static class WordsAbout
{
    /// <summary>The fields that say which record is meant and what of it. They are filled in when a draft begins, and nobody types them.</summary>
    public static IReadOnlyList<string> References { get; } =
        [ClaimReader.AnswersField, ClaimReader.DeclinesField, ClaimReader.RecordField, ClaimReader.ParaphraseField, ClaimReader.AnswerField, ClaimReader.AdequateField, ClaimReader.NotAdequateField];

    /// <summary>The forms, each with what an officer types.</summary>
    public static IReadOnlyList<FormDefinition> Forms { get; } =
    [
        FirstWords.Form(FormId.Paraphrase, FirstWords.Labels("What was understood", "Що зрозуміли", "Што зразумелі", "Co zrozumiano", "Что поняли"),
            FirstWords.Field(ClaimReader.TextField, "In your own words", "Власними словами", "Сваімі словамі", "Własnymi słowami", "Своими словами")),
        FirstWords.Form(FormId.ParaphraseConfirmed, FirstWords.Labels("This is what was meant", "Саме це малося на увазі", "Менавіта гэта мелася на ўвазе", "Właśnie to miano na myśli", "Именно это имелось в виду")),
        FirstWords.Form(FormId.ParaphraseCorrected, FirstWords.Labels("Correction of what was understood", "Виправлення зрозумілого", "Выпраўленне зразуметага", "Sprostowanie tego, co zrozumiano", "Исправление понятого"),
            FirstWords.Field(ClaimReader.TextField, "What was meant", "Що малося на увазі", "Што мелася на ўвазе", "Co miano na myśli", "Что имелось в виду")),
        FirstWords.Form(FormId.Reply, FirstWords.Labels("Answer", "Відповідь", "Адказ", "Odpowiedź", "Ответ"),
            FirstWords.Field(ClaimReader.TextField, "Answer", "Відповідь", "Адказ", "Odpowiedź", "Ответ"),
            Optional("conditions", "Conditions, one a line", "Умови, по одній у рядку", "Умовы, па адной у радку", "Warunki, po jednym w wierszu", "Условия, по одному в строке")),
        FirstWords.Form(FormId.Decline, FirstWords.Labels("Refusal to answer", "Відмова відповідати", "Адмова адказваць", "Odmowa odpowiedzi", "Отказ отвечать"),
            Optional("reason", "Why, where it is to be said", "Чому, якщо слід сказати", "Чаму, калі трэба сказаць", "Dlaczego, jeśli ma to być powiedziane", "Почему, если нужно сказать")),
        FirstWords.Form(FormId.Adequate, FirstWords.Labels("Word on an answer", "Слово про відповідь", "Слова пра адказ", "Słowo o odpowiedzi", "Слово об ответе"),
            Optional("reason", "What is still wanted, where it is to be said", "Чого ще бракує, якщо слід сказати", "Чаго яшчэ бракуе, калі трэба сказаць", "Czego jeszcze brakuje, jeśli ma to być powiedziane", "Чего ещё не хватает, если нужно сказать")),
    ];

    /// <summary>An answer to questions of a record; none: to all of it.</summary>
    public static Dictionary<string, string> Answering(Digest record, params IEnumerable<string> questions) => new() { [ClaimReader.AnswersField] = Meant(record, questions) };

    /// <summary>A refusal to answer questions of a record; none: all of it.</summary>
    public static Dictionary<string, string> Declining(Digest record, params IEnumerable<string> questions) => new() { [ClaimReader.DeclinesField] = Meant(record, questions) };

    /// <summary>What was understood of a record.</summary>
    public static Dictionary<string, string> Paraphrasing(Digest record) => new() { [ClaimReader.RecordField] = record.ToString() };

    /// <summary>The author's word on a paraphrase of its record.</summary>
    public static Dictionary<string, string> OnParaphrase(Digest record, Digest paraphrase) => new() { [ClaimReader.RecordField] = record.ToString(), [ClaimReader.ParaphraseField] = paraphrase.ToString() };

    /// <summary>The asker's word on an answer to questions of its record: that it is adequate, or not.</summary>
    public static Dictionary<string, string> OnAnswer(Digest record, Digest answer, bool adequate, IEnumerable<string> questions) => new()
    {
        [ClaimReader.RecordField] = record.ToString(),
        [ClaimReader.AnswerField] = answer.ToString(),
        [adequate ? ClaimReader.AdequateField : ClaimReader.NotAdequateField] = string.Join(' ', questions),
    };

    /// <summary>The record that a draft is a word about, with the names of the questions meant; nothing of a draft of another kind.</summary>
    public static AnsweredRecord? Of(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (Forms.All(f => f.Id != draft.FormId))
            return null;
        var words = (draft[ClaimReader.AnswersField] + draft[ClaimReader.DeclinesField] + draft[ClaimReader.RecordField]).Split(' ', '\n');
        var judged = (draft[ClaimReader.AdequateField] + draft[ClaimReader.NotAdequateField]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Digest.TryParse(words[0], out var record) ? new AnsweredRecord(record, [.. words[1..], .. judged]) : null;
    }

    private static string Meant(Digest record, IEnumerable<string> questions) => string.Join(' ', questions.Prepend(record.ToString()));

    private static FieldDefinition Optional(string name, string en, string uk, string be, string pl, string ru) => FirstWords.Field(name, en, uk, be, pl, ru) with { Required = false };
}
