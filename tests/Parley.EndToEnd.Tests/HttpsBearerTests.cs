using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Data.Sqlite;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.EndToEnd.Tests;

/// <summary>The bearer's port against everything that may connect to it.</summary>
[Trait("suite", "system")]
public sealed class HttpsBearerTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await _north.StartAsync();
        await _north.MeetAsync(_south);
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Bundle_NoCertificateOrAStrangers_IsCutOffInTheHandshake()
    {
        // BND-010
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new CertificateRequest("CN=X-SS", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1));
        foreach (var certificate in new[] { null, stranger })
        {
            using var client = _north.Connect(certificate);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Bundle_OverAConnectionWhoseKeyIsOnNoCardAnyMore_IsForbidden()
    {
        // BND-010: what was pinned when the connection began may be revoked while it lasts.
        using var client = _north.Connect(Certificate());
        using (var before = await client.PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        var next = await NextCardAsync(c => c with { Tls = Digest.Of("another key"u8) });
        using (var accepted = await _north.Api.PostAsync("/v1/cards", new StringContent(next), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        using var after = await client.PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        Assert.StartsWith("BND-010", await after.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_WhileTheStoreCannotWrite_IsNotTaken_AndComesInLater()
    {
        // BND-013: somebody else holds the database.
        var card = Seal("X-SS", "X-NN", [(ItemKind.Card, await NextCardAsync(c => c))]);
        using var client = _north.Connect(Certificate());
        await using (var other = new SqliteConnection($"Data Source={_scratch["north", "node.db"]};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var hold = new SqliteCommand("BEGIN IMMEDIATE", other);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var answer = await client.PostAsync("/parley/v1/bundle", Content(card), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.StartsWith("BND-013", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await RunningNode.UntilAsync(async () =>
        {
            using var answer = await client.PostAsync("/parley/v1/bundle", Content(card), TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
            Assert.Equal(ItemFate.Stored, card.Answer.Open(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!.Items.Single().Fate);
            return true;
        });
    }

    [Theory]
    [InlineData("X-NN", "X-NN", "BND-016")]
    [InlineData("X-SS", "X-SS", "BND-012")]
    [InlineData("X-ZZ", "X-NN", "BND-016")]
    public async Task Bundle_NotFromThePeerOrNotForThisNode_IsRefused(string from, string to, string rule)
    {
        using var client = _north.Connect(Certificate());
        using var answer = await client.PostAsync("/parley/v1/bundle", Bundle(from, to), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(rule, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_OfAThirdParty_IsRefusedOnThisConnection()
    {
        await using var third = await RunningNode.InitAsync(_scratch["third"], "X-TT");
        await _north.MeetAsync(third);
        using var client = _north.Connect(Certificate());
        using var answer = await client.PostAsync("/parley/v1/bundle", Content(Seal("X-TT", "X-NN", "third")), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("BND-012", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_SealedToAKeyOfNobodyHere_IsRefused()
    {
        using var client = _north.Connect(Certificate());
        var bytes = Seal("X-SS", "X-NN").Sealed.ToArray();
        bytes[30] ^= 1;
        using var answer = await client.PostAsync("/parley/v1/bundle", new ByteArrayContent(bytes), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("BND-015", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_OfNoItems_IsAnswered()
    {
        using var client = _north.Connect(Certificate());
        var ask = Seal("X-SS", "X-NN", []);
        using var answer = await client.PostAsync("/parley/v1/bundle", Content(ask), TestContext.Current.CancellationToken);
        Assert.Empty(ask.Answer.Open(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!.Items);
    }

    [Fact]
    public async Task Bundle_GoodEnvelopeBadItems_AnswersEachWithItsRule()
    {
        using var client = _north.Connect(Certificate());
        var sent = Seal("X-SS", "X-NN", [(ItemKind.Record, "nonsense"), (ItemKind.Want, "nonsense"), (ItemKind.Policy, "x"), (ItemKind.Card, "x"), (ItemKind.Answer, "x")]);
        using var answer = await client.PostAsync("/parley/v1/bundle", Content(sent), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var read = sent.Answer.Open(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(sent.Bundle.Id, read.Bundle);
        Assert.All(read.Items, a => Assert.Equal(ItemFate.Refused, a.Fate));
        Assert.Equal(["REC-030", "BND-007", "POL-001", "CRD-001", "BND-008"], read.Items.Select(a => a.Fault!.Rule));
    }

    [Fact]
    public async Task Bundle_Malformed_SaysWhichRule()
    {
        using var client = _north.Connect(Certificate());
        using var answer = await client.PostAsync("/parley/v1/bundle", new ByteArrayContent("hello"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("BND-014", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_TwoGigabytes_IsTurnedAwayAndTheNodeStaysSmall()
    {
        using var client = _north.Connect(Certificate());
        HttpStatusCode? status = null;
        try
        {
            using var answer = await client.PostAsync("/parley/v1/bundle", new ZeroContent(2L * 1024 * 1024 * 1024), TestContext.Current.CancellationToken);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The node hung up while the body was still coming: that is the point.
        }

        Assert.True(status is null or HttpStatusCode.RequestEntityTooLarge, $"{status}");
        using var still = await _north.Api.GetAsync("/v1/node", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Bundle_MoreAtOnceThanAllowed_IsTurnedAwayByItself()
    {
        using var client = _north.Connect(Certificate());
        var bodies = Enumerable.Range(0, 5).Select(_ => new SlowContent()).ToArray();
        var answers = bodies.Select(b => client.PostAsync("/parley/v1/bundle", b, TestContext.Current.CancellationToken)).ToArray();
        var first = await (await Task.WhenAny(answers)).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Contains("BND-011", await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var body in bodies)
            body.Finish();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Connections_OfOnePeer_AreFew()
    {
        var clients = Enumerable.Range(0, 9).Select(_ => _north.Connect(Certificate())).ToArray();
        foreach (var client in clients[..8])
        {
            using var answer = await client.PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => clients[8].PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken));
        foreach (var client in clients)
            client.Dispose();
        await RunningNode.UntilAsync(async () =>
        {
            using var again = _north.Connect(Certificate());
            try
            {
                using var answer = await again.PostAsync("/parley/v1/bundle", Bundle("X-SS", "X-NN"), TestContext.Current.CancellationToken);
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task BearerPort_AnythingElse_IsNotThere()
    {
        using var client = _north.Connect(Certificate());
        foreach (var path in new[] { "/", "/v1/node", "/openapi/v1.json" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    /// <summary>South's next card, which north does not have.</summary>
    private async Task<string> NextCardAsync(Func<PartyCard, PartyCard> change)
    {
        using var root = KeyFile.Read(_scratch["south", "keys", "root.key"], SodiumProvider.Instance);
        using var node = KeyFile.Read(_scratch["south", "keys", "node.key"], SodiumProvider.Instance);
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(_scratch["south", "card.txt"], TestContext.Current.CancellationToken), out var note, out _));
        var card = CardHistory.Pin(note, SodiumProvider.Instance).OrThrow().Current;
        card = change(card with { Version = card.Version + 1, Previous = card.Hash });
        return SignedNote.Create(card.ToBytes(), root.ToNoteSigner().Sign(card.ToBytes()), node.ToNoteSigner().Sign(card.ToBytes())).ToString()!;
    }

    private X509Certificate2 Certificate() => X509Certificate2.CreateFromPemFile(_scratch["south", "keys", "tls.pem"]);

    private ReadOnlyMemoryContent Bundle(string from, string to) => Content(Seal(from, to));

    private static ReadOnlyMemoryContent Content(OutgoingBundle bundle) => new(bundle.Sealed);

    private OutgoingBundle Seal(string from, string to, string signer = "south") => Seal(from, to, [(ItemKind.Want, "nonsense")], signer);

    private OutgoingBundle Seal(string from, string to, (ItemKind Kind, string Text)[] items, string signer = "south")
    {
        using var key = KeyFile.Read(_scratch[signer, "keys", "node.key"], SodiumProvider.Instance);
        Assert.True(SignedNote.TryParse(File.ReadAllBytes(_scratch["north", "card.txt"]), out var note, out _));
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), PartyId.Parse(from), PartyId.Parse(to), DateTimeOffset.UnixEpoch,
            [.. items.Select(i => new BundleItem(i.Kind, Encoding.UTF8.GetBytes(i.Text)))]);
        return SealedBundle.Seal(bundle, CardHistory.Pin(note, SodiumProvider.Instance).OrThrow().Current.Seal!, key.ToNoteSigner(), SodiumProvider.Instance, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)).OrThrow();
    }

    private sealed class ZeroContent(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[1024 * 1024];
            for (var sent = 0L; sent < length; sent += block.Length)
                await stream.WriteAsync(block);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }

    private sealed class SlowContent : HttpContent
    {
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("parley sealed bundle v2\n"u8.ToArray());
            await stream.FlushAsync();
            await _finish.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
