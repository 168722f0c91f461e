using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Lines;
using Parley.Node.Loop;
using Parley.Node.Mail;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Store.Sqlite;
using static Parley.Node.Tests.NorthsLoop;

namespace Parley.Node.Tests;

/// <summary>
/// What a node does all the time beside its loop, while a relay or a mail server of the test answers what none should, or the store fails: it goes on, and says what is wrong.
/// </summary>
public sealed class CollectorTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private NorthsLoop _north = null!;
    private AttachmentDesk _attachments = null!;
    private int _sent;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Intake Intake => new(_north.Loop, _attachments, _north.Envelopes, NullLogger<Intake>.Instance);

    public async ValueTask InitializeAsync()
    {
        _north = await NorthsLoop.StartAsync();
        var carrier = new Carrier(_north.Loop, _north.Envelopes, North, new Dictionary<string, IBearer>(), TimeProvider.System, NullLogger<Carrier>.Instance);
        _attachments = new AttachmentDesk(_north.Loop, carrier, new SqliteArchive(_north.Directory.Database), new AttachmentFiles(_north.Directory.Attachments, new AttachmentLimits()), North, SodiumProvider.Instance, TimeProvider.System, NullLogger<AttachmentDesk>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _attachments.Dispose();
        await _north.DisposeAsync();
        _end.Dispose();
    }

    [Theory]
    [InlineData(500, "text/plain; charset=nonsense")]
    [InlineData(200, "text/plain; charset=nonsense")]
    public async Task Relay_ThatAnswersWhatNoneShould_IsAskedAgainWithPauses(int status, string type)
    {
        await using var relay = await RelayAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync("no");
        });
        var collection = await CollectAsync(relay, () => _asked.Count >= 2);
        Assert.True(collection.Health.Failures > 0, "the watch sees that it fails");
        Assert.InRange(_asked.Count, 2, 4);
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status401Unauthorized)]
    public async Task Relay_ThatHasNothingOrTakesNoTokenAndDoesNotWait_IsNotAskedWithoutEnd(int status)
    {
        await using var relay = await RelayAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }, givesTokens: true);
        var collection = await CollectAsync(relay, () => _asked.Count >= 4);
        Assert.Equal(status == StatusCodes.Status401Unauthorized, collection.Health.Failures > 0);
        Assert.InRange(_asked.Count, 4, 6);
    }

    [Fact]
    public async Task Relay_ThatBringsTheSameAgain_IsNotAskedWithoutEnd()
    {
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(_north.SouthsDirectory.Card, Cancel), out var card, out _));
        var bundle = new Bundle(new BundleId(new byte[BundleId.Size]), South, North, DateTimeOffset.UnixEpoch, [new BundleItem(ItemKind.Card, card.ToBytes())]);
        var same = SealedBundle.Seal(bundle, _north.Loop.View.Cards[North].Current.Seal!, _north.SouthsKeys.Signer, SodiumProvider.Instance, new byte[SealedBundle.RandomnessSize]).OrThrow().Sealed;
        var brought = 0;
        await using var relay = await RelayAsync(async context =>
        {
            context.Response.Headers[Relay.RelayServer.SequenceHeader] = (++brought).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await context.Response.BodyWriter.WriteAsync(same, Cancel);
        }, givesTokens: true);
        var began = Stopwatch.StartNew();
        await CollectAsync(relay, () => brought >= 2 && began.Elapsed > TimeSpan.FromSeconds(3));
        // The first is taken at once, and each copy after a second.
        Assert.InRange(brought, 2, began.Elapsed.TotalSeconds + 3);
    }

    [Theory]
    // It gives no mail, gives one that is larger than it said, does not say that the mailbox is open, does not open it, or says a line without end, fast or slowly.
    [InlineData("OK [READ-WRITE]", 0, 5000)]
    [InlineData("OK [READ-WRITE]", 64, 5000)]
    [InlineData("OK", 0, 5000)]
    [InlineData("NO", 0, 5000)]
    [InlineData("", 64, 5000)]
    [InlineData("", 0, 200)]
    public async Task MailServer_ThatAnswersWhatNoneShould_IsAskedAgain(string select, int mebibytes, int timeoutMs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var serving = ServeAsync(listener, select, mebibytes, stop.Token);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var server = new MailServer(new MailConfiguration { From = "a@line.test", Smtp = $"127.0.0.1:{port}", Imap = $"127.0.0.1:{port}", Security = "none" }, _north.Directory, TimeSpan.FromMilliseconds(timeoutMs));
        var collector = new MailCollector(server, new Uri("mailto:a@line.test"), Intake, TimeProvider.System, NullLogger<MailCollector>.Instance);
        var running = collector.RunAsync(stop.Token);
        await Soon.UntilAsync(() => running.IsCompleted || _asked.Count(a => a.Contains(" SEARCH ", StringComparison.Ordinal) || a.Contains(" SELECT ", StringComparison.Ordinal)) >= 3);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
        await serving;
        // What is more than any mail that is looked into is not read to its end.
        Assert.InRange(_sent, 0, 32);
    }

    [Fact]
    public async Task Work_ThatFails_BeginsAgainAndIsLogged()
    {
        var (begun, log) = (0, new KeptLog<CollectorTests>());
        using var stop = new CancellationTokenSource();
        var running = Leading.RunAsync(_north.Loop, _ => ++begun < 3 ? throw new InvalidOperationException("what was said") : Task.CompletedTask, TimeProvider.System, log, stop.Token);
        await Soon.UntilAsync(() => begun == 3);
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, log.Lines.Count);
        Assert.All(log.Lines, line => Assert.Contains("InvalidOperationException", line.Text, StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain("what was said", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SelfTest_StoreAway_SaysSoAndGoesOn()
    {
        var policy = new ChannelPolicy
        {
            Name = "test.line",
            Version = 1,
            Exercise = true,
            Track = Track.Traffic,
            Members = [new Member(North, _north.Loop.View.Cards[North].Current.Root), new Member(South, _north.Loop.View.Cards[South].Current.Root)],
            Depositary = North,
            LineTestSeconds = 3600,
            Answer = AnswerTimes.Default,
            Languages = ["en"],
            SingleKey = [],
        };
        await _north.Loop.AskAsync(t => new Input.SignPolicy(t, policy), Cancel);
        await _north.Loop.AskAsync(t => new Input.Received(t, South, "test", new BundleItem(ItemKind.Policy, _north.SouthsKeys.Signer.SignNote(policy.ToBytes()).ToBytes())), Cancel);
        await Soon.UntilAsync(() => _north.Loop.View.Channels.Count == 1);
        var away = new SelfTest(_north.Loop, new SqliteArchive(Path.Combine(_north.Scratch, "away.db")), _north.Envelopes, North, _north.Directory, new NodeConfiguration { Party = "X-NN", Listen = "127.0.0.1:1" }, SodiumProvider.Instance, TimeProvider.System);
        var result = await away.TestAsync(Cancel);
        Assert.Contains(result.Faults, f => f.StartsWith("round: ", StringComparison.Ordinal) && f.Contains("unable to open database file", StringComparison.Ordinal));
        Assert.Same(result, away.Last);
    }

    private async Task<Collection> CollectAsync(PlayedRelay relay, Func<bool> enough)
    {
        using var bearer = new RelayBearer(SodiumProvider.Instance, TimeSpan.FromSeconds(5));
        var collector = new RelayCollector([relay.Address], _north.Seals, bearer, Intake, TimeProvider.System, NullLogger<RelayCollector>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var running = collector.RunAsync(stop.Token);
        await Soon.UntilAsync(() => running.IsCompleted || enough());
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
        return collector.Collections[0];
    }

    private async Task<PlayedRelay> RelayAsync(RequestDelegate answer, bool givesTokens = false)
    {
        var tokens = new Relay.RelayTokens(TimeProvider.System);
        var certificate = TlsIdentity.Create(Path.Combine(_north.Scratch, $"{Guid.NewGuid()}.pem"), "relay", TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https => (https.ServerCertificate, https.SslProtocols) = (certificate, SslProtocols.Tls13))));
        var app = builder.Build();
        app.Run(context =>
        {
            _asked.Enqueue(context.Request.Path);
            return givesTokens && context.Request.Path == Relay.RelayServer.TokenPath ? TokenAsync(context) : answer(context);
        });
        await app.StartAsync(Cancel);
        return new PlayedRelay(app, new Uri($"relay+https://127.0.0.1:{new Uri(app.Urls.First()).Port}#{TlsIdentity.PinOf(certificate)}"));

        async Task TokenAsync(HttpContext context)
        {
            var key = new byte[SealKey.Size];
            await context.Request.Body.ReadExactlyAsync(key, Cancel);
            var seal = new SealKey(key);
            await context.Response.BodyWriter.WriteAsync(MailboxProof.Seal(tokens.Make(seal.Mailbox), seal, TlsIdentity.PinOf(certificate), SodiumProvider.Instance, new byte[SealedBundle.RandomnessSize])!, Cancel);
        }
    }

    /// <summary>An IMAP server in a few lines: one mail is there, which it says has 100 bytes.</summary>
    private async Task ServeAsync(TcpListener listener, string select, int mebibytes, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(cancel);
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                await Say("* PREAUTH ready");
                while (await reader.ReadLineAsync(cancel) is { } line)
                {
                    _asked.Enqueue(line);
                    if (select.Length == 0 && line.Contains(" SELECT ", StringComparison.Ordinal))
                    {
                        await (mebibytes > 0 ? MebibytesAsync(mebibytes) : DripAsync());
                        break;
                    }

                    var (tag, said) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                    if (said.StartsWith("CAPABILITY", StringComparison.Ordinal))
                        await Say("* CAPABILITY IMAP4rev1");
                    else if (said.StartsWith("LIST", StringComparison.Ordinal))
                        await Say("* LIST () \"/\" \"INBOX\"");
                    else if (said.StartsWith("SELECT", StringComparison.Ordinal))
                        await Say("* 1 EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [UIDVALIDITY 1] so");
                    else if (said.StartsWith("UID SEARCH", StringComparison.Ordinal))
                        await Say("* SEARCH 7");
                    else if (said.StartsWith("UID FETCH", StringComparison.Ordinal) && said.Contains("RFC822.SIZE", StringComparison.Ordinal))
                        await Say("* 1 FETCH (UID 7 RFC822.SIZE 100)");
                    else if (said.StartsWith("UID FETCH", StringComparison.Ordinal) && mebibytes > 0)
                        await Mail(mebibytes);
                    await Say($"{tag} {(said.StartsWith("SELECT", StringComparison.Ordinal) ? select : "OK")} done");
                }

                async Task Say(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancel);

                async Task Mail(long length)
                {
                    await Say($"* 1 FETCH (UID 7 BODY[] {{{length << 20}}}");
                    await MebibytesAsync(length);
                    await Say(")");
                }

                async Task MebibytesAsync(long count)
                {
                    for (var i = 0; i < count; i++)
                    {
                        await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('a', 1 << 20)), cancel);
                        _sent = Math.Max(_sent, i + 1);
                    }
                }

                async Task DripAsync()
                {
                    while (true)
                    {
                        await stream.WriteAsync("a"u8.ToArray(), cancel);
                        await Task.Delay(20, cancel);
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The node has hung up, or the test has ended.
            }
        }
    }

    private sealed record PlayedRelay(WebApplication App, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
