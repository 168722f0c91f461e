using System.CommandLine;
using Parley.Cli.Keys;
using Parley.Node;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Cli.Commands;

internal static class InitCommand
{
    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("directory") { Description = "A new, empty directory for the node." };
        var party = new Option<string>("--party") { Description = "The party's id, such as BY; an exercise party's begins with X-.", Required = true };
        var name = new Option<string>("--name") { Description = "The party's name as it writes it itself. Default: its id." };
        var desks = new Option<string[]>("--desk") { Description = "A desk of the party; may be repeated. Default: mod-duty.", DefaultValueFactory = _ => ["mod-duty"] };
        var officers = new Option<string[]>("--officer") { Description = "An officer, perhaps a duty pseudonym; may be repeated. Default: duty-1 and duty-2.", DefaultValueFactory = _ => ["duty-1", "duty-2"] };
        var listen = new Option<string>("--listen") { Description = "Where other nodes reach this one: address:port.", DefaultValueFactory = _ => "127.0.0.1:7443" };
        var api = new Option<string>("--api") { Description = "Where officers' programs reach this node: address:port.", DefaultValueFactory = _ => "127.0.0.1:7480" };
        var console = new Option<string?>("--console") { Description = "Where officers' browsers reach the console: address:port. Default: 127.0.0.1:7490 where --api is left at its default, else none." };
        var address = Terminal.AddressOption("--address", "The https address on the card, where it differs from --listen.");
        var rootKey = RootKey.Option("Made before with 'parley key make', and never on this machine's disk. Default: a new one in the node's directory, to be moved away.");
        var command = new Command("init", """
            Make a node: keys, card, configuration and store.

            Example: parley init ./by --party BY --name "Рэспубліка Беларусь" --listen 192.0.2.1:7443
            """) { directory, party, name, desks, officers, listen, api, console, address, rootKey, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            if (!PartyId.TryParse(parsed.GetValue(party)!, out var id))
                throw new CommandFailure($"'{parsed.GetValue(party)}' is not a party id: 2 to 16 upper-case letters and digits, after X- for an exercise");
            if (!Uri.TryCreate($"https://{parsed.GetValue(listen)}", UriKind.Absolute, out var listens))
                throw new CommandFailure($"'{parsed.GetValue(listen)}' is not an address and a port, such as 192.0.2.1:7443");
            var place = new NodeDirectory(parsed.GetValue(directory)!.FullName);
            var setup = new NodeSetup(id, parsed.GetValue(name) ?? id.Value, parsed.GetValue(desks)!, parsed.GetValue(officers)!,
                parsed.GetValue(address) ?? listens, parsed.GetValue(listen)!, parsed.GetValue(api)!,
                parsed.GetValue(console) ?? (parsed.GetResult(api) is { Implicit: false } ? null : "127.0.0.1:7490"));
            var root = parsed.GetValue(rootKey);
            using var key = root is null ? null : RootKey.Open(root);
            var note = setup.Create(place, Crypto.Provider, TimeProvider.System, key);
            var card = CardHistory.Pin(note, Crypto.Provider).OrThrow().Current;
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { party = id.Value, directory = place.Path, card = place.Card, words = Ceremony.Words(card) });
                return Task.FromResult(0);
            }

            Console.WriteLine($"""
                {id} is made in {place.Path}

                  card          {place.Card}  (hand it to the other parties)
                  its words     {Ceremony.Words(card)}
                  officers      {string.Join(", ", card.Officers.Select(o => o.Id))}
                  root key      {root ?? place.RootKey}
                                {(root is null ? "Move it to a medium off this machine: it" : "It")} is needed for new cards only.

                Next:           {Terminal.StartOf($"{parsed.GetValue(directory)}")}
                """);
            return Task.FromResult(0);
        });
        return command;
    }
}
