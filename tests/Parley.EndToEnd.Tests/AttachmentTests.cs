using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Channels.Attachments;
using Parley.Channels.Wire;

namespace Parley.EndToEnd.Tests;

/// <summary>Files between real nodes, whatever happens to either, and against a member that lies about them.</summary>
[Trait("suite", "system")]
public sealed class AttachmentTests : IDisposable
{
    private const int Large = 64 * 1024 * 1024;
    private readonly Scratch _scratch = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task File_EitherNodeKilledHalfWay_GoesOnWithoutSendingAgain_AndAFlashDoesNotWait()
    {
        // ATT-030, ATT-031
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "test.line");
        var served = -north.BytesRead();
        var id = await AttachAsync(north, channel, Write("plot.bin", Large));
        await HasAsync(south, id, Large / 6);
        await south.KillAsync();
        await south.StartAsync();
        Assert.True(await HasAsync(south, id, 0) >= Large / 6, "what was here before the kill is still here");

        // The flash is receipted while the file is still on its way.
        (await north.SendAsync(channel, "X-SS/mod-duty", "at once", "--precedence", "flash", "--wait")).Succeeded();
        var (before, _) = await StateAsync(south, id);
        await HasAsync(south, id, Large / 2);
        served += north.BytesRead();
        await north.KillAsync();
        await north.StartAsync();
        served -= north.BytesRead();
        (await north.RunAsync("attachment", "status", id, "--wait")).Succeeded();
        served += north.BytesRead();

        // A chunk is read from the file to be sent: what was on the way at the two kills may be sent twice, and no more.
        Assert.InRange(served, Large, Large + (24L * 1024 * 1024));
        Assert.Equal("complete", (await StateAsync(south, id)).State);
        (await south.RunAsync("attachment", "get", id, "--out", _scratch["got"])).Succeeded();
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(_scratch["plot.bin"], Cancel)), SHA256.HashData(await File.ReadAllBytesAsync(_scratch["got"], Cancel)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{before} bytes of {Large} were there when the flash was receipted; {served} were read to be sent");
        Assert.Equal(1, (await south.RunAsync("attachment", "get", id, "--out", _scratch["got"])).ExitCode);
        Assert.Contains("\"rung\":\"complete\"", await north.Api.GetStringAsync($"/v1/records/{id}/ladder", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsGoneFromTheDisk_IsFetchedAgainAfterTheNextStart_AndReceiptedOnce()
    {
        // ATT-032: at each side, its own file too.
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "test.line");
        var id = await AttachAsync(north, channel, Write("map.bin", 100_000));
        (await north.RunAsync("attachment", "status", id, "--wait")).Succeeded();
        var said = await RecordsAsync(south);
        foreach (var node in new[] { south, north })
        {
            await node.KillAsync();
            Directory.Delete(Path.Combine(node.Directory, "attachments"), recursive: true);
            await node.StartAsync();
            await RunningNode.UntilAsync(async () => (await StateAsync(node, id)).State == "complete");
        }

        Assert.Equal(said, await RecordsAsync(south));

        static async Task<int> RecordsAsync(RunningNode node) => Regex.Count(await node.Api.GetStringAsync("/v1/records?service=true", Cancel), "receipt.complete/1");
    }

    [Fact]
    public async Task Files_ThroughARelayAndByCourier_Arrive_AndAFalseTypeIsShown()
    {
        // ATT-034, ATT-041
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"]);
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        foreach (var node in new[] { north, south })
            await node.RenewAsync(relay.Address);
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "test.line");
        var file = Write("annex.pdf", 3_000_000);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        "#!/bin/sh\n"u8.CopyTo(bytes);
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        var id = await AttachAsync(north, channel, file);
        (await north.RunAsync("attachment", "status", id, "--wait")).Succeeded();
        var list = (await south.RunAsync("attachment", "list")).Output;
        Assert.Contains("FALSE TYPE: X-NN says that it is application/pdf; it looks like text/x-script", list, StringComparison.Ordinal);

        // The relay is gone for good; two pouches, the second one first, to a node that is stopped. What a pouch brings before its record comes again.
        await relay.KillAsync();
        await south.KillAsync();
        var second = await AttachAsync(north, channel, Write("map.bin", 125 * 1024 * 1024));
        (await north.RunAsync("pouch", "pack", _scratch["x.pouch"], "--to", "X-SS", "--attachment", second)).Succeeded();
        foreach (var part in new[] { "x-2.pouch", "x-1.pouch" })
            (await south.RunAsync("pouch", "unpack", _scratch[part])).Succeeded();
        await south.StartAsync();
        (await south.RunAsync("attachment", "status", second, "--wait")).Succeeded();
        (await south.RunAsync("attachment", "get", second, "--out", _scratch["got"])).Succeeded();
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(_scratch["map.bin"], Cancel)), SHA256.HashData(await File.ReadAllBytesAsync(_scratch["got"], Cancel)));
    }

    [Fact]
    public async Task Chunks_OfALiarAndRequestsOfAStranger_AreRefusedAndCounted()
    {
        // ATT-021, ATT-030: south is played by the test, which has all its keys and those of a third party that is on no channel.
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await using var third = await RunningNode.InitAsync(_scratch["third"], "X-TT");
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "test.line");
        await north.MeetAsync(third);
        var mine = await AttachAsync(north, channel, Write("mine.bin", 100_000));
        (await north.RunAsync("attachment", "status", mine, "--wait")).Succeeded();

        // South says that it attaches a file, and is gone before north has any of it.
        await north.KillAsync();
        var theirs = await AttachAsync(south, channel, Write("theirs.bin", 200_000));
        (await south.RunAsync("pouch", "pack", _scratch["record.pouch"], "--to", "X-NN")).Succeeded();
        await south.KillAsync();
        await north.StartAsync();
        (await north.RunAsync("pouch", "unpack", _scratch["record.pouch"])).Succeeded();

        var chunk = Chunk(theirs, new Chunk(0, 0), 1040);
        Assert.Equal("ATT-012", await AnswerAsync(south, north, chunk));
        Assert.Equal("ATT-011", await AnswerAsync(south, north, Chunk(theirs, new Chunk(6, 4), 1040)));
        Assert.Equal("ATT-013", await AnswerAsync(south, north, Chunk(theirs, new Chunk(0, 0), 1)));
        Assert.Equal("ATT-021", await AnswerAsync(third, north, chunk));
        Assert.Equal("ATT-030", await AnswerAsync(south, north, Chunk(new string('0', 64), new Chunk(0, 0), 1040)));
        // What is here already is a duplicate, and what it says is not looked at.
        Assert.Equal("Duplicate", await AnswerAsync(south, north, Chunk(mine, new Chunk(0, 0), 1040)));
        Assert.Equal("ATT-030", await AnswerAsync(third, north, Chunk(mine, new Chunk(0, 0), 1040)));

        Assert.Equal("Stored", await AnswerAsync(south, north, Request(mine)));
        Assert.Equal("ATT-021", await AnswerAsync(third, north, Request(mine)));
        Assert.Equal("ATT-021", await AnswerAsync(south, north, Request(theirs)));
        Assert.Equal("ATT-020", await AnswerAsync(south, north, new BundleItem(ItemKind.Fetch, "fetch\n"u8.ToArray())));
        Assert.Contains("chunks of X-SS were refused: they are not of this file", (await north.RunAsync("attachment", "list")).Output, StringComparison.Ordinal);
        // ATT-023: three of them, and nobody else is there to be asked.
        await RunningNode.UntilAsync(async () => (await north.Api.GetStringAsync("/v1/attachments", Cancel)).Contains("whoever was asked for it brought something else", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Record_ThatNamesAFileThatWasNotTakenIn_IsRefused()
    {
        // ATT-033
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "test.line");
        var refused = await north.SendAsync(channel, "X-SS/mod-duty", "see file", "--field", $"attachments={new string('a', 64)} 5 text/plain a.txt", "--field", $"attachment-keys={new string('b', 64)}");
        Assert.Contains("ATT-033", refused.Error, StringComparison.Ordinal);
        Assert.Contains("empty file", (await north.SendAsync(channel, "X-SS/mod-duty", "see file", "--attach", Write("none.txt", 0))).Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("suite", "faults")]
    public async Task FullDisk_TheFileIsRefusedClearly_RecordsGoOn_AndItComesOnceThereIsRoom()
    {
        // ATT-024
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        Directory.CreateDirectory(_scratch["south", "attachments"]);
        Assert.SkipUnless(Environment.UserName == "root" && (await ParleyCommand.RunProgramAsync("mount", "/", "-t", "tmpfs", "-o", "size=8m", "tmpfs", _scratch["south", "attachments"])).ExitCode == 0,
            "skipped: a small disk is made by mounting one, which needs root");
        try
        {
            await File.AppendAllTextAsync(_scratch["south", "node.yaml"], "\nattachments:\n  keep-free-mb: 1\n  largest-mb: 20\n", Cancel);
            await Task.WhenAll(north.StartAsync(), south.StartAsync());
            var channel = await north.OpenChannelAsync(south, "test.line");
            var large = await AttachAsync(north, channel, Write("large.bin", 16 * 1024 * 1024));
            var larger = await AttachAsync(north, channel, Write("larger.bin", 21 * 1024 * 1024));
            await RunningNode.UntilAsync(async () => (await north.RunAsync("attachment", "list")).Output is var told
                && told.Contains("X-SS: refused, the disk has no room for a file of 16777216 bytes", StringComparison.Ordinal)
                && told.Contains("X-SS: refused, the file has 22020096 bytes, and this node takes files of 20 MiB at most", StringComparison.Ordinal));
            Assert.Equal("refused", (await StateAsync(south, large)).State);

            // What is refused holds nothing up: a smaller file comes, and so do records.
            var small = await AttachAsync(north, channel, Write("small.bin", 1_000_000), "--wait");
            (await north.RunAsync("attachment", "status", small, "--wait")).Succeeded();
            Assert.Equal(0, (await ParleyCommand.RunProgramAsync("mount", "/", "-o", "remount,size=64m", _scratch["south", "attachments"])).ExitCode);
            await RunningNode.UntilAsync(async () => (await StateAsync(south, large)).State == "complete", 60);
            Assert.Equal("refused", (await StateAsync(south, larger)).State);
        }
        finally
        {
            await south.KillAsync();
            await ParleyCommand.RunProgramAsync("umount", "/", _scratch["south", "attachments"]);
        }
    }

    private string Write(string name, int size)
    {
        var bytes = new byte[size];
        // Not compressible, and the same in every run.
        using var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        aes.EncryptCbc(bytes, new byte[16], PaddingMode.Zeros).AsSpan(0, size).CopyTo(bytes);
        File.WriteAllBytes(_scratch[name], bytes);
        return _scratch[name];
    }

    private static async Task<string> AttachAsync(RunningNode node, string channel, string file, params string[] more) => JsonDocument.Parse(
        (await node.SendAsync(channel, node.Party == "X-NN" ? "X-SS/mod-duty" : "X-NN/mod-duty", "see file", ["--attach", file, .. more])).Succeeded().Output).RootElement.GetProperty("id").GetString()!;

    private static async Task<(long Has, string State)> StateAsync(RunningNode node, string record)
    {
        using var json = JsonDocument.Parse(await node.Api.GetStringAsync($"/v1/attachments?record={record}", Cancel));
        return json.RootElement.GetArrayLength() == 0 ? (0, "") : (json.RootElement[0].GetProperty("has").GetInt64(), json.RootElement[0].GetProperty("state").GetString()!);
    }

    private static async Task<long> HasAsync(RunningNode node, string record, long bytes)
    {
        for (var i = 0; i < 6000; i++)
        {
            // A node that has just started opens its files a moment later.
            if (await StateAsync(node, record) is var (has, _) && has > 0 && has >= bytes)
                return has;
            await Task.Delay(10, Cancel);
        }

        Assert.Fail("the file did not come");
        return 0;
    }

    private static BundleItem Chunk(string record, Chunk chunk, int rest) => new(ItemKind.Chunk,
        (byte[])[.. Encoding.ASCII.GetBytes($"chunk {record} 1 {chunk.Level} {chunk.Index}\n"), .. new byte[rest + (rest > 1 ? 32 * chunk.ProofLengthIn(200_000) : 0)]]);

    private static BundleItem Request(string record) => new(ItemKind.Fetch, Encoding.ASCII.GetBytes($"fetch {record} 1\nhas 0\nlacks 0 10\n"));

    private static async Task<string> AnswerAsync(RunningNode from, RunningNode to, BundleItem item) => (await to.AnswerAsync(from, item)).ToString();
}
