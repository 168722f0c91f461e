using Parley.Cases.Incidents;
using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Node.Drafts;

/// <summary>The forms that open a case, an account of it and a demarche (docs/spec/case.md, CAS-007). Labels in other languages than English are unreviewed.</summary>
public static class WordsOfCase
{
    private const int Demands = 6;

    /// <summary>A case is opened; its subject names it.</summary>
    public static FormId Open { get; } = FormId.Parse("incident.open/1");

    /// <summary>A protest with demands, each of which is answered by itself.</summary>
    public static FormId Demarche { get; } = FormId.Parse("demarche.note/1");

    /// <summary>What a party holds to be so, one fact a line; each becomes a field of the record (CAS-007).</summary>
    internal static FieldDefinition Facts { get; } = FirstWords.Field("facts", "Facts, one a line: date: 2022-12-29", "Факти, по одному в рядку: date: 2022-12-29", "Факты, па адным у радку: date: 2022-12-29", "Fakty, po jednym w wierszu: date: 2022-12-29", "Факты, по одному в строке: date: 2022-12-29");

    /// <summary>The forms.</summary>
    public static IReadOnlyList<FormDefinition> Forms { get; } =
    [
        FirstWords.Form(Open, FirstWords.Labels("Opening of a case", "Відкриття справи", "Адкрыццё справы", "Otwarcie sprawy", "Открытие дела"),
            FirstWords.Field("title", "What happened, in one line", "Що сталося, одним рядком", "Што адбылося, адным радком", "Co się stało, w jednym wierszu", "Что произошло, одной строкой"),
            FirstWords.Field("kind", "Kind", "Вид", "Від", "Rodzaj", "Вид", FieldType.Code) with { Codes = IncidentKind.All.ToDictionary(k => k.Id, k => Labels.English(k.Title)) },
            Optional("region", "Region", "Регіон", "Рэгіён", "Region", "Регион"),
            Optional("date", "Day", "День", "Дзень", "Dzień", "День", FieldType.Date),
            Optional("with", "Other subjects that belong to it", "Інші теми, що належать до неї", "Іншыя тэмы, якія да яе належаць", "Inne tematy, które do niej należą", "Другие темы, которые к нему относятся")),
        FirstWords.Form(FormId.Parse("incident.account/1"), FirstWords.Labels("Account of an incident", "Виклад інциденту", "Выклад інцыдэнту", "Relacja o incydencie", "Изложение инцидента"), Facts),
        FirstWords.Form(Demarche, FirstWords.Labels("Demarche", "Демарш", "Дэмарш", "Démarche", "Демарш"),
            [.. Enumerable.Range(1, Demands).Select(n => FirstWords.Field($"demand.{n}", $"Demand {n}", $"Вимога {n}", $"Патрабаванне {n}", $"Żądanie {n}", $"Требование {n}") with { Required = n == 1 }),
             Optional("deadline", "To be answered by; empty: no date is set", "Відповісти до; порожньо: дату не встановлено", "Адказаць да; пуста: дата не ўстаноўлена", "Odpowiedzieć do; puste: bez terminu", "Ответить до; пусто: срок не установлен", FieldType.Time),
             Optional("text", "Text", "Текст", "Тэкст", "Tekst", "Текст")]),
    ];

    private static FieldDefinition Optional(string name, string en, string uk, string be, string pl, string ru, FieldType type = FieldType.Text) =>
        FirstWords.Field(name, en, uk, be, pl, ru, type) with { Required = false };
}
