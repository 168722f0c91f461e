using System.Diagnostics;
using System.Net;
using System.Text;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records.Notes;

namespace Parley.EndToEnd.Tests;

/// <summary>An outside witness as a process of its own: asked by a node, by a log that lies, and killed.</summary>
[Trait("suite", "system")]
public sealed class WitnessTests : IAsyncLifetime
{
    private static readonly NoteSigner Log = new(new NoteKeyName("log.example/1"), Enumerable.Repeat((byte)3, 32).ToArray(), SodiumProvider.Instance.Ed25519);
    private static readonly LeafHash[] Leaves = [.. Enumerable.Range(0, 9).Select(i => LeafHash.Of(Encoding.ASCII.GetBytes($"{i}")))];
    private readonly Scratch _scratch = new();
    private readonly HttpClient _http = new();
    private readonly int _port = NextPort();
    private string _vkey = "";
    private Process? _witness;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _vkey = (await ParleyCommand.RunAsync("witness", "key", _scratch["witness.key"], "--name", "witness.example")).Succeeded().Output.Trim();

    public ValueTask DisposeAsync()
    {
        _witness?.Kill();
        _witness?.Dispose();
        _http.Dispose();
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Log_ThatGrowsShrinksForksAndFloods_GetsTheAnswersOfTheSpecification()
    {
        await ServeAsync(Log.Key.ToString());
        Assert.Contains(_vkey, await _http.GetStringAsync($"http://127.0.0.1:{_port}/", Cancel), StringComparison.Ordinal);

        // LED-081, in its order.
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("nonsense"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(Request(0, 3, signer: Log.As(new NoteKeyName("unknown"))))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(Request(0, 3, signer: new NoteSigner(Log.Key.Name, new byte[32], SodiumProvider.Instance.Ed25519)))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(Request(5, 3))).Status);
        var first = await PostAsync(Request(0, 3));
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.True(VerifierKey.TryParse(_vkey, out var key));
        WitnessAnswer.Take(SignedCheckpoint.Sign(Head(3), Log), first.Body, [new CosignatureVerifier(key, SodiumProvider.Instance.Ed25519)]).OrThrow();

        // It knows 3 now: another size is answered with it, and a proof that does not hold with 422.
        var stale = await PostAsync(Request(0, 5));
        Assert.Equal((HttpStatusCode.Conflict, "3\n", "text/x.tlog.size"), (stale.Status, Encoding.ASCII.GetString(stale.Body), stale.Type));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(Request(3, 5, forked: true))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Request(3, 5))).Status);

        // Killed, it has forgotten nothing. The same size with another root is evidence, whatever was asked for.
        await KillAsync();
        await ServeAsync(Log.Key.ToString());
        Assert.Equal("5\n", Encoding.ASCII.GetString((await PostAsync(Request(3, 7))).Body));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(Request(5, 5, forked: true))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Request(5, 9))).Status);
        var status = await ParleyCommand.RunAsync("witness", "status", "--state", _scratch["witness.db"]);
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("log.example/1: 9 entries", status.Output, StringComparison.Ordinal);
        Assert.Contains("EVIDENCE", status.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(new byte[AddCheckpointRequest.MaxSize + 1])).Status);
    }

    [Fact]
    public async Task Witness_WithMlDsa44_CosignsSoAndItsWordIsCheckedByItsKeyAlone()
    {
        // LED-041, LED-081
        var vkey = (await ParleyCommand.RunAsync("witness", "key", _scratch["other.key"], "--name", "witness.example", "--ml-dsa-44")).Succeeded().Output.Trim();
        File.Move(_scratch["other.key"], _scratch["witness.key"], overwrite: true);
        await ServeAsync(Log.Key.ToString(), "--ml-dsa-44");
        var answer = await PostAsync(Request(0, 3));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(VerifierKey.TryParse(vkey, out var key));
        Assert.Equal(NoteSignatureTypes.MlDsa44Cosignature, key.SignatureType);
        var signed = WitnessAnswer.Take(SignedCheckpoint.Sign(Head(3), Log), answer.Body, [new CosignatureVerifier(key, SodiumProvider.Instance.MlDsa44)]).OrThrow();
        await File.WriteAllBytesAsync(_scratch["checkpoint"], signed.ToBytes(), Cancel);
        await File.WriteAllLinesAsync(_scratch["keys"], ["# the log, and who watches it", Log.Key.ToString(), vkey], Cancel);
        Assert.Contains("\"algorithm\": \"ML-DSA-44\"", (await ParleyCommand.RunAsync("verify", _scratch["checkpoint"], "--key", _scratch["keys"], "--json")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Witness_KilledAtEachRequest_NeverCosignsTwoPasts()
    {
        await ServeAsync(Log.Key.ToString());
        for (var size = 1; size <= Leaves.Length; size++)
        {
            // Both pasts of one size at once, and the witness dies in the middle of it.
            var asked = new[] { PostAsync(Request(size - 1, size)), PostAsync(Request(size - 1, size, forked: size > 1)) };
            await Task.Delay(size * 3, Cancel);
            await KillAsync();
            var answers = new List<HttpStatusCode?>();
            foreach (var ask in asked)
                answers.Add(await Outcome(ask));
            await ServeAsync(Log.Key.ToString());
            var answer = await PostAsync(Request(0, Leaves.Length, old: Leaves.Length));
            var known = answer.Status == HttpStatusCode.OK ? $"{Leaves.Length}" : Encoding.ASCII.GetString(answer.Body).Trim();
            if (answers.Contains(HttpStatusCode.OK))
                Assert.Equal($"{size}", known);
            if (known != $"{size}")
                Assert.Equal(HttpStatusCode.OK, (await PostAsync(Request(size - 1, size))).Status);
        }

        static async Task<HttpStatusCode?> Outcome(Task<(HttpStatusCode Status, byte[] Body, string? Type)> ask)
        {
            try
            {
                return (await ask).Status;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Node_ShowsItsTestsToTheWitness_AndTheLineNeverWaitsForIt()
    {
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await File.AppendAllTextAsync(Path.Combine(north.Directory, "node.yaml"), $"""

            witnesses:
              - vkey: {_vkey}
                url: http://127.0.0.1:{_port}
                channels: [line]
            """, Cancel);
        await north.StartAsync();
        await south.StartAsync();
        await north.OpenChannelAsync(south, "line");

        // Nobody answers there yet: the members' cosignature comes all the same. Then the witness is up, and cosigns.
        Assert.Contains("cosigned", (await ParleyCommand.RunAsync("test", "line", "--node", north.Directory)).Succeeded().Output, StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("archive", _scratch["archive"], "--node", north.Directory)).Succeeded();
        var origin = (await File.ReadAllLinesAsync(_scratch["archive", "channels", "line", "cosigned", "X-NN-1.txt"], Cancel))[0];
        var log = await LogKeyAsync(north, origin);
        await ServeAsync(log);
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("ledger", "show", "--node", north.Directory)).Output.Contains("witness.example", StringComparison.Ordinal));
        await Task.Delay(TimeSpan.FromSeconds(5.2), Cancel);
        (await ParleyCommand.RunAsync("test", "line", "--node", north.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("ledger", "show", "--node", north.Directory)).Output.Contains("X-SS (Ed25519 and ML-DSA-44), witness.example (Ed25519)", StringComparison.Ordinal));

        // A stranger verifies it by keys alone.
        (await ParleyCommand.RunAsync("archive", _scratch["after"], "--node", north.Directory)).Succeeded();
        var verified = (await ParleyCommand.RunAsync("verify", _scratch["after", "channels", "line", "cosigned", "X-NN-1.txt"], "--key", log, "--key", _vkey, "--json")).Succeeded();
        Assert.Contains("\"cosignatures\": 1", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CHN-058", (await ParleyCommand.RunAsync("status", "--node", north.Directory)).Output, StringComparison.Ordinal);
    }

    private static Checkpoint Head(int size, bool forked = false) => new(LogOrigin.Parse("log.example/1"), new(size), Tree(size, forked).Root);

    private static LedgerState Tree(int size, bool forked) =>
        LedgerState.Empty.Append([.. Leaves[..size].Select((l, i) => forked && i == 0 ? LeafHash.Of("another past"u8) : l)]).State;

    private static byte[] Request(int from, int size, NoteSigner? signer = null, bool forked = false, int? old = null)
    {
        signer ??= Log;
        var checkpoint = new Checkpoint(LogOrigin.Parse(signer.Key.Name.ToString()), new(size), Tree(size, forked).Root);
        var tiles = new Tiles(size, forked);
        var hashes = from <= size && ConsistencyProof.TryBuild(tiles, new(from), new(size), out var proof, out _) ? proof.Hashes : [];
        return new AddCheckpointRequest(new(old ?? from), hashes, SignedCheckpoint.Sign(checkpoint, signer)).ToBytes();
    }

    private static async Task<string> LogKeyAsync(RunningNode node, string origin)
    {
        // The operator of a witness is told a log's key by the log's operator: the node's key under the ledger's name.
        var card = await File.ReadAllLinesAsync(Path.Combine(node.Directory, "card.txt"), Cancel);
        var key = Convert.FromBase64String(card.Single(l => l.StartsWith("node ", StringComparison.Ordinal)).Split(' ')[^1]);
        return new VerifierKey(new NoteKeyName(origin), NoteSignatureTypes.Ed25519, key).ToString();
    }

    private async Task ServeAsync(string log, params string[] more)
    {
        _witness = Process.Start(new ProcessStartInfo(ParleyCommand.Path, ["witness", "serve", "--key", _scratch["witness.key"], "--state", _scratch["witness.db"], "--listen", $"127.0.0.1:{_port}", "--log", log, .. more])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.StartsWith("witness ", await _witness.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    private async Task KillAsync()
    {
        _witness!.Kill();
        await _witness.WaitForExitAsync(Cancel);
        _witness.Dispose();
        _witness = null;
    }

    private async Task<(HttpStatusCode Status, byte[] Body, string? Type)> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await _http.PostAsync($"http://127.0.0.1:{_port}/add-checkpoint", content, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(Cancel), answer.Content.Headers.ContentType?.MediaType);
    }

    private static int NextPort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Tiles(int size, bool forked) : Ledger.Tiles.ITileReader
    {
        public bool TryRead(Ledger.Tiles.TileAddress tile, Span<TreeHash> hashes)
        {
            var leaves = Leaves[..size];
            for (var i = 0; i < hashes.Length; i++)
                hashes[i] = (forked && i == 0 ? LeafHash.Of("another past"u8) : leaves[i]).ToTreeHash();
            return true;
        }
    }
}
