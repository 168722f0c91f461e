using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>The operator's page on keys as it stands, typed line by line on real nodes: a stick that is lost, a root key that is, and a key in other hands while one peer is away.</summary>
[Trait("suite", "system")]
public sealed partial class KeyPageTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const string RootWords = "six words of a root\n";
    private readonly Scratch _scratch = new();
    private readonly Dictionary<string, RunningNode> _nodes = [];
    private readonly (int Listen, int Api) _ports = (RunningNode.FreePort(), RunningNode.FreePort());

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
            await node.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task RootKey_ItsStickLost_ThenEveryCopy_TypedAsThePageSays_EndsWithALineUnderAnotherId()
    {
        await StartAsync("by-ua.border", "by", "ua");
        var root = Regex.Match((await _nodes["ua"].RunAsync("card", "show", "X-BY")).Output, "^root *(.*)$", RegexOptions.Multiline).Groups[1].Value;
        File.Delete(Media("stick"));
        var shown = (await TypeAsync("## The root key's stick is lost")).Where(s => s.Line.Contains("key show", StringComparison.Ordinal)).Select(s => s.Result.Output.Trim()).ToArray();
        Assert.Equal([$"X-BY/root {root}", $"X-BY/root {root}"], shown);

        File.Delete(Media("stick"));
        File.Delete(Media("second"));
        await File.WriteAllTextAsync(_scratch["X-UA.card.txt"], (await _nodes["ua"].RunAsync("card", "show")).Output, TestContext.Current.CancellationToken);
        var typed = await TypeAsync("## Every copy of the root key is lost");
        var words = typed.Where(s => s.Line.Contains("card accept", StringComparison.Ordinal)).Select(s => Words().Match(s.Result.Error).Value).ToArray();
        Assert.Equal(2, words.Length);
        Assert.Equal(12, words[0].Split(' ').Length);
        Assert.Equal(words[0], words[1]);
        await RunningNode.UntilAsync(async () => Regex.IsMatch((await _nodes["by2"].RunAsync("channel", "list")).Output, "by2-ua.border *open"));
        Assert.Contains("Our root key is lost", (await _nodes["ua"].RunAsync("read", "--officer", "duty-1")).Succeeded().Output, StringComparison.Ordinal);

        // Under the id that it had, nobody would know the party from somebody else: no words are asked for.
        (await ParleyCommand.RunAsync("init", _scratch["again"], "--party", "X-BY")).Succeeded();
        var again = await ParleyCommand.RunWithInputAsync("yes\n", "card", "accept", _scratch["again", "card.txt"], "--node", _scratch["ua"]);
        Assert.DoesNotContain("Read these words", again.Fails("was met here under another root key").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeKey_InOtherHandsWhileAPeerIsAway_TypedAsThePageSays_EveryPeerIsNamedUntilItHasShownThatItKnows()
    {
        await StartAsync("by-ua-pl.border", "by", "ua", "pl");
        await _nodes["pl"].KillAsync();
        (await _nodes["by"].SendAsync("by-ua-pl.border", "X-UA/mod-duty", "under way", "--to", "X-PL/mod-duty")).Succeeded();
        await RunningNode.UntilAsync(async () => (await _nodes["by"].RunAsync("line")).Output is var line && Regex.Count(line, "the receipt for record 1, said at .*Z, is not here") == 1);
        await _nodes["by"].StopAsync();
        var typed = await TypeAsync("## A key may be in other hands", async line =>
        {
            if (!line.Contains("--end-recovery", StringComparison.Ordinal))
                return;
            await _nodes["by"].StartAsync();
            await KnowsAsync("ua");
            // Nobody has shown anything yet, and nothing says otherwise.
            var early = await _nodes["by"].RunAsync("card", "reached");
            Assert.Equal((1, 2), (early.ExitCode, Regex.Count(early.Output, "HAS NOT SHOWN IT YET")));
        });
        var reached = typed[^1];
        await RunningNode.UntilAsync(async () => (reached.Result = await RunAsync(reached.Line)).Output.Contains("X-UA      has it", StringComparison.Ordinal));
        Assert.Equal(1, reached.Result.ExitCode);
        Assert.Contains("X-PL      HAS NOT SHOWN IT YET", reached.Result.Output, StringComparison.Ordinal);

        await _nodes["pl"].StartAsync();
        await KnowsAsync("pl");
        await RunAsync(typed[^2].Line);
        await RunningNode.UntilAsync(async () => (await RunAsync(reached.Line)).ExitCode == 0);
        Assert.Contains("under way", (await _nodes["pl"].RunAsync("read", "--officer", "duty-1")).Succeeded().Output, StringComparison.Ordinal);

        Task KnowsAsync(string peer) => RunningNode.UntilAsync(async () =>
            (await _nodes[peer].RunAsync("card", "show", "X-BY")).Output is var card && card.Contains("version      4", StringComparison.Ordinal) && card.Contains("incarnation  2", StringComparison.Ordinal));
    }

    /// <summary>The parties, met, on a channel; the first one's root key is on two sticks.</summary>
    private async Task StartAsync(string channel, params string[] names)
    {
        foreach (var name in names)
            _nodes[name] = await RunningNode.InitAsync(_scratch[name], $"X-{name.ToUpperInvariant()}");
        foreach (var stick in new[] { "stick", "second" })
            Directory.CreateDirectory(Path.GetDirectoryName(Media(stick))!);
        (await ParleyCommand.RunWithInputAsync(RootWords, "key", "move", Path.Combine(_scratch[names[0]], "keys", "root.key"), Media("stick"))).Succeeded();
        File.Copy(Media("stick"), Media("second"));
        var nodes = names.Select(n => _nodes[n]).ToArray();
        await Task.WhenAll(nodes.Select(n => n.StartAsync()));
        foreach (var node in nodes)
        {
            foreach (var other in nodes.Where(n => n != node))
                await node.MeetAsync(other);
        }

        (await nodes[0].RunAsync(["channel", "create", channel, .. nodes[1..].SelectMany(n => new[] { "--member", n.Party })])).Succeeded();
        foreach (var node in nodes[1..])
            await RunningNode.UntilAsync(async () => (await node.RunAsync("channel", "sign", channel)).ExitCode == 0);
        foreach (var node in nodes)
            await RunningNode.UntilAsync(async () => Regex.IsMatch((await node.RunAsync("channel", "list")).Output, $"{channel} *open"));
    }

    private string Media(string stick) => _scratch["media", stick, "root.key"];

    private async Task<List<Typed>> TypeAsync(string heading, Func<string, Task>? before = null)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "docs", "operator", "keys.md"), TestContext.Current.CancellationToken);
        var section = page[page.IndexOf(heading + "\n", StringComparison.Ordinal)..].Split("\n## ")[0];
        var typed = new List<Typed>();
        foreach (var line in section.Split('\n').Where(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l.Trim()))
        {
            if (before is not null)
                await before(line);
            if (line.StartsWith("parley serve --node ./", StringComparison.Ordinal))
            {
                var name = line[(line.LastIndexOf('/') + 1)..];
                _nodes[name] = await RunningNode.OpenAsync($"X-{name.ToUpperInvariant()}", _scratch[name]);
                await _nodes[name].StartAsync();
                continue;
            }

            var result = await RunAsync(line);
            // A policy is there a moment after it was proposed, and a member is named until it has shown that it knows.
            if (line.Contains("channel sign", StringComparison.Ordinal))
                await RunningNode.UntilAsync(async () => result.ExitCode == 0 || (result = await RunAsync(line)).ExitCode == 0);
            else if (!line.StartsWith("parley test", StringComparison.Ordinal) && !line.StartsWith("parley card reached", StringComparison.Ordinal))
                result.Succeeded();
            typed.Add(new Typed(line) { Result = result });
        }

        Assert.NotEmpty(typed);
        return typed;
    }

    private async Task<ParleyCommand.Result> RunAsync(string line)
    {
        var typed = Party().Replace(line, m => $"X-{m.Value}").Replace("/media/", $"{_scratch["media"]}/", StringComparison.Ordinal)
            .Replace("0.0.0.0:8443", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports.Listen}"), StringComparison.Ordinal)
            .Replace("192.0.2.1:8443", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports.Listen}"), StringComparison.Ordinal)
            .Replace("127.0.0.1:8480", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports.Api}"), StringComparison.Ordinal);
        var result = await ParleyCommand.RunProgramAsync("bash", _scratch.Path, ["-c", typed], line.Contains("card accept", StringComparison.Ordinal) ? "yes\n" : AsksForRootKey().IsMatch(line) ? RootWords : "");
        output.WriteLine($"$ {typed}\n{result.Output}{result.Error}");
        return result;
    }

    private sealed record Typed(string Line)
    {
        public required ParleyCommand.Result Result { get; set; }
    }

    [GeneratedRegex("^parley (?:key|.*--root-key)", RegexOptions.CultureInvariant)]
    private static partial Regex AsksForRootKey();

    [GeneratedRegex(@"\b(?:BY2?|UA)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Party();

    [GeneratedRegex("(?:[a-z]{5} ){11}[a-z]{5}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
