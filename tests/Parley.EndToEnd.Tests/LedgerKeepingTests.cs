using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Parley.EndToEnd.Tests;

/// <summary>A store of more than a tile, made by real nodes: checked as it is, damaged in every way, and mirrored for a web server.</summary>
[Trait("suite", "system")]
public sealed class LedgerKeepingTests : IAsyncLifetime
{
    // Recomputes the root from the entry bundles of a mirror over HTTP, with nothing of ours.
    private const string Reader = """
        import base64, hashlib, struct, sys, urllib.request
        base = sys.argv[1]
        get = lambda path: urllib.request.urlopen(base + path).read()
        origin, size, root = get("/checkpoint").decode().split("\n")[:3]
        size, leaves = int(size), []
        for n in range((size + 255) // 256):
            width = min(256, size - 256 * n)
            data = get("/tile/entries/%03d%s" % (n, "" if width == 256 else ".p/%d" % width))
            at = 0
            while at < len(data):
                length = struct.unpack(">H", data[at:at + 2])[0]
                leaves.append(hashlib.sha256(b"\0" + data[at + 2:at + 2 + length]).digest())
                at += 2 + length
            tile = get("/tile/0/%03d%s" % (n, "" if width == 256 else ".p/%d" % width))
            assert tile == b"".join(leaves[256 * n:256 * n + width]), "tile %d" % n
        def tree(hashes):
            if len(hashes) == 1:
                return hashes[0]
            k = 1
            while 2 * k < len(hashes):
                k *= 2
            return hashlib.sha256(b"\1" + tree(hashes[:k]) + tree(hashes[k:])).digest()
        assert len(leaves) == size and base64.b64encode(tree(leaves)).decode() == root
        print(origin, size)
        """;

    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await _north.StartAsync();
        await _south.StartAsync();
        await _north.OpenChannelAsync(_south, "line");
        (await _north.SendAsync("line", "X-SS/mod-duty", "hello")).Succeeded();
        await TestAsync(280);
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Fsck_RunningNode_IsCleanAndNamesEveryKindOfDamage()
    {
        // Answers come when they come: no entry but the first has a direction that is known beforehand.
        Assert.Matches("line, incarnation 1: [0-9]+ entries, clean", (await ParleyCommand.RunAsync("ledger", "fsck", "--node", _north.Directory)).Succeeded().Output);
        await _north.KillAsync();
        foreach (var (damage, expected) in new[]
        {
            ("UPDATE record SET bytes = X'00' WHERE ledger_index = 3", "entry 3: its record is damaged"),
            ("DELETE FROM record WHERE ledger_index = 5", "entry 5: its record is missing; the next one that is here stands at 6"),
            ("UPDATE record SET at = at + 1 WHERE ledger_index = 7", "entry 7: its leaf is"),
            ("UPDATE record SET bearer = 'pouch' WHERE ledger_index = 7", "entry 7: its leaf is"),
            ("UPDATE record SET bearer = 'No Bearer' WHERE ledger_index = 7", "and 'No Bearer' are not a direction and a bearer"),
            ("UPDATE record SET id = X'" + new string('1', 64) + "' WHERE ledger_index = 9", "entry 9: the row says"),
            ("UPDATE record SET number = 9999 WHERE ledger_index = 9", "entry 9: the row says"),
            ("UPDATE leaf SET hash = X'" + new string('2', 64) + "' WHERE idx = 11", "entry 11: its leaf is 2222"),
            ("DELETE FROM leaf WHERE idx = 13", "entry 13: its leaf is missing"),
            ("UPDATE tile SET hashes = substr(hashes, 1, 100)", "tile/0/000 is missing or torn"),
            ("UPDATE tile SET root = X'" + new string('3', 64) + "'", "tile/0/000 is missing or torn"),
            ("DELETE FROM tile", "the full tiles end at entry 0"),
            ("DELETE FROM leaf WHERE idx >= 280", "leaves and"),
            ("DELETE FROM leaf WHERE idx >= 280; DELETE FROM record WHERE ledger_index >= 280", "this node signed a checkpoint of"),
            ("DELETE FROM leaf", "there are 0 leaves and"),
            ("UPDATE record SET id = X'01' WHERE ledger_index = 9", "a column of the store does not read"),
            ("UPDATE checkpoint SET note = X'01' WHERE party = 'X-NN'", "a column of the store does not read"),
            ("UPDATE record SET ledger_index = ledger_index + 1000000 WHERE ledger_index IN (20, 21); UPDATE record SET ledger_index = CASE ledger_index WHEN 1000020 THEN 21 ELSE 20 END WHERE ledger_index >= 1000020", "entry 20: "),
        })
        {
            var copy = _scratch[$"copy-{Guid.NewGuid():N}"];
            Directory.CreateDirectory(copy);
            foreach (var file in new[] { "node.db", "node.db-wal", "node.yaml" }.Where(f => File.Exists(Path.Combine(_north.Directory, f))))
                File.Copy(Path.Combine(_north.Directory, file), Path.Combine(copy, file));
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "node.db")};Pooling=False;Foreign Keys=False"))
            {
                await connection.OpenAsync(Cancel);
                await using var command = new SqliteCommand(damage, connection);
                Assert.True(await command.ExecuteNonQueryAsync(Cancel) > 0, damage);
            }

            var result = await ParleyCommand.RunAsync("ledger", "fsck", "--node", copy);
            Assert.Equal(1, result.ExitCode);
            Assert.True(result.Output.Contains(expected, StringComparison.Ordinal), $"{damage}\n{result.Output}{result.Error}");
        }
    }

    [Fact]
    public async Task Mirror_ServedByAnyWebServer_IsReadByAStrangerAndGrows()
    {
        var mirror = _scratch["public"];
        Directory.CreateDirectory(mirror);
        var first = (await ParleyCommand.RunAsync("ledger", "mirror", mirror, "--channel", "line", "--node", _north.Directory)).Succeeded();
        Assert.Contains(" 2 cosignatures", first.Output, StringComparison.Ordinal);
        var port = RunningNode.FreePort();
        using var server = Process.Start(new ProcessStartInfo("python3", ["-m", "http.server", $"{port}", "--bind", "127.0.0.1", "--directory", mirror]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        try
        {
            await File.WriteAllTextAsync(_scratch["reader.py"], Reader, Cancel);
            await RunningNode.UntilAsync(async () => (await ReadAsync()).ExitCode == 0);
            Assert.StartsWith("parley.ledger/X-NN/1/line/", (await ReadAsync()).Output, StringComparison.Ordinal);

            // Nothing new: nothing is written. Then more: full tiles stay as they are.
            Assert.Contains(" 0 files written", (await MirrorAsync()).Succeeded().Output, StringComparison.Ordinal);
            var tile = Path.Combine(mirror, "line", "1", "tile", "0", "000");
            var written = File.GetLastWriteTimeUtc(tile);
            await TestAsync(20);
            (await MirrorAsync()).Succeeded();
            Assert.Equal(written, File.GetLastWriteTimeUtc(tile));
            (await ReadAsync()).Succeeded();
            Assert.Single(Directory.GetDirectories(Path.Combine(mirror, "line", "1", "tile", "0"), "*.p"));
        }
        finally
        {
            server.Kill();
        }

        // A tile that is gone or torn is written again.
        foreach (var harm in new Action<string>[] { File.Delete, path => File.WriteAllBytes(path, [1, 2, 3]) })
        {
            harm(Path.Combine(mirror, "line", "1", "tile", "0", "000"));
            (await MirrorAsync()).Succeeded();
            Assert.Equal(8192, new FileInfo(Path.Combine(mirror, "line", "1", "tile", "0", "000")).Length);
        }

        // The checkpoint is the one that the line test showed, cosigned; parley verify knows it.
        (await ParleyCommand.RunAsync("archive", _scratch["archive"], "--node", _north.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("verify", Path.Combine(mirror, "line", "1", "checkpoint"), "--card", Path.Combine(_scratch["archive"], "cards", "X-NN.001.txt"))).Succeeded();

        // Another ledger, or another past of this one, is named and left as it is.
        var file = Path.Combine(mirror, "line", "1", "checkpoint");
        var good = await File.ReadAllTextAsync(file, Cancel);
        foreach (var (changed, expected) in new[]
        {
            (good.Replace("X-NN/1/line", "X-NN/1/other", StringComparison.Ordinal), "is of the ledger"),
            (Regexes.Root().Replace(good, Convert.ToBase64String(new byte[32]) + "\n\n", 1), "may be evidence"),
            ("nonsense", "is not a checkpoint"),
        })
        {
            await File.WriteAllTextAsync(file, changed, Cancel);
            var refused = await MirrorAsync();
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
            Assert.Equal(changed, await File.ReadAllTextAsync(file, Cancel));
        }

        Task<ParleyCommand.Result> ReadAsync() => ParleyCommand.RunProgramAsync("python3", mirror, _scratch["reader.py"], $"http://127.0.0.1:{port}/line/1");
        Task<ParleyCommand.Result> MirrorAsync() => ParleyCommand.RunAsync("ledger", "mirror", mirror, "--channel", "line", "--node", _north.Directory);
    }

    [Fact]
    public async Task Mirror_KilledAtEachRename_NeverShowsAHeadWithoutItsTilesAndIsRepaired()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "skipped: strace is not here (apt-get install strace)");
        await File.WriteAllTextAsync(_scratch["reader.py"], Reader, Cancel);
        var died = 0;
        for (var rename = 1; rename <= 8; rename++)
        {
            var mirror = _scratch[$"public-{rename}"];
            var killed = await ParleyCommand.RunProgramAsync("/usr/bin/strace", _scratch.Path, "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename", "-e", $"inject=rename:signal=SIGKILL:when={rename}",
                ParleyCommand.Path, "ledger", "mirror", mirror, "--channel", "line", "--node", _north.Directory);
            died += killed.ExitCode == 0 ? 0 : 1;
            if (File.Exists(Path.Combine(mirror, "line", "1", "checkpoint")))
                (await ReadAsync(mirror)).Succeeded();
            (await ParleyCommand.RunAsync("ledger", "mirror", mirror, "--channel", "line", "--node", _north.Directory)).Succeeded();
            (await ReadAsync(mirror)).Succeeded();
        }

        // Two tiles of leaves, the one above them, two bundles, and the checkpoint.
        Assert.Equal(6, died);

        Task<ParleyCommand.Result> ReadAsync(string mirror) => ParleyCommand.RunProgramAsync("python3", mirror, _scratch["reader.py"], $"file://{mirror}/line/1");
    }

    [Fact]
    public async Task Show_NamesTheCosigners() =>
        Assert.Matches(@"X-NN +\d+ entries, tested 20.*Z, cosigned by X-SS \(Ed25519 and ML-DSA-44\)", (await ParleyCommand.RunAsync("ledger", "show", "--node", _north.Directory)).Succeeded().Output);

    /// <summary>Each test and its answer are two entries; the last is cosigned before this returns.</summary>
    private async Task TestAsync(int tests)
    {
        for (var i = 0; i < tests; i++)
        {
            using var answer = await _north.Api.PostAsync("/v1/channels/line/test", null, Cancel);
            Assert.True(answer.IsSuccessStatusCode);
        }

        // A member answers tests 5 s apart; the last may have to wait for that.
        await Task.Delay(TimeSpan.FromSeconds(5.2), Cancel);
        (await ParleyCommand.RunAsync("test", "line", "--node", _north.Directory)).Succeeded();
    }

    private static partial class Regexes
    {
        public static System.Text.RegularExpressions.Regex Root() => new("(?<=\n)[A-Za-z0-9+/]{43}=\n\n");
    }
}
