using System.CommandLine;
using Parley.Cli.Keys;
using Parley.Node;

namespace Parley.Cli.Commands;

internal static class RestartCommand
{
    public static Command Create()
    {
        var rootKey = RootKey.Option();
        var end = new Option<string>("--end-recovery") { Description = "On this channel, wait no longer for members that do not answer. The node is running then, and no key is needed." };
        var command = new Command("restart", """
            Say that this node was restored from a backup. It may have forgotten what it said, and must not say anything that
            contradicts it. Its next card opens a new incarnation under the root key. Then start the node: it
            gets its own records back from the other members, and speaks again, in a new series and with a new ledger, once all of
            them have answered. The watch of every member is told.

            Example: parley restart --node ./by --root-key /media/stick/root.key
            """) { rootKey, end, Terminal.NodeOption, Terminal.JsonOption };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rootKey) is null == result.GetValue(end) is null)
                result.AddError("Give --root-key while the node is stopped, or --end-recovery while it runs.");
        });
        command.Run(async (parsed, cancel) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            using var node = NodeClient.Open(directory.Path);
            if (parsed.GetValue(end) is { } channel)
            {
                var fate = await node.EndRecoveryAsync(channel, cancel);
                if (parsed.GetValue(Terminal.JsonOption))
                    Terminal.WriteJson(new { channel, fate });
                else
                    Console.WriteLine(fate == "stored" ? $"{channel}: the node speaks again." : $"{channel}: there was nothing to wait for.");
                return 0;
            }

            if (await node.IsUpAsync(cancel))
                throw new CommandFailure("the node is running: stop it first");
            using var root = RootKey.Open(parsed.GetValue(rootKey)!);
            var card = NextCard.Restart(directory, root, Crypto.Provider, TimeProvider.System);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = card.Party.Value, incarnation = card.Incarnation, version = card.Version });
            else
                Console.WriteLine($"{card.Party}'s card, version {card.Version}, opens incarnation {card.Incarnation}. Start the node: {Terminal.StartOf($"{parsed.GetValue(Terminal.NodeOption)}")}");
            return 0;
        });
        return command;
    }
}
