using System.CommandLine;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Ladders;

internal static class TranslateCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record, by id." };
        var translator = new Option<string>("--translator") { Description = "Who translated: 'person: …' by office or pseudonym, or 'machine: …' by name and version.", Required = true };
        var field = new Option<string[]>("--field") { Description = "A field of the record in the other language, as name=value; may be repeated.", Required = true };
        var command = new Command("translate", """
            Put a translation beside a record. The original stays authoritative, and who translated is said. --language is the language
            of the translation.

            Example: parley translate 3f1c… --language uk --translator "person: desk interpreter" --field "text=Ніхто не постраждав."
                       --drafted-by duty-1 --released-by duty-2 --node ./ua
            """) { record, translator, field };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var id = parsed.GetValue(record)!;
            List<Field> fields = [new(ClaimReader.RecordField, id), new(Translation.TranslatorField, parsed.GetValue(translator)!)];
            foreach (var given in parsed.GetValue(field)!)
            {
                var equals = given.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || !Field.IsName(Translation.Prefix + given[..equals]))
                    throw new CommandFailure($"'{given}' is not a field: write name=value");
                fields.Add(new Field(Translation.Prefix + given[..equals], given[(equals + 1)..]));
            }

            return await AboutRecord.SayAsync(node, parsed, id, FormId.Translation, fields, cancel);
        });
        return command;
    }
}
