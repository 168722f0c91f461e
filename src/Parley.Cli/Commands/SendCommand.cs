using System.CommandLine;
using System.Globalization;
using Parley.Channels;
using Parley.Node.Phrases;
using Parley.Instruments.Forms;
using Parley.Node.Instruments;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Commands;

internal static class SendCommand
{
    public static Command Create()
    {
        var channel = new Argument<string>("channel") { Description = "The channel." };
        var to = new Option<string[]>("--to") { Description = "A desk that is to act, such as UA/mod-duty; may be repeated.", Required = true };
        var info = new Option<string[]>("--info") { Description = "A desk that is told; may be repeated.", DefaultValueFactory = _ => [] };
        var text = new Option<string>("--text") { Description = "The text of a plain message; '-' reads it from standard input." };
        var field = new Option<string[]>("--field") { Description = "A field of a form as name=value; may be repeated.", DefaultValueFactory = _ => [] };
        var form = new Option<string>("--form") { Description = "The form.", DefaultValueFactory = _ => "message/1" };
        var formFile = new Option<FileInfo?>("--form-file") { Description = "A filled form as plain text, as 'parley instrument form show' prints it; instead of --form and --field." };
        var precedence = new Option<string>("--precedence") { Description = "flash, immediate, priority or routine.", DefaultValueFactory = _ => "routine" };
        precedence.AcceptOnlyFromAmong("flash", "immediate", "priority", "routine");
        var subject = new Option<string>("--subject") { Description = "What it is about, such as incident/BY-2022-0007." };
        var language = new Option<string>("--language") { Description = "The language of the text (BCP 47).", DefaultValueFactory = _ => "en" };
        var desk = new Option<string>("--desk") { Description = "The desk that sends. Default: the party's first." };
        var draftedBy = new Option<string>("--drafted-by") { Description = "The officer who drafts; needed for forms that want two officers." };
        var releasedBy = new Option<string>("--released-by") { Description = "The officer who releases.", Required = true };
        var phrase = new Option<string>("--phrase") { Description = "The code of a phrase in a phrase book; then --language is the language of the record's text." };
        var value = new Option<string[]>("--value") { Description = "A value of the phrase as name=value; may be repeated.", DefaultValueFactory = _ => [] };
        var revealBy = new Option<string>("--reveal-by") { Description = "For a form that begins with sealed.: by when everything is to be in, UTC, such as 2023-01-01T12:00:00Z." };
        var attach = new Option<FileInfo[]>("--attach") { Description = "A file that goes with it, up to 2 GiB; may be repeated.", DefaultValueFactory = _ => [] };
        var wait = new Option<bool>("--wait") { Description = "Wait until every member's node has receipted it." };
        var command = new Command("send", """
            Say something on a channel. The officers' keys are read from the node's directory.

            Example: parley send by-ua.border --to UA/mod-duty --precedence flash --form incident.holding/1
                       --field "about=object over Brest region" --field next-word-by=2022-12-29T07:30:00Z
                       --released-by duty-1 --node ./by
            Example: parley send by-ua.border --to UA/mod-duty --text "The track, as our radar saw it." --attach track.csv --attach plot.png
                       --drafted-by duty-1 --released-by duty-2 --node ./by
            Example: parley send by-ua.border --to UA/mod-duty --form-file incident.txt --drafted-by duty-1 --released-by duty-2
            Example: parley say by-ua.border --to UA/mod-duty --precedence flash --phrase FH-05 --value time=07:40Z
                       --drafted-by duty-1 --released-by duty-2 --node ./by
            Example: parley send in-pk.lists --to PK/mfa --form sealed.list-of-installations/1 --subject lists/2023 --field "list=…"
                       --reveal-by 2023-01-01T12:00:00Z --drafted-by mfa-1 --released-by mfa-2 --node ./in
            """) { channel, to, info, text, field, form, formFile, precedence, subject, language, desk, draftedBy, releasedBy, revealBy, phrase, value, attach, wait, Terminal.NodeOption, Terminal.JsonOption };
        command.Aliases.Add("say");
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var status = await node.NodeAsync(cancel);
            var name = parsed.GetValue(channel)!;
            var line = status.Channels.FirstOrDefault(c => c.Name == name && c.State is "open" or "recovering" or "halted")
                ?? throw new CommandFailure($"no channel {name} is open here; 'parley channel list' shows what there is");
            var seen = await node.SeenAsync(name, cancel);
            var fields = parsed.GetValue(field)!.Select(ReadField).ToList();
            if (parsed.GetValue(text) is { } words)
                fields.Add(new Field("text", words == "-" ? (await Console.In.ReadToEndAsync(cancel)).TrimEnd('\n') : words));
            var asked = parsed.GetValue(form)!;
            if (parsed.GetValue(phrase) is { } code)
            {
                asked = FormId.Phrase.Value;
                fields.AddRange(PhraseLibrary.Read(Path.Combine(node.Directory.Path, PhraseLibrary.DirectoryName))
                    .ToFields(code, parsed.GetValue(value)!.Select(ReadField).ToDictionary(v => v.Name, v => v.Value), parsed.GetValue(language)!));
            }

            var formId = FormId.TryParse(asked, out var f) ? f : throw new CommandFailure($"'{asked}' is not a form, such as message/1");
            var packs = PackLibrary.Of(node.Directory, node.Configuration);
            if (parsed.GetValue(formFile) is { } filled)
                (formId, fields) = Filled(packs, filled, fields);
            // Which version of the pack it was filled under: two parties with different ones are told.
            if (packs.Of(formId) is { } pack && fields.All(x => x.Name != FormCheck.PackField))
                fields.Add(new Field(FormCheck.PackField, pack.Stamp));
            fields.AddRange(await AttachedFiles.TakeInAsync(node, name, parsed.GetValue(attach)!, cancel));
            if (fields.Count == 0)
                throw new CommandFailure("there is nothing to say: give --text, or --field name=value");
            Digest.TryParse(line.Founding, out var founding);
            var draft = new Draft
            {
                Channel = new ChannelId(name, founding),
                Desk = Post(parsed.GetValue(desk) is { } own ? $"{node.Self}/{own}" : status.Parties.First(p => p.Party == node.Self.Value).Desks[0]),
                To = [.. parsed.GetValue(to)!.Select(Post)],
                Info = [.. parsed.GetValue(info)!.Select(Post)],
                Seen = [.. seen.Heads.Select(h => Head.TryParse(h, out var head) ? head : throw new CommandFailure("the node's answer does not read as heads"))],
                Composed = DateTimeOffset.Parse(seen.Time, CultureInfo.InvariantCulture),
                Precedence = Enum.Parse<Precedence>(parsed.GetValue(precedence)!, ignoreCase: true),
                Form = formId,
                Subject = parsed.GetValue(subject),
                Language = parsed.GetValue(language)!,
                Fields = fields,
            };
            var submitted = await node.SubmitAsync(draft.Sign(node.Directory, parsed.GetValue(draftedBy), parsed.GetValue(releasedBy)!, Crypto.Provider) with { RevealBy = parsed.GetValue(revealBy) }, cancel);
            if (parsed.GetValue(wait))
                await DeliveredAsync(node, submitted.Id, line.Members.Count - 1, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(submitted);
            else if (draft.Form.IsSealed)
                Console.WriteLine($"{node.Self} number {submitted.Number} is the header, record {submitted.Id}. What it announces goes out once every party's header is in; 'parley exchange' shows whose are.");
            else
                Console.WriteLine($"{node.Self} number {submitted.Number} is {(parsed.GetValue(wait) ? "delivered" : "queued")}: record {submitted.Id}");
            return 0;
        });
        return command;
    }

    private static (FormId Form, List<Field> Fields) Filled(PackLibrary packs, FileInfo file, IEnumerable<Field> more)
    {
        if (!file.Exists)
            throw new CommandFailure($"there is no file {file}");
        var read = FormImport.Read(File.ReadAllText(file.FullName), packs.Of, out var faults);
        return faults.Count > 0 || read is null
            ? throw new CommandFailure($"{file.Name}, line {faults[0].Line}: {faults[0].Detail} [{faults[0].Rule}]. All its faults: parley instrument form check {file}")
            : (read.Value.Filled.Form.Id, [.. read.Value.Filled.Values.Where(v => v.Value.Length > 0).Select(v => new Field(v.Key, v.Value)), .. more]);
    }

    /// <summary>Polls the ladder until each other member has receipted the record.</summary>
    private static async Task DeliveredAsync(NodeClient node, string id, int members, CancellationToken cancel)
    {
        for (; ; )
        {
            var record = await node.RecordAsync(id, cancel);
            var delivered = record.Ladder.Count(r => r.Rung == Rung.Delivered.ToString().ToLowerInvariant());
            Console.Error.Write($"\rdelivered to {delivered} of {members}");
            if (delivered >= members)
            {
                Console.Error.WriteLine();
                return;
            }

            await Task.Delay(100, cancel);
        }
    }

    private static Field ReadField(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && Field.IsName(text[..equals])
            ? new Field(text[..equals], text[(equals + 1)..])
            : throw new CommandFailure($"'{text}' is not a field: write name=value, the name in lower-case letters, digits, dots and hyphens");
    }

    private static PostId Post(string text) => PostId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a desk: write PARTY/name, such as UA/mod-duty");
}
