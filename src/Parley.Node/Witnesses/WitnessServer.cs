using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Witnesses;
using Parley.Records.Notes;

namespace Parley.Node.Witnesses;

/// <summary>
/// A C2SP tlog-witness: whoever runs it cosigns the checkpoints of the logs that it was told of, once it has seen that each continues
/// the one before. It is trusted with nothing but that, and learns origins, sizes and times.
/// </summary>
public sealed class WitnessServer(WitnessStore store, IReadOnlyList<VerifierKey> logs, Cosigner cosigner, ICryptoProvider crypto, TimeProvider clock) : IDisposable
{
    private const int MostAtOnce = 64;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The server; not yet started.</summary>
    public WebApplication Build(IPEndPoint listen, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        logging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AddCheckpointRequest.MaxSize;
            kestrel.Limits.MaxConcurrentConnections = MostAtOnce;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
            kestrel.Listen(listen);
        });
        var app = builder.Build();
        app.MapPost("/add-checkpoint", (Delegate)AddAsync);
        app.MapGet("/", () => Results.Text($"A witness of transparency logs (c2sp.org/tlog-witness), for {logs.Count} logs.\nIts verifier key:\n\n{cosigner.Key}\n"));
        return app;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>1. read; 2. decide, store, and only then cosign, one request at a time; 3. answer as LED-081 says.</summary>
    private async Task<IResult> AddAsync(HttpContext context)
    {
        // 1.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (!AddCheckpointRequest.Parse(body.ToArray()).Try(out var request, out var fault))
            return Results.Text(fault + "\n", statusCode: StatusCodes.Status400BadRequest);

        // 2.
        var origin = request.Checkpoint.Checkpoint.Origin.Value;
        var keys = logs.Where(k => k.Name.ToString() == origin).Select(k => (NoteVerifier)new Ed25519NoteVerifier(k, crypto.Ed25519)).ToArray();
        await _turn.WaitAsync(context.RequestAborted);
        WitnessDecision decision;
        NoteSignature? line = null;
        try
        {
            var now = clock.GetUtcNow();
            VerifiedCheckpoint? latest = null;

            // Fail closed: to begin such a log anew would be to forget what it has shown.
            if (keys.Length > 0 && store.Latest(origin) is { } kept && !kept.Verify(keys, []).Try(out latest, out _))
                return Results.Text("LED-081: the log's key is another than the one that signed the head cosigned last; its operator and this witness's have to speak.\n", statusCode: StatusCodes.Status403Forbidden);
            decision = WitnessDecision.Of(request, keys, latest);
            if (decision.Conflict is { } conflict)
                store.Keep(conflict, now);
            if (decision.Verdict == WitnessVerdict.Cosign)
            {
                store.Keep(request.Checkpoint, now);
                line = cosigner.Sign(request.Checkpoint.Checkpoint, CosignatureTime.Of(now), []);
            }
        }
        finally
        {
            _turn.Release();
        }

        // 3.
        return decision.Verdict switch
        {
            WitnessVerdict.Cosign => Results.Bytes(WitnessAnswer.ToBytes(line!), "text/plain; charset=utf-8"),
            WitnessVerdict.OtherSize => new SizeAnswer(decision.KnownSize.Value),
            _ => Results.Text($"LED-081: {decision.Verdict}\n", statusCode: (int)decision.Verdict),
        };
    }

    /// <summary>409 with the size that the witness knows.</summary>
    private sealed class SizeAnswer(long size) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            context.Response.ContentType = "text/x.tlog.size";
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
    }
}
