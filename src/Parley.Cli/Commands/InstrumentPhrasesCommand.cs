using System.CommandLine;
using Parley.Cli.Instruments;
using Parley.Instruments.Packs;

namespace Parley.Cli.Commands;

internal static class InstrumentPhrasesCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The instrument: the name of its pack." };
        var command = new Command("phrases", """
            An instrument's phrase book: sentences that both sides have in each language before they are needed.

            Example: parley instrument phrases border-incident
            """) { name, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var pack = PackOption.Named(PackOption.Library(parsed), parsed.GetValue(name)!);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(pack.Phrases.ToDictionary(p => p.Key, p => p.Value.Texts));
                return Task.FromResult(0);
            }

            foreach (var (code, phrase) in pack.Phrases)
            {
                Console.WriteLine(Terminal.Plain(code));
                foreach (var language in Labels.Languages.Where(phrase.Has))
                    Console.WriteLine(Terminal.Plain($"  {language}  {phrase.In(language)}{(pack.IsReviewed(language) ? "" : "  [unreviewed]")}"));
            }

            if (pack.Phrases.Count == 0)
                Console.WriteLine($"{pack.Name} has no phrase book.");
            return Task.FromResult(0);
        });
        return command;
    }
}
