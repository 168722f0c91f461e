using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Parley.Node.Api;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class TestCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("channel") { Description = "The channel's name." };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for the answers.", DefaultValueFactory = _ => 15 };
        var command = new Command("test", """
            Test a line now, besides the tests that the node makes by itself. The test shows every member the head of this node's
            ledger, with the proof that nothing said before was changed; each answers with a cosignature over it. Exit code 1
            where a member has not answered in time.

            Example: parley test by-ua-pl.border --node ./by
            """) { name, wait, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var channel = parsed.GetValue(name)!;
            var others = (await node.NodeAsync(cancel)).Channels.Where(c => c.Name == channel).SelectMany(c => c.Members).Where(m => m != node.Self.Value).Distinct().ToArray();
            var clock = Stopwatch.StartNew();
            var test = await node.TestLineAsync(channel, cancel);
            var after = new Dictionary<string, double>();
            TestMessage? own = null;
            var deadline = TimeSpan.FromSeconds(parsed.GetValue(wait));
            await Terminal.Error.Status().StartAsync($"test {test.Number} of {channel} is on its way", async status =>
            {
                for (; ; )
                {
                    own = (await node.LedgerAsync(channel, cancel)).Tests.FirstOrDefault(t => t.Record == test.Id);
                    foreach (var member in own?.Cosigned.Select(c => c.Member) ?? [])
                        after.TryAdd(member, Math.Round(clock.Elapsed.TotalSeconds, 2));
                    if (others.All(after.ContainsKey) || clock.Elapsed > deadline)
                        break;
                    status.Status = $"{after.Count} of {others.Length} have answered";
                    await Task.Delay(50, cancel);
                }
            });
            var answered = others.All(after.ContainsKey);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { test = test.Id, entries = own?.Size, cosigned = own?.Cosigned, seconds = after, missing = others.Where(m => !after.ContainsKey(m)) });
                return answered ? 0 : 1;
            }

            Console.WriteLine($"{channel}: the ledger of {own?.Size} entries, line test {test.Number}");
            foreach (var member in others)
            {
                var cosigned = own?.Cosigned.Where(c => c.Member == member).ToArray() ?? [];
                Console.WriteLine(cosigned.Length > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"  {member,-10}cosigned ({string.Join(" and ", cosigned.Select(c => c.Algorithm))}), dated {(cosigned[0].At is ['2', ..] at ? at[..19].Replace('T', ' ') + "Z" : cosigned[0].At)}, {after[member]:0.00} s after the test")
                    : $"  {member,-10}has not answered; the test stays queued and is sent on");
            }

            return answered ? 0 : 1;
        });
        return command;
    }
}
