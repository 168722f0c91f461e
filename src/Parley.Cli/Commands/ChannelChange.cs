using System.CommandLine;
using System.Text;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Cli.Commands;

/// <summary>Later versions of an open channel's policy.</summary>
internal static class ChannelChange
{
    public static Command Propose()
    {
        var name = new Argument<string>("name") { Description = "An open channel." };
        var add = new Option<string[]>("--add") { Description = "A member who comes; may be repeated. Its card must be pinned by every member.", AllowMultipleArgumentsPerToken = true };
        var depositary = new Option<string>("--depositary") { Description = "Another depositary. By itself it takes more than half of all members." };
        var lineTest = new Option<int?>("--line-test") { Description = "Seconds between a party's line tests." };
        var languages = new Option<string[]>("--language") { Description = "The languages that every desk can read, all of them; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var singleKey = new Option<string[]>("--single-key") { Description = "The forms that may go out on one officer's key, all of them; reply/1@immediate: at that precedence or a more urgent one only. May be repeated.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("propose", """
            Propose a change of an open channel's policy and sign it. Members who come, intervals and forms take every member's
            signature; a new depositary alone takes more than half of them. The others sign by 'parley channel sign'.

            Example: parley channel propose by-ua.border --depositary UA --node ./ua
            Example: parley channel propose by-ua.border --add PL --node ./by
            """) { name, add, depositary, lineTest, languages, singleKey, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var old = await InForceAsync(node, parsed.GetValue(name)!, cancel);
            var members = old.Members.ToList();
            foreach (var party in (parsed.GetValue(add) ?? []).Select(ChannelCommand.Party))
                members.Add(new Member(party, ChannelCommand.Root(await node.CardAsync(party.Value, cancel))));
            var next = Next(old) with
            {
                Members = [.. members.OrderBy(m => m.Party)],
                Depositary = parsed.GetValue(depositary) is { } other ? ChannelCommand.Party(other) : old.Depositary,
                LineTestSeconds = parsed.GetValue(lineTest) ?? old.LineTestSeconds,
                Languages = parsed.GetValue(languages) is { Length: > 0 } spoken ? spoken : old.Languages,
                SingleKey = parsed.GetValue(singleKey) is { Length: > 0 } forms
                    ? [.. forms.Select(f => Records.Policies.StandingAuthority.TryParse(f, out var authority) ? authority : throw new CommandFailure($"'{f}' is not a form, such as incident.holding/1 or reply/1@immediate"))]
                    : old.SingleKey,
            };
            return await SignAsync(node, next, parsed.GetValue(Terminal.JsonOption), $"Version {next.Version} of {next.Name} is proposed and signed by {node.Self}. See who has signed it: parley channel list", cancel);
        });
        return command;
    }

    public static Command Leave()
    {
        var name = new Argument<string>("name") { Description = "An open channel of at least three members." };
        var depositary = new Option<string>("--depositary") { Description = "Who is depositary afterwards, where this party is." };
        var command = new Command("leave", """
            Leave a channel. What this party said stays, and it reads nothing more. It takes this party's signature alone.

            Example: parley channel leave by-ua-pl.border --node ./pl
            """) { name, depositary, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var old = await InForceAsync(node, parsed.GetValue(name)!, cancel);
            if (old.Members.Count < 3)
                throw new CommandFailure($"{old.Name} has two members, and is no channel with one: stop using it, or stop the node");
            if (old.Depositary == node.Self && parsed.GetValue(depositary) is null)
                throw new CommandFailure($"{node.Self} is the depositary of {old.Name}: say who is to be it, by --depositary");
            var next = Next(old) with
            {
                Members = [.. old.Members.Where(m => m.Party != node.Self)],
                Depositary = parsed.GetValue(depositary) is { } other ? ChannelCommand.Party(other) : old.Depositary,
            };
            return await SignAsync(node, next, parsed.GetValue(Terminal.JsonOption), $"{node.Self} has signed that it leaves {next.Name}. It is gone once {next.Depositary}'s node has entered it.", cancel);
        });
        return command;
    }

    private static ChannelPolicy Next(ChannelPolicy old) => old with { Version = old.Version + 1, Previous = old.Hash };

    private static async Task<ChannelPolicy> InForceAsync(NodeClient node, string name, CancellationToken cancel)
    {
        var text = await node.PolicyAsync(name, cancel, "in-force");
        return SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out _) && ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out _)
            ? policy
            : throw new CommandFailure("the node's answer is not a policy");
    }

    private static async Task<int> SignAsync(NodeClient node, ChannelPolicy next, bool json, string said, CancellationToken cancel)
    {
        if (next.Check() is { } fault)
            throw new CommandFailure($"refused by {fault.Rule}: {fault.Detail}");
        var fate = await node.SignPolicyAsync(Encoding.UTF8.GetString(next.ToBytes()), cancel);
        if (json)
            Terminal.WriteJson(new { channel = next.Name, version = next.Version, hash = next.Hash.ToString(), fate });
        else
            Console.WriteLine(said);
        return 0;
    }
}
