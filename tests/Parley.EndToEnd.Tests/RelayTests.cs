using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.EndToEnd.Tests;

/// <summary>A real relay between real nodes, and against whoever may talk to it.</summary>
[Trait("suite", "system")]
public sealed class RelayTests : IDisposable
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private readonly Scratch _scratch = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Nodes_WithNoLineButARelay_DeliverBothWaysOverItsDeath()
    {
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"]);
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        foreach (var node in new[] { north, south })
            await node.RenewAsync(relay.Address);
        await north.StartAsync();
        await south.StartAsync();
        var channel = await north.OpenChannelAsync(south, "test.line");
        (await north.SendAsync(channel, "X-SS/mod-duty", "said through the relay", "--wait")).Succeeded();
        (await south.SendAsync(channel, "X-NN/mod-duty", "answered through the relay", "--precedence", "flash", "--wait")).Succeeded();
        Assert.Contains("relay", (await ParleyCommand.RunAsync("status", "--node", north.Directory)).Output, StringComparison.Ordinal);

        // South is away; the relay takes it, is killed, and still has it.
        await south.KillAsync();
        (await north.SendAsync(channel, "X-SS/mod-duty", "said while nobody was there")).Succeeded();
        await RunningNode.UntilAsync(async () => (await north.Api.GetStringAsync("/v1/node", Cancel)).Contains("\"state\":\"works\"", StringComparison.Ordinal));
        await Task.Delay(500, Cancel);
        await north.KillAsync();
        await relay.KillAsync();
        await relay.StartAsync();
        await south.StartAsync();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("inbox", "--node", south.Directory, "--json")).Output.Contains("said while nobody was there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Relay_AnythingThatIsNoBundle_IsRefused()
    {
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"]);
        using var client = relay.Connect();
        Assert.Equal((HttpStatusCode.BadRequest, "BND-014"), await LeaveAsync(client, new byte[4096]));
        Assert.Equal((HttpStatusCode.BadRequest, "BND-014"), await LeaveAsync(client, Seal(out _, out _)[..^1]));
        Assert.Equal((HttpStatusCode.BadRequest, "BND-033"), await PostAsync(client, "/parley/v1/relay/token", new byte[100]));
        Assert.Equal((HttpStatusCode.BadRequest, "BND-033"), await PostAsync(client, "/parley/v1/relay/token", [.. Enumerable.Repeat((byte)0xFF, SealKey.Size)]));
    }

    [Fact]
    public async Task Mailbox_OnlyItsKeysOwner_FetchesAndDrops()
    {
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"]);
        using var client = relay.Connect();
        var bytes = Seal(out var key, out var privateKey);
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, bytes)).Status);
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, bytes)).Status);

        // BND-033: with another's key, for another relay, or without a token, nothing comes.
        Assert.True(Digest.TryParse(new Uri(relay.Address).Fragment.AsSpan(1), out var pin));
        using var sealedToken = await client.PostAsync("/parley/v1/relay/token", new ByteArrayContent(key.Bytes.ToArray()), Cancel);
        var answer = await sealedToken.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Null(MailboxProof.Open(answer, new byte[32], pin, Crypto));
        Assert.Null(MailboxProof.Open(answer, privateKey, Digest.Of("another relay"u8), Crypto));
        Assert.Null(MailboxProof.Open(answer.AsSpan(1), privateKey, pin, Crypto));
        var token = MailboxProof.Open(answer, privateKey, pin, Crypto)!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await FetchAsync(client, key.Mailbox, null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FetchAsync(client, key.Mailbox, new byte[40])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FetchAsync(client, new MailboxId(new byte[32]), token)).Status);
        token[7] ^= 1;
        Assert.Equal(HttpStatusCode.Unauthorized, (await FetchAsync(client, key.Mailbox, token)).Status);
        token[7] ^= 1;

        var fetched = await FetchAsync(client, key.Mailbox, token);
        Assert.Equal(HttpStatusCode.OK, fetched.Status);
        Assert.Equal(bytes, fetched.Bytes);
        var again = await FetchAsync(client, key.Mailbox, token);
        Assert.Equal(fetched.Sequence, again.Sequence);

        // What its owner has is dropped; a bundle that comes meanwhile ends the wait.
        var waits = FetchAsync(client, key.Mailbox, token, fetched.Sequence);
        await Task.Delay(300, Cancel);
        Assert.False(waits.IsCompleted);
        var next = Seal(key);
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, next)).Status);
        Assert.Equal(next, (await waits.WaitAsync(TimeSpan.FromSeconds(10), Cancel)).Bytes);
    }

    [Fact]
    public async Task Client_BeyondItsQuotaOrRate_IsRefused()
    {
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"], "--mib-per-client", "1", "--requests-per-second", "60");
        using var client = relay.Connect();
        var first = Seal(out var key, out _, 500_000);
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, first)).Status);
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, Seal(key, 400_000))).Status);
        // BND-032
        Assert.Equal((HttpStatusCode.InsufficientStorage, "BND-032"), await LeaveAsync(client, Seal(key)));
        Assert.Equal(HttpStatusCode.Created, (await LeaveAsync(client, Seal(out _, out _))).Status);

        // BND-031
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => LeaveAsync(client, [1])));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.TooManyRequests);
        Assert.Contains(answers, a => a.Status == HttpStatusCode.BadRequest);
    }

    // BND-031
    [Fact]
    public async Task Client_WithManyConnectionsOrBundlesThatNeverEnd_TakesNoMoreThanItsPlaces()
    {
        await using var relay = await RunningRelay.StartAsync(_scratch["relay"]);
        using var client = relay.Connect();
        var halves = Enumerable.Range(0, 20).Select(_ => new Halting()).ToArray();
        var left = halves.Select(half => client.PostAsync("/parley/v1/relay", half, Cancel)).ToArray();
        var refused = 0;
        await RunningNode.UntilAsync(async () => (refused = (await Task.WhenAll(left.Where(l => l.IsCompleted))).Count(a => a.StatusCode == HttpStatusCode.TooManyRequests)) == 4);
        Assert.Equal(4, refused);
        Array.ForEach(halves, half => half.End());
        Assert.Equal(16, (await Task.WhenAll(left)).Count(a => a.StatusCode == HttpStatusCode.BadRequest));

        var sockets = new List<System.Net.Sockets.TcpClient>();
        for (var i = 0; i < 100; i++)
        {
            sockets.Add(new System.Net.Sockets.TcpClient());
            await sockets[i].ConnectAsync(IPAddress.Loopback, relay.Port, Cancel);
        }

        // One connection is the client's above. The others are hung up on, and not when their handshake has waited for five seconds.
        await RunningNode.UntilAsync(() => Task.FromResult(sockets.Count(s => s.Client.Poll(0, System.Net.Sockets.SelectMode.SelectRead)) >= 37), 4);
        Assert.Equal(37, sockets.Count(s => s.Client.Poll(0, System.Net.Sockets.SelectMode.SelectRead)));
        sockets.ForEach(s => s.Dispose());
    }

    private static byte[] Seal(out SealKey key, out byte[] privateKey, int length = 5)
    {
        privateKey = RandomNumberGenerator.GetBytes(SealedBundle.PrivateKeySize);
        key = SealedBundle.PublicKeyOf(privateKey, Crypto);
        return Seal(key, length);
    }

    private static byte[] Seal(SealKey key, int length = 5)
    {
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(16)), PartyId.Parse("X-NN"), PartyId.Parse("X-SS"), DateTimeOffset.UnixEpoch, [new BundleItem(ItemKind.Record, new byte[length])]);
        var node = new NoteSigner(new NoteKeyName("X-NN"), new byte[32], Crypto.Ed25519);
        return SealedBundle.Seal(bundle, key, node, Crypto, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)).OrThrow().Sealed.ToArray();
    }

    private static Task<(HttpStatusCode Status, string Rule)> LeaveAsync(HttpClient client, byte[] bytes) => PostAsync(client, "/parley/v1/relay", bytes);

    private static async Task<(HttpStatusCode Status, string Rule)> PostAsync(HttpClient client, string path, byte[] bytes)
    {
        using var answer = await client.PostAsync(path, new ByteArrayContent(bytes), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return (answer.StatusCode, text.Length > 7 ? text[..7] : "");
    }

    private static async Task<(HttpStatusCode Status, string? Sequence, byte[] Bytes)> FetchAsync(HttpClient client, MailboxId mailbox, byte[]? token, string? done = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/parley/v1/relay/{mailbox}") { Version = HttpVersion.Version20 };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Convert.ToBase64String(token));
        if (done is not null)
            request.Headers.Add("Parley-Sequence", done);
        using var answer = await client.SendAsync(request, Cancel);
        return (answer.StatusCode, answer.Headers.TryGetValues("Parley-Sequence", out var values) ? values.Single() : null, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>A body that begins, and does not go on before it is told to end.</summary>
    private sealed class Halting : HttpContent
    {
        private readonly TaskCompletionSource _end = new();

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[100_000]);
            await stream.FlushAsync();
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
