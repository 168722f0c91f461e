using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Node.Drafts;

/// <summary>
/// The forms of what was said and done in public (docs/spec/case.md, CAS-002, CAS-007), each with its source. Labels in other languages than English are unreviewed.
/// </summary>
public static class WordsOfPublicRecord
{
    private static readonly FieldDefinition Source = FirstWords.Field("source", "Source: where it can be read", "Джерело: де це можна прочитати", "Крыніца: дзе гэта можна прачытаць", "Źródło: gdzie można to przeczytać", "Источник: где это можно прочесть");
    private static readonly FieldDefinition Party = Optional("party", "Whose word it is, as a party; empty: this one's", "Чиє це слово, як сторона; порожньо: цієї", "Чыё гэта слова, як бок; пуста: гэтага", "Czyje to słowo, jako strona; puste: tej", "Чьё это слово, как сторона; пусто: этой");
    private static readonly FieldDefinition Summary = Optional("summary", "In our own words", "Нашими словами", "Нашымі словамі", "Naszymi słowami", "Нашими словами");

    /// <summary>The forms.</summary>
    public static IReadOnlyList<FormDefinition> Forms { get; } =
    [
        FirstWords.Form(FormId.Parse("public.statement/1"), FirstWords.Labels("Statement made in public", "Публічна заява", "Публічная заява", "Oświadczenie publiczne", "Публичное заявление"),
            FirstWords.Field("speaker", "Who said it", "Хто це сказав", "Хто гэта сказаў", "Kto to powiedział", "Кто это сказал"),
            Optional("office", "Office", "Посада", "Пасада", "Urząd", "Должность"),
            Optional("organ", "Organ", "Орган", "Орган", "Organ", "Орган"),
            FirstWords.Field("state", "State", "Держава", "Дзяржава", "Państwo", "Государство"),
            FirstWords.Field("capacity", "In what capacity", "В якій якості", "У якой якасці", "W jakim charakterze", "В каком качестве", FieldType.Code) with
            {
                Codes = new Dictionary<string, Labels>
                {
                    ["official"] = FirstWords.Labels("official", "офіційно", "афіцыйна", "urzędowo", "официально"),
                    ["personal"] = FirstWords.Labels("personal", "особисто", "асабіста", "osobiście", "лично"),
                    ["unattributed"] = FirstWords.Labels("unattributed", "без імені", "без імені", "bez nazwiska", "без имени"),
                },
            },
            FirstWords.Field("uttered", "When it was said", "Коли це сказано", "Калі гэта сказана", "Kiedy to powiedziano", "Когда это сказано"),
            Optional("published", "When it was published", "Коли це опубліковано", "Калі гэта апублікавана", "Kiedy to opublikowano", "Когда это опубликовано"),
            Optional("medium", "Medium", "Засіб", "Сродак", "Medium", "Средство"),
            Optional("text", "In the speaker's words", "Словами мовця", "Словамі прамоўцы", "Słowami mówiącego", "Словами говорившего"),
            Summary,
            Optional("claims", "What is claimed, one a line: cause: a stray missile", "Що стверджується, по одному в рядку: cause: ракета, що збилася", "Што сцвярджаецца, па адным у радку: cause: ракета, што збілася", "Co się twierdzi, po jednym w wierszu: cause: zbłąkany pocisk", "Что утверждается, по одному в строке: cause: сбившаяся ракета"),
            Party, Source),
        FirstWords.Form(FormId.Parse("public.act/1"), FirstWords.Labels("Act done in public", "Публічний акт", "Публічны акт", "Akt publiczny", "Публичный акт"),
            FirstWords.Field("actor", "Who did it", "Хто це зробив", "Хто гэта зрабіў", "Kto to zrobił", "Кто это сделал"),
            FirstWords.Field("act", "What was done", "Що зроблено", "Што зроблена", "Co zrobiono", "Что сделано"),
            Optional("instrument", "Instrument", "Угода", "Пагадненне", "Instrument", "Соглашение"),
            FirstWords.Field("date", "When", "Коли", "Калі", "Kiedy", "Когда"),
            Summary, Source),
        FirstWords.Form(FormId.Parse("public.incident.account/1"), FirstWords.Labels("Account of a party, as stated in public", "Виклад сторони, як заявлено публічно", "Выклад боку, як заяўлена публічна", "Relacja strony, jak podano publicznie", "Изложение стороны, как заявлено публично"),
            WordsOfCase.Facts, Party, Source),
        FirstWords.Form(FormId.Parse("public.incident.open/1"), FirstWords.Labels("Opening of a case from the public record", "Відкриття справи за публічним записом", "Адкрыццё справы па публічным запісе", "Otwarcie sprawy z zapisu publicznego", "Открытие дела по публичной записи"),
            [.. WordsOfCase.Forms.Single(f => f.Id == WordsOfCase.Open).Fields, Source]),
    ];

    private static FieldDefinition Optional(string name, string en, string uk, string be, string pl, string ru) => FirstWords.Field(name, en, uk, be, pl, ru) with { Required = false };
}
