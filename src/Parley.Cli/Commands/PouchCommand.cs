using System.CommandLine;
using System.Globalization;
using Parley.Channels.Attachments;
using Parley.Channels.Wire;
using Parley.Node.Api;
using Parley.Node.Pouches;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class PouchCommand
{
    public static Command Create() => new("pouch", """
        Carry what waits for a party by a courier: a file that only that party can open.

        Example: parley pouch pack ua.pouch --to UA --node ./by
        """) { Pack(), Unpack() };

    private static Command Pack()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file to write; it must not exist." };
        var to = new Option<string>("--to") { Description = "The party that it is for.", Required = true };
        var attachment = new Option<string>("--attachment") { Description = "Pack a file too: the id of the record that attaches it, and, after a slash, which of its attachments if not the first." };
        var command = new Command("pack", """
            Pack all that waits for a party into a file: what it has not receipted, cards, policies, requests and answers. It goes on waiting
            here, for the courier may not arrive; the other side takes everything once, however often it comes. The node
            runs, or is stopped.

            Attached files go by courier only where they are asked for, each in pouches of 120 MiB of its bytes: ua-1.pouch, ua-2.pouch and so on.
            Unpack those that hold the record first; they may come in any order otherwise.

            Example: parley pouch pack /media/stick/ua.pouch --to UA --node ./by
            Example: parley pouch pack /media/stick/ua.pouch --to UA --attachment 5f0c…/2 --node ./by
            """) { file, to, attachment, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            if (!PartyId.TryParse(parsed.GetValue(to)!, out var party))
                throw new CommandFailure($"'{parsed.GetValue(to)}' is not a party id");
            var target = parsed.GetValue(file)!;
            if (target.Exists)
                throw new CommandFailure($"{target.FullName} is there already; nothing is ever overwritten");
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            if (parsed.GetValue(attachment) is { } attached)
            {
                await PackAttachmentAsync(node, party, attached, target, parsed.GetValue(Terminal.JsonOption), cancel);
                return 0;
            }

            var pouch = await node.IsUpAsync(cancel)
                ? await node.PackPouchAsync(party.Value, cancel)
                : await StoppedNode.DoAsync(node.Directory, Crypto.Provider, TimeProvider.System, async desk =>
                    (await desk.PackAsync(party, cancel)).Try(out var packed, out var fault) ? packed.File.ToArray() : throw Refused(fault), cancel);
            if (pouch.Length > 0)
            {
                await using var stream = new FileStream(target.FullName, FileMode.CreateNew);
                await stream.WriteAsync(pouch, cancel);
                stream.Flush(flushToDisk: true);
            }

            var bundles = pouch.Length == 0 ? 0 : (await PouchReader.OpenAsync(new MemoryStream(pouch), cancel)).OrThrow().Count;
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = party.Value, file = bundles == 0 ? null : target.FullName, bundles, bytes = pouch.Length });
            else
                Console.WriteLine(bundles == 0 ? $"Nothing waits for {party}; no file was written." : $"{target.FullName}: {bundles} bundles for {party}, {pouch.Length} bytes. What is in it goes on waiting here until {party} has said that it is there.");
            return 0;
        });
        return command;
    }

    private static Command Unpack()
    {
        var file = new Argument<FileInfo>("file") { Description = "The pouch." };
        var command = new Command("unpack", """
            Take in a pouch. Several may come in any order, twice, or weeks late: everything is taken once. The node runs, or is
            stopped. Exit code 1 where something in it was refused.

            Example: parley pouch unpack /media/stick/by.pouch --node ./ua
            """) { file, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            var source = parsed.GetValue(file)!;
            if (source.Length > Pouch.MaxBytes)
                throw new CommandFailure($"{source.FullName} has {source.Length} bytes; a pouch has {Pouch.MaxBytes} at most");
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            await using var pouch = source.OpenRead();
            var result = await node.IsUpAsync(cancel)
                ? await node.UnpackPouchAsync(pouch, cancel)
                : await StoppedNode.DoAsync(node.Directory, Crypto.Provider, TimeProvider.System, async desk =>
                    (await desk.UnpackAsync(pouch, cancel)).Try(out var unpacked, out var fault) ? UnpackedMessage.Of(unpacked) : throw Refused(fault), cancel);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(result);
                return result.Refused.Count == 0 ? 0 : 1;
            }

            Console.WriteLine($"{result.Taken} bundles taken{(result.From.Count > 0 ? $", from {string.Join(", ", result.From)}" : "")}{(result.Again > 0 ? $"; {result.Again} had been taken already" : "")}.");
            foreach (var refused in result.Refused)
                Console.WriteLine($"  REFUSED  {refused.Rule}: {Terminal.Plain(refused.Detail)}");
            return result.Refused.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static async Task PackAttachmentAsync(NodeClient node, PartyId party, string attachment, FileInfo target, bool json, CancellationToken cancel)
    {
        var words = attachment.Split('/', 2);
        var position = words.Length == 1 ? 1 : int.TryParse(words[1], CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (!Digest.TryParse(words[0], out var record) || position < 1)
            throw new CommandFailure($"'{attachment}' names no attachment: write the id of its record, and after a slash which one");
        var isUp = await node.IsUpAsync(cancel);
        var (files, parts) = (new List<string>(), 1);
        for (var part = 1; part <= parts; part++)
        {
            var file = Path.Combine(target.DirectoryName!, $"{Path.GetFileNameWithoutExtension(target.Name)}-{part}{target.Extension}");
            if (File.Exists(file))
                throw new CommandFailure($"{file} is there already; nothing is ever overwritten");
            await using var stream = new FileStream(file, FileMode.CreateNew);
            try
            {
                parts = isUp
                    ? await node.PackPouchAsync(party.Value, record.ToString(), position, part, stream, cancel)
                    : await StoppedNode.DoAsync(node.Directory, Crypto.Provider, TimeProvider.System, async desk =>
                    {
                        var pouch = (await desk.PackAsync(party, new AttachmentId(record, position), part, cancel)).Try(out var packed, out var fault) ? packed : throw Refused(fault);
                        await pouch.WriteAsync(stream, cancel);
                        return pouch.Parts;
                    }, cancel);
            }
            catch
            {
                File.Delete(file);
                throw;
            }

            stream.Flush(flushToDisk: true);
            files.Add(file);
            if (!json)
                Console.WriteLine($"{file}: part {part} of {parts}, {stream.Length} bytes for {party}");
        }

        if (json)
            Terminal.WriteJson(new { party = party.Value, files });
    }

    private static CommandFailure Refused(Fault fault) => new($"refused, {fault}");
}
