using System.CommandLine;
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
        var command = new Command("pack", """
            Pack all that waits for a party into a file: what it has not receipted, cards, policies, requests and answers. It goes on waiting
            here, for the courier may not arrive; the other side takes everything once, however often it comes. The node
            runs, or is stopped.

            Example: parley pouch pack /media/stick/ua.pouch --to UA --node ./by
            """) { file, to, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            if (!PartyId.TryParse(parsed.GetValue(to)!, out var party))
                throw new CommandFailure($"'{parsed.GetValue(to)}' is not a party id");
            var target = parsed.GetValue(file)!;
            if (target.Exists)
                throw new CommandFailure($"{target.FullName} is there already; nothing is ever overwritten");
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
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

            var bundles = pouch.Length == 0 ? 0 : Pouch.Parse(pouch).OrThrow().Length;
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
            var pouch = await File.ReadAllBytesAsync(source.FullName, cancel);
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

    private static CommandFailure Refused(Fault fault) => new($"refused, {fault}");
}
