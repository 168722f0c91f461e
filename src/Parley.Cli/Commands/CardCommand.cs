using System.CommandLine;
using System.Text;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Cli.Commands;

internal static class CardCommand
{
    public static Command Create() => new("card", """
        Show this party's card, the words of the ceremony, accept another's card after it, make this party's next card, or see who has it.

        Example: parley card show --node ./by
        """) { Show(), Words(), Accept(), CardRenewCommand.Create(), CardRenewCommand.Reached() };

    private static Command Show()
    {
        var party = new Argument<string?>("party") { Description = "Whose card. Default: this node's own.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", """
            Write a card as a signed note, for a file or a courier.

            Example: parley card show --node ./by > by.card.txt
            """) { party, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var id = parsed.GetValue(party) ?? node.Self.Value;
            var text = id == node.Self.Value && File.Exists(node.Directory.Card) ? await File.ReadAllTextAsync(node.Directory.Card, cancel) : await node.CardAsync(id, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = id, words = Ceremony.Words(Read(text).Current), note = text });
            else
                Console.Write(text);
            return 0;
        });
        return command;
    }

    private static Command Words()
    {
        var file = new Argument<FileInfo>("file") { Description = "The other party's card." };
        var command = new Command("words", """
            Show the twelve words that both sides read to each other; nothing is pinned.

            Example: parley card words ua.card.txt --node ./by
            """) { file, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var other = Read(await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancel)).Current;
            var words = Ceremony.Words(Read(await File.ReadAllTextAsync(node.Directory.Card, cancel)).Current, other);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = other.Party.Value, words });
            else
                Console.WriteLine(words);
            return 0;
        });
        return command;
    }

    private static Command Accept()
    {
        var file = new Argument<FileInfo>("file") { Description = "The other party's card." };
        var words = new Option<string>("--words") { Description = "The twelve words as the other side read them; without it they are shown and asked for." };
        var command = new Command("accept", """
            Pin another party's card. Both sides read twelve words to each other over a line that they trust, and each
            compares them with its own: they are the same on both sides, or somebody sits in between.

            Example: parley card accept ua.card.txt --node ./by
            """) { file, words, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            // Before anybody telephones: whether the node runs at all, and has not met them under another root key, which no words make good.
            var parties = (await node.NodeAsync(cancel)).Parties;
            var text = await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancel);
            var other = Read(text).Current;
            if (parties.Any(p => p.Party == other.Party.Value) && Read(await node.CardAsync(other.Party.Value, cancel)).Current.Root is var root && !root.Equals(other.Root))
                throw new CommandFailure($"{other.Party} was met here under another root key, and only that key makes its next card. A party that has lost its root key goes on under another id; telephone it. Nothing was pinned");
            var own = Read(await File.ReadAllTextAsync(node.Directory.Card, cancel)).Current;
            var expected = Ceremony.Words(own, other);
            var given = parsed.GetValue(words);
            if (given is null)
            {
                await Console.Error.WriteAsync($"{other.Party} ({other.Name}), card version {other.Version}\n\n  {expected}\n\nRead these words to each other. Does the other side have the same? Type yes: ");
                if (Console.ReadLine()?.Trim() != "yes")
                    throw new CommandFailure("nothing was pinned");
            }
            else if (string.Join(' ', given.Split(' ', StringSplitOptions.RemoveEmptyEntries)) != expected)
            {
                throw new CommandFailure($"the words differ: this node has '{expected}'. Nothing was pinned: the card was changed on its way, or it is another card");
            }

            var fate = await node.AcceptCardAsync(text, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = other.Party.Value, version = other.Version, words = expected, fate });
            else
                Console.WriteLine($"{other.Party}'s card, version {other.Version}, is pinned.");
            return 0;
        });
        return command;
    }

    private static CardHistory Read(string text)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error))
            throw new CommandFailure($"this is not a card: {error}");
        return CardHistory.Pin(note, Crypto.Provider).Try(out var history, out var fault)
            ? history
            : throw new CommandFailure($"this card does not hold, {fault}");
    }
}
