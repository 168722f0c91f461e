using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels.Wire;
using Parley.Node.Attachments;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>
/// The receiving side of the HTTPS bearer. Who connects is known before a byte of HTTP is read: the client's key must
/// be the one on a pinned card. Everything else on this port is refused.
/// </summary>
public sealed class HttpsReceiver(NodeLoop loop, AttachmentDesk attachments, Envelopes envelopes, PartyId self, X509Certificate2 own, NodeConfiguration configuration)
{
    // A node needs one; a few more while a connection that broke is not yet known to be broken.
    private const int ConnectionsPerPeer = 8;
    private readonly ConcurrentDictionary<PartyId, int> _inWork = new();
    private readonly ConcurrentDictionary<PartyId, int> _connections = new();

    /// <summary>The server; not yet started.</summary>
    public WebApplication Build(Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        logging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SealedBundle.MaxBytes;
            kestrel.Limits.MaxConcurrentConnections = 512;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
            kestrel.Limits.MaxRequestLineSize = 1024;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 2 * configuration.BundlesPerPeer;
            kestrel.Listen(IPEndPoint.Parse(configuration.Listen), listen => Limit(listen.UseHttps(https =>
            {
                https.ServerCertificate = own;
                https.SslProtocols = SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => PeerOf(certificate) is not null;
                https.HandshakeTimeout = TimeSpan.FromSeconds(10);
            })));
        });
        var app = builder.Build();
        app.MapPost(HttpsBearer.Path, (Delegate)TakeAsync);
        return app;
    }

    /// <summary>A peer that opens connection after connection must not take the others' places; once it is known, it has few of its own.</summary>
    private void Limit(ListenOptions listen) => listen.Use(next => async connection =>
    {
        if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not { } certificate || PeerOf(certificate) is not { } peer)
            return;
        try
        {
            if (_connections.AddOrUpdate(peer, 1, (_, count) => count + 1) <= ConnectionsPerPeer)
                await next(connection);
        }
        finally
        {
            _connections.AddOrUpdate(peer, 0, (_, count) => count - 1);
        }
    });

    private PartyId? PeerOf(X509Certificate2 certificate)
    {
        var pin = TlsIdentity.PinOf(certificate);
        return loop.View.Cards.Values.FirstOrDefault(c => c.Current.Tls == pin && c.Current.Party != self)?.Current.Party;
    }

    /// <summary>1. who; 2. not too much at once; 3. read; 4. open it: for us and from them; 5. to the engine; 6. answer what is durable.</summary>
    private async Task<IResult> TakeAsync(HttpContext context)
    {
        // 1.
        if (context.Connection.ClientCertificate is not { } certificate || PeerOf(certificate) is not { } peer)
            return Refuse(StatusCodes.Status403Forbidden, "BND-010: this node has no card with that key");

        // 2. A peer that floods is turned away by itself; the others keep their turn.
        if (_inWork.AddOrUpdate(peer, 1, (_, count) => count + 1) > configuration.BundlesPerPeer)
        {
            _inWork.AddOrUpdate(peer, 0, (_, count) => count - 1);
            return Refuse(StatusCodes.Status429TooManyRequests, $"BND-011: {configuration.BundlesPerPeer} bundles of {peer} are in work; try again");
        }

        try
        {
            // 3.
            using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 4096, SealedBundle.MaxBytes));
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);

            // 4.
            if (!envelopes.Open(body.GetBuffer().AsMemory(0, (int)body.Length)).Try(out var incoming, out var fault))
                return Refuse(StatusCodes.Status400BadRequest, fault.ToString());
            using (incoming)
            {
                var bundle = incoming.Bundle;
                if (bundle.From != peer)
                    return Refuse(StatusCodes.Status403Forbidden, $"BND-012: the bundle is from {bundle.From}, the connection is {peer}'s");

                // 5.
                var fates = await attachments.TakeAsync(bundle, HttpsBearer.BearerName, context.RequestAborted);

                // 6.
                return Results.Bytes(Envelopes.Seal(new BundleAnswer(bundle.Id, fates), incoming.Answer));
            }
        }
        catch (NotStoredException)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "BND-013: this node cannot store at the moment; nothing was taken");
        }
        finally
        {
            _inWork.AddOrUpdate(peer, 0, (_, count) => count - 1);
        }
    }

    private static IResult Refuse(int status, string text) => Results.Text(text + "\n", statusCode: status);
}
