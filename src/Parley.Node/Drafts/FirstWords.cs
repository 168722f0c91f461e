using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Node.Drafts;

/// <summary>The forms that belong to no agreement: the first words of an incident, and a plain message. Labels in other languages than English are unreviewed.</summary>
public static class FirstWords
{
    /// <summary>What is being looked into, and by when there will be more.</summary>
    public static FormId Holding { get; } = FormId.Parse("incident.holding/1");

    /// <summary>What is known, and what is not.</summary>
    public static FormId FirstReport { get; } = FormId.Parse("incident.first-report/1");

    /// <summary>Words.</summary>
    public static FormId Message { get; } = FormId.Parse("message/1");

    /// <summary>The forms.</summary>
    public static IReadOnlyList<FormDefinition> Forms { get; } =
    [
        Form(Holding, Labels("Holding message", "Попереднє повідомлення", "Папярэдняе паведамленне", "Wiadomość wstępna", "Предварительное сообщение"),
            Field("about", "What is being looked into", "Що з’ясовується", "Што высвятляецца", "Co jest wyjaśniane", "Что выясняется"),
            Field("next-word-by", "Next word by", "Наступне повідомлення до", "Наступнае паведамленне да", "Następna wiadomość do", "Следующее сообщение до", FieldType.Time)),
        Form(FirstReport, Labels("First report of an incident", "Перше повідомлення про інцидент", "Першае паведамленне пра інцыдэнт", "Pierwszy meldunek o incydencie", "Первое сообщение об инциденте"),
            Field("what", "What happened", "Що сталося", "Што адбылося", "Co się stało", "Что произошло"),
            Field("when", "When", "Коли", "Калі", "Kiedy", "Когда"),
            Field("where", "Where", "Де", "Дзе", "Gdzie", "Где"),
            Field("harm", "Harm to people and things", "Шкода людям і речам", "Шкода людзям і рэчам", "Szkody", "Вред людям и вещам"),
            Field("known", "What is known besides", "Що ще відомо", "Што яшчэ вядома", "Co jeszcze wiadomo", "Что ещё известно"),
            Field("not-known", "What is not known", "Що невідомо", "Што невядома", "Czego nie wiadomo", "Что неизвестно")),
        Form(Message, Labels("Message", "Повідомлення", "Паведамленне", "Wiadomość", "Сообщение"),
            Field("text", "Text", "Текст", "Тэкст", "Tekst", "Текст")),
    ];

    internal static FormDefinition Form(FormId id, Labels title, params FieldDefinition[] fields) => new() { Id = id, Title = title, Provision = "", Fields = fields, Rules = [] };

    internal static FieldDefinition Field(string name, string en, string uk, string be, string pl, string ru, FieldType type = FieldType.Text) =>
        new(name, null, Labels(en, uk, be, pl, ru), type, null, true, new Dictionary<string, Labels>(), false);

    internal static Labels Labels(string en, string uk, string be, string pl, string ru) => new(new Dictionary<string, string> { ["en"] = en, ["uk"] = uk, ["be"] = be, ["pl"] = pl, ["ru"] = ru });
}
