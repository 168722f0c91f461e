using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>
/// The manual's half hour, from a bare directory to the first line test with a foreign peer: the machine's part of it, command by command. The people's
/// part, who telephone and wait for each other, is the rest of the half hour.
/// </summary>
[Trait("suite", "system")]
public sealed partial class HalfHourTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const string Channel = "nn-ss.border";
    private readonly Scratch _scratch = new();
    private readonly List<RunningNode> _nodes = [];
    private readonly List<string> _played = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Manual_ItsHalfHour_EndsWithACosignedLineTestAndARecordRead()
    {
        var began = Stopwatch.GetTimestamp();
        var (north, south) = (await InstallAsync("X-NN"), await InstallAsync("X-SS"));

        // The cards, by any way; the words, by telephone: each side shows its own, and they are the same.
        foreach (var node in _nodes)
            await File.WriteAllTextAsync(Card(node), (await RunAsync(node, "", "card", "show")).Output, TestContext.Current.CancellationToken);
        var words = new List<string>();
        foreach (var (node, other) in new[] { (north, south), (south, north) })
            words.Add(Words().Match((await RunAsync(node, "yes\n", "card", "accept", Card(other))).Error).Value);
        Assert.Equal(12, words[0].Split(' ').Length);
        Assert.Equal(words[0], words[1]);

        await RunAsync(north, "", "channel", "create", Channel, "--member", "X-SS", "--language", "en");
        await UntilAsync(south, "proposed", "channel", "list");
        Assert.Contains("member       X-SS", (await RunAsync(south, "", "channel", "show", Channel)).Output, StringComparison.Ordinal);
        await UntilAsync(south, "proposed", "channel", "list");
        await RunAsync(south, "", "channel", "sign", Channel);
        await UntilAsync(north, "open", "channel", "list");
        foreach (var node in _nodes)
            await RunAsync(node, "", "test", Channel);
        foreach (var node in _nodes)
            await UntilAsync(node, $"{Channel}.*cosigned by all", "doctor");
        var tested = Stopwatch.GetElapsedTime(began);

        foreach (var (node, other) in new[] { (north, south), (south, north) })
        {
            var sent = await RunAsync(node, "", "send", Channel, "--to", $"{other.Party}/mod-duty", "--text", "This is a test.", "--drafted-by", "duty-1", "--released-by", "duty-2", "--wait");
            Assert.Contains("message/1", (await RunAsync(other, "", "inbox")).Output, StringComparison.Ordinal);
            Assert.Contains("This is a test.", (await RunAsync(other, "", "read", "--officer", "duty-1")).Output, StringComparison.Ordinal);
            var id = Id().Match(sent.Output).Value;
            await UntilAsync(node, "read at the desk *│ ✓", "ladder", id);
            await RunAsync(node, "", "ladder", id);
        }

        output.WriteLine(FormattableString.Invariant($"the machine's part: {tested.TotalSeconds:0} s to the line test that both cosigned, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s in all, both sides one after the other"));

        // What the manual has people type is what was typed here.
        var manual = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "docs", "operator", "manual.md"), TestContext.Current.CancellationToken);
        var section = manual[manual.IndexOf("## Half an hour", StringComparison.Ordinal)..manual.IndexOf("## Every alarm", StringComparison.Ordinal)];
        Assert.Equal(Typed().Matches(section).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal), _played.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>A node with its root key and its backup key off the machine, running, with nothing bad about it.</summary>
    private async Task<RunningNode> InstallAsync(string party)
    {
        var (directory, stick) = (_scratch[party], Directory.CreateDirectory(_scratch[$"stick-{party}"]).FullName);
        // Ports of their own, for both are on one machine.
        var node = await RunningNode.InitAsync(directory, party, "--name", $"{party} (exercise)", "--desk", "mod-duty", "--officer", "duty-1", "--officer", "duty-2");
        _played.Add("init");
        _nodes.Add(node);
        var root = Path.Combine(directory, "keys", "root.key");
        await RunAsync(null, "six words of a root\n", "key", "move", root, Path.Combine(stick, "root.key"));
        await RunAsync(null, "six words of a backup\n", "backup", "key", Path.Combine(stick, "backup.key"), "--public", Path.Combine(directory, "backup.pub"));
        await File.AppendAllTextAsync(Path.Combine(directory, "node.yaml"), $"\nbackup:\n  to: {Directory.CreateDirectory(_scratch[$"backups-{party}"]).FullName}\n  key: backup.pub\n");
        await node.StartAsync();
        Assert.DoesNotContain("BAD", (await RunAsync(node, "", "doctor")).Output, StringComparison.Ordinal);
        return node;
    }

    private string Card(RunningNode node) => _scratch[$"{node.Party}.card.txt"];

    private async Task<ParleyCommand.Result> RunAsync(RunningNode? node, string input, params string[] arguments)
    {
        var result = (await ParleyCommand.RunWithInputAsync(input, node is null ? arguments : [.. arguments, "--node", node.Directory])).Succeeded();
        _played.Add(arguments is ["card" or "channel" or "key" or "backup", ..] ? $"{arguments[0]} {arguments[1]}" : arguments[0]);
        return result;
    }

    private async Task UntilAsync(RunningNode node, string shown, params string[] arguments)
    {
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var result = await ParleyCommand.RunAsync([.. arguments, "--node", node.Directory]);
            if (Regex.IsMatch(result.Output, shown))
                return;
            if (patience.Elapsed > TimeSpan.FromSeconds(60))
                Assert.Fail($"'{shown}' is not in what parley {string.Join(' ', arguments)} says:\n{result.Output}{result.Error}");
        }
    }

    [GeneratedRegex("(?:[a-z]{5} ){11}[a-z]{5}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("^    parley ((?:(?:card|channel|key|backup) )?[a-z]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Typed();
}
