using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>Keys change while the line is up; a key that is revoked is believed nowhere, and each peer's answer shows that it knows; one key in two hands is found out.</summary>
[Trait("suite", "system")]
public sealed class KeyTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    private string RootKey => _scratch["root.key"];

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        (await ParleyCommand.RunWithInputAsync("six words of a north root\n", "key", "move", Path.Combine(_north.Directory, "keys", "root.key"), RootKey)).Succeeded();
        Assert.False(File.Exists(Path.Combine(_north.Directory, "keys", "root.key")));
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        await _north.OpenChannelAsync(_south, "line");
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task NodeKey_RenewedWhileTheLineIsUp_NothingStopsAndThePeerShowsThatItHasTheCard()
    {
        var started = File.ReadAllText(_north.Log);
        var talking = TalkAsync();
        Assert.Contains("does not open", (await RenewAsync("another passphrase", "--new-node-key")).Error, StringComparison.Ordinal);
        var renewed = (await RenewAsync("six words of a north root", "--new-node-key")).Succeeded();
        Assert.True(JsonDocument.Parse(renewed.Output).RootElement.GetProperty("taken").GetBoolean());
        Assert.False(File.Exists(Path.Combine(_north.Directory, "keys", "node.key.next")));
        foreach (var id in await talking)
            await DeliveredAsync(_south, id);
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("card", "reached")).ExitCode == 0);
        Assert.Contains("X-SS      has it: cosigned", (await _north.RunAsync("card", "reached")).Output, StringComparison.Ordinal);

        // It was not started again, and starts again.
        Assert.Equal(Regex.Count(started, "is up:"), Regex.Count(File.ReadAllText(_north.Log), "is up:"));
        await _north.KillAsync();
        await _north.StartAsync();
        await DeliveredAsync(_south, await SayAsync(_north, "after the start"));
        await VerifiedAsync();
    }

    [Fact]
    public async Task Officer_Revoked_ReleasesNothingMore_AndThePeerShowsThatItKnows()
    {
        var before = await SayAsync(_north, "by the two that there were");
        await DeliveredAsync(_south, before);
        Assert.Contains("There is no officer", (await RenewAsync("six words of a north root", "--revoke-officer", "duty-9")).Error, StringComparison.Ordinal);
        (await RenewAsync("six words of a north root", "--revoke-officer", "duty-2", "--new-officer", "duty-3")).Succeeded();
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("card", "reached")).ExitCode == 0);
        Assert.Contains("revoked      ed25519", (await _south.RunAsync("card", "show", "X-NN")).Output, StringComparison.Ordinal);
        Assert.Contains("REC-041", (await _north.SendAsync("line", "X-SS/mod-duty", "by one who has gone")).Error, StringComparison.Ordinal);
        var after = (await _north.RunAsync("send", "line", "--to", "X-SS/mod-duty", "--text", "by the new one", "--drafted-by", "duty-1", "--released-by", "duty-3", "--json")).Succeeded();
        await DeliveredAsync(_south, Regex.Match(after.Output, "[0-9a-f]{64}").Value);
        // CHN-068: what he signed before stands.
        await VerifiedAsync();
        (await _north.RunAsync("case", "show", "--json")).Succeeded();
    }

    [Fact]
    public async Task NodeKey_InTwoHands_PeersAlarmAndKeepTheEvidence_AndTheRootRevokesIt()
    {
        // A card that the peer has: it goes out first again whenever the node starts.
        (await RenewAsync("six words of a north root", "--new-officer", "duty-3")).Succeeded();
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("card", "show", "X-NN")).Output.Contains("version      2", StringComparison.Ordinal), seconds: 60);

        // A copy of the whole node, on other ports: a thief, or an operator who started two.
        await DeliveredAsync(_south, await SayAsync(_north, "the one and only"));
        await _north.KillAsync();
        await _south.KillAsync();
        var (twin, free) = (_scratch["twin"], await RunningNode.InitAsync(_scratch["free"], "X-FF"));
        Copy(_north.Directory, twin);
        await free.DisposeAsync();
        var ports = File.ReadAllText(Path.Combine(free.Directory, "node.yaml"));
        File.WriteAllText(Path.Combine(twin, "node.yaml"), ports.Replace("X-FF", "X-NN", StringComparison.Ordinal));
        await using var second = await RunningNode.OpenAsync("X-NN", twin);
        await _north.StartAsync();
        var said = await SayAsync(_north, "from the first");
        await second.StartAsync();
        var other = await SayAsync(second, "from the second, under the same number");
        Assert.NotEqual(said, other);
        await _south.StartAsync();
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("status")).Output.Contains("CHN-009", StringComparison.Ordinal), seconds: 60);
        (await _south.RunAsync("evidence", "1", "--out", _scratch["evidence"])).Succeeded();
        Assert.Contains("X-NN signed two different records", (await ParleyCommand.RunAsync("verify", _scratch["evidence"])).Succeeded().Output, StringComparison.Ordinal);

        // The root's holder ends it: a new key in a new incarnation, the old one believed for nothing.
        await _north.KillAsync();
        (await RenewAsync("six words of a north root", "--revoke-node-key")).Succeeded();
        (await RenewAsync("six words of a north root", "--new-seal")).Succeeded();
        (await ParleyCommand.RunWithInputAsync("six words of a north root\n", "restart", "--node", _north.Directory, "--root-key", RootKey)).Succeeded();
        await _north.StartAsync();
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("card", "show", "X-NN")).Output.Contains("incarnation  2", StringComparison.Ordinal), seconds: 60);
        // What the thief sends now is signed by nobody.
        var late = await SayAsync(second, "said with a stolen key");
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("status")).Output.Contains("channel  line: open", StringComparison.Ordinal), seconds: 60);
        await DeliveredAsync(_south, await SayAsync(_north, "by the only one again"));
        Assert.False((await _south.Api.GetAsync($"/v1/records/{late}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        await VerifiedAsync();
        foreach (var node in new[] { _north, _south })
            (await node.RunAsync("case", "show", "--json")).Succeeded();
    }

    [Fact]
    public async Task Directory_OfAnotherUser_StaysHis_WhateverRootDoesInIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "skipped: only root writes in another user's directory");
        var (node, backups) = (Directory.CreateDirectory(_scratch["his"]).FullName, Directory.CreateDirectory(_scratch["his-backups"]).FullName);
        (await ParleyCommand.RunProgramAsync("chown", "/", "65534:65534", node, backups)).Succeeded();
        var root = Path.Combine(node, "keys", "root.key");
        (await ParleyCommand.RunAsync("init", node, "--party", "X-HH")).Succeeded();
        (await ParleyCommand.RunAsync("card", "renew", "--new-node-key", "--new-seal", "--new-officer", "duty-3", "--node", node, "--root-key", root)).Succeeded();
        (await ParleyCommand.RunAsync("restart", "--node", node, "--root-key", root)).Succeeded();
        (await ParleyCommand.RunWithInputAsync("six words of a backup\n", "backup", "key", _scratch["his.key"], "--public", Path.Combine(node, "backup.pub"))).Succeeded();
        (await ParleyCommand.RunAsync("backup", "--node", node, "--to", backups, "--key", Path.Combine(node, "backup.pub"))).Succeeded();
        (await ParleyCommand.RunAsync("doctor", "--node", node)).Fails("");

        Assert.NotEmpty(Directory.GetFiles(backups));
        Assert.Equal("", (await ParleyCommand.RunProgramAsync("find", "/", node, backups, "(", "-not", "-uid", "65534", "-o", "-not", "-gid", "65534", ")")).Succeeded().Output);
    }

    [Fact]
    public async Task Card_OfAPeer_WhileTheNodeDoesNotRun_AsksNobodyToReadWords()
    {
        await _north.KillAsync();
        var result = await ParleyCommand.RunWithInputAsync("yes\n", "card", "accept", Path.Combine(_south.Directory, "card.txt"), "--node", _north.Directory);
        Assert.DoesNotContain("Read these words", result.Fails("does not answer").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_OfAnotherUserWhoPutsLinksInIt_GivesHimNothingThatIsRoots()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "skipped: only root writes in another user's directory");
        var (node, backups, roots) = (Directory.CreateDirectory(_scratch["his"]).FullName, Directory.CreateDirectory(_scratch["his-backups"]).FullName, Directory.CreateDirectory(_scratch["roots"]).FullName);
        (await ParleyCommand.RunProgramAsync("chown", "/", "65534:65534", node)).Succeeded();
        (await ParleyCommand.RunAsync("init", node, "--party", "X-HH")).Succeeded();
        foreach (var name in new[] { "card.txt", "backup.lock", "doctor.tmp" })
        {
            var file = Path.Combine(roots, name);
            await File.WriteAllTextAsync(file, "root's", TestContext.Current.CancellationToken);
            File.Delete(Path.Combine(node, name));
            File.CreateSymbolicLink(Path.Combine(node, name), file);
        }

        (await ParleyCommand.RunAsync("card", "renew", "--new-officer", "duty-3", "--node", node, "--root-key", Path.Combine(node, "keys", "root.key"))).Succeeded();
        (await ParleyCommand.RunWithInputAsync("six words of a backup\n", "backup", "key", _scratch["his.key"], "--public", Path.Combine(node, "backup.pub"))).Succeeded();
        (await ParleyCommand.RunAsync("backup", "--node", node, "--to", backups, "--key", Path.Combine(node, "backup.pub"))).Succeeded();
        (await ParleyCommand.RunAsync("doctor", "--node", node)).Fails("");
        Assert.All(Directory.GetFiles(roots), f => Assert.Equal("root's", File.ReadAllText(f)));
        Assert.Equal("", (await ParleyCommand.RunProgramAsync("find", "/", roots, "-not", "-uid", "0")).Succeeded().Output);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private Task<ParleyCommand.Result> RenewAsync(string passphrase, params string[] more) =>
        ParleyCommand.RunWithInputAsync(passphrase + "\n", ["card", "renew", "--node", _north.Directory, "--root-key", RootKey, "--json", .. more]);

    private async Task<List<string>> TalkAsync()
    {
        var said = new List<string>();
        for (var i = 0; i < 10; i++)
            said.Add(await SayAsync(_north, $"word {i}"));
        return said;
    }

    private async Task VerifiedAsync()
    {
        foreach (var node in new[] { _north, _south })
        {
            (await node.RunAsync("archive", _scratch[$"archive-{node.Party}"])).Succeeded();
            (await ParleyCommand.RunAsync("verify", _scratch[$"archive-{node.Party}"])).Succeeded();
        }
    }

    private static async Task<string> SayAsync(RunningNode node, string text) =>
        Regex.Match((await node.SendAsync("line", "X-SS/mod-duty", text)).Succeeded().Output, "[0-9a-f]{64}").Value;

    private static Task DeliveredAsync(RunningNode node, string id) =>
        RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{id}")).IsSuccessStatusCode, seconds: 60);
}
