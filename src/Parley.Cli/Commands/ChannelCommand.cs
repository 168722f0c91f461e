using System.CommandLine;
using System.Text;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Cli.Commands;

internal static class ChannelCommand
{
    public static Command Create() => new("channel", """
        Propose a channel or a change of its policy, read and sign one that was proposed, leave, or list them.

        Example: parley channel list --node ./by
        """) { Propose(), ChannelChange.Propose(), ChannelChange.Leave(), Show(), Sign(), List() };

    private static Command Propose()
    {
        var name = new Argument<string>("name") { Description = "The channel's name: lower-case letters, digits, dots and hyphens." };
        var members = new Option<string[]>("--member") { Description = "Another member; may be repeated. Its card must be pinned.", Required = true, AllowMultipleArgumentsPerToken = true };
        var depositary = new Option<string>("--depositary") { Description = "The member that orders changes. Default: this party." };
        var track = new Option<string>("--track") { Description = "traffic or public-record.", DefaultValueFactory = _ => "traffic" };
        track.AcceptOnlyFromAmong("traffic", "public-record");
        var lineTest = new Option<int>("--line-test") { Description = "Seconds between a party's line tests.", DefaultValueFactory = _ => 3600 };
        var languages = new Option<string[]>("--language") { Description = "A language that every desk can read; may be repeated.", DefaultValueFactory = _ => ["en"] };
        var singleKey = new Option<string[]>("--single-key")
        {
            Description = "A form that may go out on one officer's key; reply/1@immediate: at that precedence or a more urgent one only. May be repeated.",
            DefaultValueFactory = _ => ["incident.holding/1", "incident.first-report/1"],
        };
        var command = new Command("create", """
            Propose a channel and sign its founding policy. It opens once every member has signed.

            Example: parley channel create by-ua.border --member UA --language be --language uk --node ./by
            """) { name, members, depositary, track, lineTest, languages, singleKey, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var parties = parsed.GetValue(members)!.Append(node.Self.Value).Distinct().Select(Party).Order().ToArray();
            var keyed = new List<Member>();
            foreach (var party in parties)
                keyed.Add(new Member(party, Root(await node.CardAsync(party.Value, cancel))));
            var policy = new ChannelPolicy
            {
                Name = parsed.GetValue(name)!,
                Version = 1,
                Exercise = node.Self.IsExercise,
                Track = parsed.GetValue(track) == "traffic" ? Track.Traffic : Track.PublicRecord,
                Members = keyed,
                Depositary = Party(parsed.GetValue(depositary) ?? node.Self.Value),
                LineTestSeconds = parsed.GetValue(lineTest),
                Answer = AnswerTimes.Default,
                Languages = parsed.GetValue(languages)!,
                SingleKey = [.. parsed.GetValue(singleKey)!.Select(f => StandingAuthority.TryParse(f, out var authority) ? authority : throw new CommandFailure($"'{f}' is not a form, such as incident.holding/1 or reply/1@immediate"))],
            };
            if (policy.Check() is { } fault)
                throw new CommandFailure($"refused by {fault.Rule}: {fault.Detail}");
            var fate = await node.SignPolicyAsync(Encoding.UTF8.GetString(policy.ToBytes()), cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { channel = policy.Name, founding = policy.Hash.ToString(), fate });
            else
                Console.WriteLine($"{policy.Name} is proposed and signed by {node.Self}. It opens once it is signed by {string.Join(", ", parties.Where(p => p != node.Self))}.");
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "A channel." };
        var hash = Hash();
        var command = new Command("show", """
            Show a channel's policy and who has signed it: the one that waits for signatures, or else the one in force. Nothing is signed.

            Example: parley channel show by-ua.border --node ./ua
            """) { name, hash, Terminal.NodeOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            Console.Write(Terminal.Plain(await node.PolicyAsync(parsed.GetValue(name)!, cancel, parsed.GetValue(hash))));
            return 0;
        });
        return command;
    }

    private static Option<string> Hash() => new("--hash") { Description = "Which change, by the beginning of its hash, where several are proposed." };

    private static Command Sign()
    {
        var name = new Argument<string>("name") { Description = "A channel that was proposed, or a change of which was." };
        var hash = Hash();
        var command = new Command("sign", """
            Sign a proposed channel's policy, or a change of it, after reading it ('parley channel show').

            Example: parley channel sign by-ua.border --node ./ua
            """) { name, hash, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var text = await node.PolicyAsync(parsed.GetValue(name)!, cancel, parsed.GetValue(hash));
            if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error))
                throw new CommandFailure($"the node's answer is not a policy: {error}");
            var policy = Encoding.UTF8.GetString(note.Text.Span);
            var fate = await node.SignPolicyAsync(policy, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { channel = parsed.GetValue(name), fate, policy });
            else
                Console.WriteLine($"{Terminal.Plain(policy)}\n{node.Self} has signed this.");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", """
            List the channels: open, or waiting for whose signature.

            Example: parley channel list --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var channels = (await node.NodeAsync(cancel)).Channels;
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(channels);
                return 0;
            }

            foreach (var channel in channels)
            {
                Console.WriteLine($"{channel.Name,-32} {(channel.Missing.Count == 0 ? channel.State : $"{channel.State}, waits for {string.Join(", ", channel.Missing)}"),-32} {string.Join(' ', channel.Members)}");
            }

            foreach (var (channel, change) in channels.SelectMany(c => c.Changes.Select(change => (c, change))))
                Console.WriteLine($"  {channel.Name}: version {change.Version} ({change.Kind}, {change.Hash[..12]}) is signed by {string.Join(", ", change.Signed)}; it takes {change.Needed} of {string.Join(", ", change.Signers)}");

            if (channels.Count == 0)
                Console.WriteLine("No channel yet. Propose one with: parley channel create NAME --member PARTY");
            return 0;
        });
        return command;
    }

    internal static PartyId Party(string text) => PartyId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a party id");

    internal static CardKey Root(string card) =>
        SignedNote.TryParse(Encoding.UTF8.GetBytes(card), out var note, out _) && CardHistory.Pin(note, Crypto.Provider).Try(out var history, out _)
            ? history.Current.Root
            : throw new CommandFailure("the node's answer is not a card");
}
