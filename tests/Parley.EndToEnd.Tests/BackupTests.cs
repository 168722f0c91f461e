using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>Everything is lost and comes back from yesterday's backup; and nothing comes of a backup that is not whole. Real processes, real files.</summary>
[Trait("suite", "system")]
[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;
    private RunningNode _east = null!;

    private string Parts => _scratch["backup"];

    private string RootKey => _scratch["root.key"];

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        _east = await RunningNode.InitAsync(_scratch["east"], "X-EE");
        // Where it belongs: off the node.
        File.Move(Path.Combine(_north.Directory, "keys", "root.key"), RootKey);
        Directory.CreateDirectory(Parts);
        (await ParleyCommand.RunAsync("backup", "key", _scratch["backup.key"], "--public", _scratch["backup.pub"], "--no-passphrase")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        await _east.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task EverythingLost_YesterdaysBackup_HasEveryRecordBackThatAPeerReceipted_AndEveryPeerIsTold()
    {
        await MeetAllAsync();
        var first = await SayAsync(_north, "before the backup");
        await BackUpAsync();
        var second = await SayAsync(_north, "between two parts");
        Assert.Equal(1, (await BackUpAsync()).GetProperty("part").GetInt32());

        // Today: records of its own and of others, and a channel that the backup knows nothing of.
        string[] today = [await SayAsync(_north, "said today"), await SayAsync(_south, "answered today"), await SayAsync(_east, "from the third")];
        (await _north.RunAsync("channel", "create", "today", "--member", "X-SS", "--member", "X-EE")).Succeeded();
        foreach (var node in new[] { _south, _east })
            await RunningNode.UntilAsync(async () => (await node.RunAsync("channel", "sign", "today")).ExitCode == 0);
        await OpenAsync(_north, "today");
        string[] newer = [await SayAsync(_north, "on the new channel", "today"), await SayAsync(_east, "here too", "today")];
        string[] all = [first, second, .. today, .. newer];
        foreach (var id in all)
            await DeliveredAsync(_south, id);

        // Everything is lost. Two commands on a bare machine.
        await _north.KillAsync();
        Directory.Delete(_north.Directory, recursive: true);
        var restored = JsonDocument.Parse((await ParleyCommand.RunAsync("restore", _north.Directory, "--from", Parts, "--key", _scratch["backup.key"], "--root-key", RootKey, "--json")).Succeeded().Output).RootElement;
        Assert.True(restored.GetProperty("declared").GetBoolean());
        Assert.Equal(2, restored.GetProperty("incarnation").GetInt64());
        await _north.StartAsync();

        // It is told of the channel by whoever speaks on it.
        newer = [.. newer, await SayAsync(_south, "are you there?", "today")];
        await OpenAsync(_north, "line");
        await OpenAsync(_north, "today");
        foreach (var id in all.Concat(newer))
            await DeliveredAsync(_north, id);
        foreach (var node in new[] { _south, _east })
            await RunningNode.UntilAsync(async () => Regex.Count((await node.RunAsync("status")).Output, "CHN-064.*incarnation 2, nothing that it said is missing") == 2);
        await DeliveredAsync(_east, await SayAsync(_north, "here again"));

        foreach (var node in new[] { _north, _south, _east })
        {
            Assert.Equal("There is none.", (await node.RunAsync("evidence")).Output.Trim());
            (await node.RunAsync("archive", _scratch[$"archive-{node.Party}"])).Succeeded();
            (await ParleyCommand.RunAsync("verify", _scratch[$"archive-{node.Party}"])).Succeeded();
        }
    }

    [Fact]
    public async Task Backup_OfADirectoryWithTheRootKeyUnderAnotherName_LeavesItOut_AndGoesNowhereInIt()
    {
        await _north.StartAsync();
        File.Copy(RootKey, Path.Combine(_north.Directory, "keys", "old.txt"));
        var inside = Directory.CreateDirectory(Path.Combine(_north.Directory, "backups")).FullName;
        // By its name, by a link, and by a name behind a link to the whole directory.
        File.CreateSymbolicLink(_scratch["link"], inside);
        File.CreateSymbolicLink(_scratch["node"], _north.Directory);
        foreach (var (place, told) in new[] { (inside, "in the node's own directory: "), (_scratch["link"], $"in the node's own directory, as {inside}: "), (_scratch["node", "backups"], $"in the node's own directory, as {inside}: ") })
            (await _north.RunAsync("backup", "--to", place, "--key", _scratch["backup.pub"])).Fails(told);
        Assert.Empty(Directory.GetFiles(inside));
        Assert.Contains("keys/old.txt is a link, or the root key", (await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"])).Succeeded().Error, StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("restore", _scratch["copy"], "--from", Parts, "--key", _scratch["backup.key"])).Succeeded();
        Assert.True(File.Exists(Path.Combine(_scratch["copy"], "keys", "node.key")));
        Assert.False(File.Exists(Path.Combine(_scratch["copy"], "keys", "old.txt")));
    }

    [Fact]
    public async Task DiskImage_PutBackUndeclared_AlarmsAtEveryPeerAndTheyKeepTheEvidence()
    {
        await MeetAllAsync();
        await BackUpAsync();
        foreach (var word in new[] { "one", "two" })
            await DeliveredAsync(_east, await SayAsync(_north, word));
        await _north.KillAsync();

        // What a backup holds, put into place by hand, as a disk image would be.
        (await ParleyCommand.RunAsync("restore", _scratch["image"], "--from", Parts, "--key", _scratch["backup.key"])).Succeeded();
        Directory.Delete(_north.Directory, recursive: true);
        Directory.Move(_scratch["image"], _north.Directory);
        Assert.Contains("parley restart", (await _north.RunAsync("serve")).Error, StringComparison.Ordinal);
        File.Delete(Path.Combine(_north.Directory, "restored"));
        // Both are away, so that it cannot learn in time what it said.
        await _south.KillAsync();
        await _east.KillAsync();
        await _north.StartAsync();
        await SayAsync(_north, "another word under a number that is taken");
        await _south.StartAsync();
        await _east.StartAsync();
        foreach (var node in new[] { _south, _east })
        {
            await RunningNode.UntilAsync(async () => (await node.RunAsync("status")).Output.Contains("CHN-009", StringComparison.Ordinal), seconds: 60);
            (await node.RunAsync("evidence", "1", "--out", _scratch[$"{node.Party}.evidence"])).Succeeded();
            Assert.Contains("X-NN signed two different records", (await ParleyCommand.RunAsync("verify", _scratch[$"{node.Party}.evidence"])).Succeeded().Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Restore_OfWhatIsNotWhole_SaysSoAndLeavesNothing()
    {
        await _north.StartAsync();
        var whole = (await BackUpAsync()).GetProperty("path").GetString()!;
        File.WriteAllText(Path.Combine(_north.Directory, "notes.txt"), "a file of the operator's");
        var later = (await BackUpAsync()).GetProperty("path").GetString()!;
        Assert.True(new FileInfo(later).Length < new FileInfo(whole).Length / 4, "only what changed");
        var good = File.ReadAllBytes(whole);

        // Changed at every place that matters, and cut off at every border.
        var header = good.AsSpan().IndexOf("\n\n"u8) + 2;
        foreach (var place in new[] { 30, header + 5, header + 1500, good.Length / 2, good.Length - 1 })
        {
            var bad = good.ToArray();
            bad[place] ^= 1;
            await RefusedAsync(whole, bad, "");
        }

        foreach (var length in new[] { 0, 10, header, header + 1120, header + 1120 + 262_144 + 16, good.Length - 1 }.Where(l => l < good.Length))
            await RefusedAsync(whole, good[..length], "");
        await RefusedAsync(whole, [.. good, .. new byte[100]], "");
        File.WriteAllBytes(whole, good);

        // A later part without the one before; another in its place; the same twice; of a set that is not this one.
        File.Move(whole, _scratch["away"]);
        await RefusedAsync(later, File.ReadAllBytes(later), "Part 0 of the set");
        File.Move(_scratch["away"], whole);
        File.Copy(whole, _scratch["backup", "copy.backup"]);
        await RefusedAsync(later, File.ReadAllBytes(later), "both are part 0");
        File.Delete(_scratch["backup", "copy.backup"]);
        var other = JsonDocument.Parse((await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"], "--full", "--json")).Succeeded().Output).RootElement.GetProperty("path").GetString()!;
        var renamed = File.ReadAllText(other, System.Text.Encoding.Latin1).Replace(Set(other), Set(whole), StringComparison.Ordinal);
        File.WriteAllText(whole, renamed, System.Text.Encoding.Latin1);
        await RefusedAsync(later, File.ReadAllBytes(later), "changed");
        File.WriteAllBytes(whole, good);
        File.Delete(other);

        // Other keys.
        (await ParleyCommand.RunAsync("backup", "key", _scratch["other.key"], "--public", _scratch["other.pub"], "--no-passphrase")).Succeeded();
        Assert.Contains("was sealed to the backup key", (await RestoreAsync(later, _scratch["other.key"], RootKey)).Error, StringComparison.Ordinal);
        Assert.Contains("not the root key on X-NN's card", (await RestoreAsync(later, _scratch["backup.key"], Path.Combine(_south.Directory, "keys", "root.key"))).Error, StringComparison.Ordinal);
        File.WriteAllText(_scratch["no.key"], "no key\n");
        File.SetUnixFileMode(_scratch["no.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("is not a private key", (await RestoreAsync(later, _scratch["no.key"], RootKey)).Error, StringComparison.Ordinal);
        Assert.Empty(Left());

        // A node is never overwritten.
        Assert.Contains("is not empty", (await ParleyCommand.RunAsync("restore", _south.Directory, "--from", later, "--key", _scratch["backup.key"])).Error, StringComparison.Ordinal);

        // And what is whole goes in, without what was deleted, and for its owner only.
        (await RestoreAsync(later, _scratch["backup.key"], RootKey)).Succeeded();
        (await ParleyCommand.RunAsync("ledger", "fsck", "--node", _scratch["new"])).Succeeded();
        Assert.True(File.Exists(_scratch["new", "notes.txt"]));
        Assert.False(File.Exists(_scratch["new", "keys", "root.key"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["new", "keys", "node.key"]));

        async Task RefusedAsync(string file, byte[] bytes, string words)
        {
            File.WriteAllBytes(file, bytes);
            var refused = await RestoreAsync(file, _scratch["backup.key"], RootKey);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(words, refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("fault of the program", refused.Error, StringComparison.Ordinal);
            Assert.Empty(Left());
        }

        string[] Left() => [.. Directory.GetFileSystemEntries(_scratch.Path, "new*")];
    }

    [Fact]
    public async Task Backup_MadeUpByWhoeverHasThePublicKey_IsRefused()
    {
        // South's operator has a backup of its own node sealed to north's key, which is no secret, and says that it is north's.
        await _south.StartAsync();
        var made = JsonDocument.Parse((await _south.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"], "--json")).Succeeded().Output).RootElement.GetProperty("path").GetString()!;
        Assert.Contains("not the root key on X-SS's card", (await RestoreAsync(made, _scratch["backup.key"], RootKey)).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["new"]));
    }

    [Fact]
    public async Task Keys_UnderAPassphrase_OpenWithItAndWithNoOther()
    {
        const string Words = "correct horse battery staple\n";
        await _north.StartAsync();
        Assert.Contains("too short", (await ParleyCommand.RunWithInputAsync("short\n", "backup", "key", _scratch["p.key"], "--public", _scratch["p.pub"])).Error, StringComparison.Ordinal);
        (await ParleyCommand.RunWithInputAsync(Words, "backup", "key", _scratch["p.key"], "--public", _scratch["p.pub"])).Succeeded();
        Assert.Contains("argon2id 3 262144 ", File.ReadAllText(_scratch["p.key"]), StringComparison.Ordinal);
        (await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["p.pub"])).Succeeded();
        string[] restore = ["restore", _scratch["new"], "--from", Parts, "--key", _scratch["p.key"], "--root-key", RootKey];
        var wrong = await ParleyCommand.RunWithInputAsync("correct horse battery stable\n", restore);
        Assert.Contains("The passphrase does not open", wrong.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["new"]));
        (await ParleyCommand.RunWithInputAsync(Words, restore)).Succeeded();
    }

    [Fact]
    public async Task FullDisk_WhereTheBackupGoes_LeavesTheSetAsItWas()
    {
        Assert.SkipUnless(Environment.UserName == "root" && await MountAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", Parts) == 0,
            "skipped: a small disk is made by mounting one, which needs root");
        try
        {
            await _north.StartAsync();
            var full = await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"]);
            Assert.Equal(1, full.ExitCode);
            Assert.Contains("space", full.Error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(Parts));
            Assert.Equal(0, await MountAsync("mount", "-o", "remount,ro,size=64m", Parts));
            Assert.Contains("Read-only", (await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"])).Error, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(0, await MountAsync("mount", "-o", "remount,rw,size=64m", Parts));
            Assert.Equal(0, (await BackUpAsync()).GetProperty("part").GetInt32());
            Assert.Equal(1, (await BackUpAsync()).GetProperty("part").GetInt32());
        }
        finally
        {
            await MountAsync("umount", Parts);
        }
    }

    private static async Task<int> MountAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private static string Set(string file) => Regex.Match(File.ReadAllText(file, System.Text.Encoding.Latin1), "\nset ([0-9a-f]{16})\n").Groups[1].Value;

    private Task<ParleyCommand.Result> RestoreAsync(string from, string key, string root) =>
        ParleyCommand.RunAsync("restore", _scratch["new"], "--from", from, "--key", key, "--root-key", root);

    private async Task<JsonElement> BackUpAsync()
    {
        var made = await _north.RunAsync("backup", "--to", Parts, "--key", _scratch["backup.pub"], "--json");
        return JsonDocument.Parse(made.Succeeded().Output).RootElement;
    }

    private async Task MeetAllAsync()
    {
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync(), _east.StartAsync());
        foreach (var node in new[] { _north, _south, _east })
        {
            foreach (var other in new[] { _north, _south, _east }.Where(o => o != node))
                await node.MeetAsync(other);
        }

        (await _north.RunAsync("channel", "create", "line", "--member", "X-SS", "--member", "X-EE")).Succeeded();
        foreach (var node in new[] { _south, _east })
            await RunningNode.UntilAsync(async () => (await node.RunAsync("channel", "sign", "line")).ExitCode == 0);
        await OpenAsync(_north, "line");
    }

    private static async Task<string> SayAsync(RunningNode node, string text, string channel = "line")
    {
        var to = node.Party == "X-SS" ? "X-EE/mod-duty" : "X-SS/mod-duty";
        return Regex.Match((await node.SendAsync(channel, to, text)).Succeeded().Output, "[0-9a-f]{64}").Value;
    }

    private static Task DeliveredAsync(RunningNode node, string id) =>
        RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{id}")).IsSuccessStatusCode, seconds: 60);

    private static Task OpenAsync(RunningNode node, string channel) =>
        RunningNode.UntilAsync(async () => (await node.RunAsync("status")).Output.Contains($"channel  {channel}: open", StringComparison.Ordinal), seconds: 60);
}
