using System.CommandLine;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class OfficerCommand
{
    private const string Roles = "watch, drafter, releaser, verification, investigator, press, auditor or administrator";

    public static Command Create() => new("officer", """
        Give officers their accounts at the console, and take them away.

        Example: parley officer invite duty-1 --desk mod-duty --role watch --role drafter --node ./by
        """) { Invite(), List(), Assign(), ShowPasskey(), Close() };

    private static Command Invite()
    {
        var name = new Argument<string>("name") { Description = "The account; no peer sees it." };
        var pseudonym = new Option<string?>("--as") { Description = "The name under which the officer acts and signs, as on the party's card. Default: the account's." };
        var desks = new Option<string[]>("--desk") { Description = "A desk at which the officer works; may be repeated.", DefaultValueFactory = _ => [] };
        var roles = RoleOption();
        var password = new Option<bool>("--password") { Description = "For a password with a second factor, where no passkey can be used. The audit trail records it." };
        var command = new Command("invite", """
            Make a one-time code with which an officer opens an account at the console, good for 15 minutes. For an account that is
            there, the code adds a passkey (after a lost one, for instance) and ends its sessions; desks and roles stay. The node may run.

            Example: parley officer invite duty-1 --desk mod-duty --role watch --role drafter --node ./by
            Example: parley officer invite a-petrov --as duty-2 --desk mod-duty --role releaser --node ./by
            """) { name, pseudonym, desks, roles, password, Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var chosen = Chosen(parsed.GetValue(roles)!);
            return Opened(parsed.GetValue(Terminal.NodeOption)!, (self, book, console) =>
            {
                var code = new Invitations(book, self, TimeProvider.System).Make(parsed.GetValue(name)!, parsed.GetValue(pseudonym), parsed.GetValue(desks)!, chosen, parsed.GetValue(password), By("officer.invite"));
                if (parsed.GetValue(Terminal.JsonOption))
                    Terminal.WriteJson(new { account = parsed.GetValue(name), code, minutes = (int)Invitations.Life.TotalMinutes, console });
                else
                    Console.WriteLine($"{code}\n\nGood once, for {Invitations.Life.TotalMinutes:0} minutes, at {console ?? "the console (set 'console' in node.yaml)"}: \"I have a one-time code\".");
            });
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", """
            Show the accounts with their names on the card, desks, roles and passkeys.

            Example: parley officer list --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) => Opened(parsed.GetValue(Terminal.NodeOption)!, (self, book, _) =>
        {
            var officers = book.All<Officer>().Select(o => o.Value).ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(officers.Select(o => new { account = o.Name, officer = o.In(self).ToString(), o.Desks, roles = o.Roles.Select(d => d.ToString().ToLowerInvariant()), passkeys = o.Passkeys.Count, password = o.PasswordHash is not null, o.Closed }));
                return;
            }

            foreach (var o in officers)
                Console.WriteLine($"{o.Name,-20} {o.In(self),-24} {string.Join(' ', o.Desks),-20} {string.Join(' ', o.Roles).ToLowerInvariant()}; {o.Passkeys.Count} passkeys{(o.PasswordHash is null ? "" : ", a password")}{(o.Closed ? "; closed" : "")}");
        }));
        return command;
    }

    private static Command Assign()
    {
        var name = new Argument<string>("name") { Description = "The account." };
        var desks = new Option<string[]>("--desk") { Description = "A desk at which the officer works from now on; may be repeated.", DefaultValueFactory = _ => [] };
        var roles = RoleOption();
        var command = new Command("assign", """
            Give an account other desks and roles, all of them anew; its sessions end.

            Example: parley officer assign duty-1 --desk mod-duty --role releaser --node ./by
            """) { name, desks, roles, Terminal.NodeOption };
        command.Run((parsed, _) => Opened(parsed.GetValue(Terminal.NodeOption)!, (_, book, _) =>
        {
            var chosen = Chosen(parsed.GetValue(roles)!);
            if (chosen.Length == 0)
                throw new CommandFailure("an account without a role can do nothing: give --role, or close it with 'parley officer close'");
            new OfficerAccounts(book).Assign(parsed.GetValue(name)!, parsed.GetValue(desks)!, chosen, By("officer.assign"));
            Console.WriteLine($"{parsed.GetValue(name)} works at {string.Join(' ', parsed.GetValue(desks)!)} as {string.Join(' ', chosen).ToLowerInvariant()}; its sessions have ended.");
        }));
        return command;
    }

    private static Role[] Chosen(string[] roles) => [.. roles.Select(r => Enum.Parse<Role>(r, ignoreCase: true)).Distinct()];

    private static Option<string[]> RoleOption()
    {
        var roles = new Option<string[]>("--role") { Description = $"{Roles}; may be repeated. An administrator never reads content and an auditor only reads: they have no other role.", DefaultValueFactory = _ => [] };
        roles.AcceptOnlyFromAmong([.. Enum.GetNames<Role>().Select(n => n.ToLowerInvariant())]);
        return roles;
    }

    private static Command ShowPasskey()
    {
        var name = new Argument<string>("name") { Description = "The account." };
        var command = new Command("passkey", """
            Show an officer's passkey as a line for the party's next card, to be taken to whoever holds the root key.

            Example: parley officer passkey duty-1 --node ./by > duty-1.passkey
            """) { name, Terminal.NodeOption };
        command.Run((parsed, _) => Opened(parsed.GetValue(Terminal.NodeOption)!, (self, book, _) => Console.WriteLine(
            book.Find<Officer>(parsed.GetValue(name)!)?.Value.ForCard(self) is { } officer ? $"{officer.Id} {officer.Key}" : throw new CommandFailure($"'{parsed.GetValue(name)}' has no passkey here, or signs nothing"))));
        return command;
    }

    private static Command Close()
    {
        var name = new Argument<string>("name") { Description = "The account." };
        var command = new Command("close", """
            Close an account and end its sessions, at once. It is kept: the audit trail speaks of it. The key on the party's card is
            revoked with the next card.

            Example: parley officer close duty-1 --node ./by
            """) { name, Terminal.NodeOption };
        command.Run((parsed, _) => Opened(parsed.GetValue(Terminal.NodeOption)!, (_, book, _) =>
        {
            new OfficerAccounts(book).Close(parsed.GetValue(name)!, By("officer.close"));
            Console.WriteLine($"{parsed.GetValue(name)} is closed.");
        }));
        return command;
    }

    /// <summary>Runs on the desk book of a node, which may be running.</summary>
    internal static Task<int> Opened(DirectoryInfo node, Action<PartyId, DeskBook, string?> act)
    {
        Open(new NodeDirectory(node.FullName), act);
        return Task.FromResult(0);
    }

    /// <summary>Opens the desk book of a node, which may be running, to <paramref name="act"/>: with the party, and the address of the console where there is one.</summary>
    internal static void Open(NodeDirectory directory, Action<PartyId, DeskBook, string?> act)
    {
        var configuration = NodeConfiguration.Read(directory.Path);
        var self = PartyId.Parse(configuration.Party);
        using var key = KeyFile.Read(directory.NodeKey, Crypto.Provider);
        using var database = new NodeDatabase(directory, configuration);
        using var book = new DeskBook(database.OpenDesk(), self, key.ToNoteSigner, TimeProvider.System);
        act(self, book, configuration.Console is { } console ? $"http://localhost:{System.Net.IPEndPoint.Parse(console).Port}" : null);
    }

    private static Act By(string what) => new($"cli:{Environment.UserName}", what);
}
