using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Relay;

/// <summary>
/// A relay: mailboxes for sealed bundles that anybody may leave there and only the owner of a mailbox's key fetches. It is trusted with
/// nothing; it sees mailboxes, size classes, times and network addresses.
/// </summary>
public sealed partial class RelayServer(RelayStore store, X509Certificate2 certificate, RelayQuotas quotas, ICryptoProvider crypto, TimeProvider clock) : IDisposable
{
    /// <summary>Where bundles are left.</summary>
    public const string LeavePath = "/parley/v1/relay";

    /// <summary>Where the owner of a mailbox's key asks for a token.</summary>
    public const string TokenPath = "/parley/v1/relay/token";

    /// <summary>The header with a bundle's place, from the relay, and of the one that is done with, from the owner.</summary>
    public const string SequenceHeader = "Parley-Sequence";

    private const int MostConnections = 2048;

    // A node has a few of each; nodes behind one address some more.
    private const int ConnectionsPerClient = 64;
    private const int BodiesPerClient = 16;
    private const int BodiesInAll = 96;
    private static readonly TimeSpan LongestBody = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);
    private readonly RelayTokens _tokens = new(clock);
    private readonly Digest _pin = TlsIdentity.PinOf(certificate);
    private readonly ConcurrentDictionary<MailboxId, TaskCompletionSource> _waiting = new();
    private readonly ClientPlaces _connections = new(ConnectionsPerClient, MostConnections);
    private readonly ClientPlaces _bodies = new(BodiesPerClient, BodiesInAll);

    // Who left a bundle is kept as long as the bundle, and only so that nobody fills a mailbox alone: by a keyed hash, and the key is gone with the process.
    private readonly byte[] _clientKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Mailboxes at which somebody waits.</summary>
    internal int Awaited => _waiting.Count;

    /// <summary>The server; not yet started.</summary>
    public WebApplication Build(IPEndPoint listen, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        logging(builder.Logging);
        builder.Services.AddRateLimiter(limiter =>
        {
            // BND-031
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                Convert.ToHexString(ClientOf(context)), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 10 * quotas.RequestsPerSecond,
                    TokensPerPeriod = quotas.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SealedBundle.MaxBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
            kestrel.Limits.MaxRequestLineSize = 1024;
            kestrel.Listen(listen, options => Limit(options).UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.SslProtocols = SslProtocols.Tls13;
                https.HandshakeTimeout = TimeSpan.FromSeconds(10);
            }));
        });
        var app = builder.Build();
        app.UseRateLimiter();
        app.MapPost(LeavePath, (Delegate)LeaveAsync);
        app.MapPost(TokenPath, (Delegate)TokenAsync);
        app.MapPost(LeavePath + "/{mailbox}", (Delegate)FetchAsync);
        return app;
    }

    /// <summary>Drops what nobody fetched in time, each hour until cancelled.</summary>
    public async Task ExpireAsync(ILogger log, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        try
        {
            do
            {
                try
                {
                    store.Expire(clock.GetUtcNow());
                }
                catch (SqliteException e)
                {
                    // A full disk passes, and whoever leaves something is told; the relay goes on for those who fetch.
                    LogNotExpired(log, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        CryptographicOperations.ZeroMemory(_clientKey);
    }

    // BND-031
    /// <summary>Whoever opens connection after connection takes no place of another's: it has few of its own, from before the handshake.</summary>
    private ListenOptions Limit(ListenOptions listen)
    {
        listen.Use(next => async connection =>
        {
            var client = Convert.ToHexString(ClientOf((connection.RemoteEndPoint as IPEndPoint)?.Address));
            if (!_connections.TryTake(client))
                return;
            try
            {
                await next(connection);
            }
            finally
            {
                _connections.GiveBack(client);
            }
        });
        return listen;
    }

    // BND-030
    private async Task<IResult> LeaveAsync(HttpContext context)
    {
        // BND-031: what comes slowly, or never to its end, is in memory until then.
        var client = Convert.ToHexString(ClientOf(context));
        if (!_bodies.TryTake(client))
            return Refuse(StatusCodes.Status429TooManyRequests, new Fault("BND-031", 0, $"{BodiesPerClient} bundles of one client are on their way here at most, and {BodiesInAll} in all; try again"));
        try
        {
            using var late = new CancellationTokenSource(LongestBody, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, limit.Token);
            return Take(context, body.GetBuffer().AsMemory(0, (int)body.Length));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Refuse(StatusCodes.Status408RequestTimeout, new Fault("BND-031", 0, $"a bundle comes within {LongestBody.TotalMinutes:0} minutes, or not"));
        }
        finally
        {
            _bodies.GiveBack(client);
        }
    }

    private IResult Take(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        if (!SealedBundle.Parse(bytes).Try(out var bundle, out var fault))
            return Refuse(StatusCodes.Status400BadRequest, fault);
        try
        {
            if (store.Put(bundle, ClientOf(context), clock.GetUtcNow()) is { } full)
                return Refuse(StatusCodes.Status507InsufficientStorage, full);
        }
        catch (SqliteException)
        {
            return CannotStore();
        }

        if (_waiting.TryRemove(bundle.Mailbox, out var waiting))
            waiting.TrySetResult();
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    // BND-033
    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var key = new byte[SealKey.Size];
        if (context.Request.ContentLength != key.Length)
            return Refuse(StatusCodes.Status400BadRequest, new Fault("BND-033", 0, $"a seal key of {SealKey.Size} bytes is expected here"));
        await context.Request.Body.ReadExactlyAsync(key, context.RequestAborted);
        var seal = new SealKey(key);
        return MailboxProof.Seal(_tokens.Make(seal.Mailbox), seal, _pin, crypto, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)) is { } token
            ? Results.Bytes(token)
            : Refuse(StatusCodes.Status400BadRequest, new Fault("BND-033", 0, "this is no X-Wing key"));
    }

    /// <summary>1. whose; 2. what is done with; 3. the next, or a wait for it.</summary>
    private async Task<IResult> FetchAsync(HttpContext context, string mailbox)
    {
        // 1.
        var token = new byte[MailboxProof.TokenSize];
        if (!MailboxId.TryParse(mailbox, out var id)
            || context.Request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var text]
            || !Convert.TryFromBase64String(text, token, out var length) || !_tokens.IsGood(token.AsSpan(0, length), id))
        {
            return Refuse(StatusCodes.Status401Unauthorized, new Fault("BND-033", 0, "a token for this mailbox is wanted"));
        }

        try
        {
            // 2.
            if (long.TryParse(context.Request.Headers[SequenceHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var done))
                store.Drop(id, done);

            // 3.
            if (await NextAsync(id, context.RequestAborted) is not { } next)
                return Results.NoContent();
            context.Response.Headers[SequenceHeader] = next.Sequence.ToString(CultureInfo.InvariantCulture);
            return Results.Bytes(next.Bytes);
        }
        catch (SqliteException)
        {
            return CannotStore();
        }
    }

    private async Task<(long Sequence, byte[] Bytes)?> NextAsync(MailboxId mailbox, CancellationToken aborted)
    {
        var arrival = _waiting.GetOrAdd(mailbox, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            if (store.Next(mailbox) is { } next)
                return next;
            await Task.WhenAny(arrival.Task, Task.Delay(LongestWait, clock, aborted));
            return store.Next(mailbox);
        }
        finally
        {
            // Anybody may have mailboxes without end, and nothing is remembered of one where nobody waits. Whoever else waits there looks again.
            if (_waiting.TryRemove(KeyValuePair.Create(mailbox, arrival)))
                arrival.TrySetResult();
        }
    }

    private byte[] ClientOf(HttpContext context) => ClientOf(context.Connection.RemoteIpAddress);

    /// <summary>A client is an IPv4 address, or the first 64 bits of an IPv6 address, which one household has.</summary>
    private byte[] ClientOf(IPAddress? address)
    {
        address ??= IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return HMACSHA256.HashData(_clientKey, address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes)[..16];
    }

    private static IResult CannotStore() => Refuse(StatusCodes.Status503ServiceUnavailable, new Fault("BND-013", 0, "this relay cannot store at the moment"));

    [LoggerMessage(Level = LogLevel.Error, Message = "What nobody fetched in time could not be dropped: {Reason}. It is tried again in an hour.")]
    private static partial void LogNotExpired(ILogger log, string reason);

    private static IResult Refuse(int status, Fault fault) => Results.Text(fault + "\n", statusCode: status);
}
