using System.CommandLine;
using Parley.Node.Api;
using Spectre.Console;

namespace Parley.Cli.Ladders;

/// <summary>What stands beside a record, for a reader of another language: its phrase, and translations. The original alone is authoritative.</summary>
internal static class Beside
{
    public static Option<string> In { get; } = new("--in") { Description = "The language to read coded phrases in (BCP 47).", DefaultValueFactory = _ => "en" };

    public static void Print(RecordMessage record, string language)
    {
        if (record.Phrase is { } phrase)
            Phrase(phrase, language);
        foreach (var translation in record.Translations)
        {
            var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            table.Title = new TableTitle(Markup.Escape($"translation by {(translation.Machine ? "machine" : "person")}: {Terminal.Plain(translation.Translator)}, said by {translation.Author} in record {translation.Record}"));
            table.AddColumn("field").AddColumn("original, authoritative").AddColumn(Markup.Escape($"in '{translation.Language}'"));
            foreach (var field in translation.Fields)
                table.AddRow(new Text(field.Name), new Text(Terminal.Plain(field.Original)), new Text(Terminal.Plain(field.Text)));
            AnsiConsole.Write(table);
        }
    }

    private static void Phrase(PhraseMessage phrase, string language)
    {
        if (phrase.Texts.FirstOrDefault(t => t.Language == language) is { } text)
            Console.WriteLine($"  {phrase.Code} in '{language}'{(text.Reviewed ? "" : ", NOT REVIEWED by anybody")}: {Terminal.Plain(text.Text)}\n  (phrase book {Terminal.Plain(phrase.Book)})");
        else if (phrase.Texts.Count > 0)
            Console.WriteLine($"  {phrase.Code} is in the book in {string.Join(", ", phrase.Texts.Select(t => t.Language))}, and not in '{language}'");
        else
            Console.WriteLine($"  {Terminal.Plain(phrase.Code)} is of the phrase book {Terminal.Plain(phrase.Book)}, which is not here: read the text in the record");
    }
}
