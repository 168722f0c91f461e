using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>
/// The sending side of the HTTPS bearer: TLS 1.3 to the address on the peer's card, each side pinned to the key on the
/// other's card. No public authority and no name service is asked.
/// </summary>
public sealed partial class HttpsSender(NodeLoop loop, Envelopes envelopes, X509Certificate2 own, TimeSpan timeout, ILogger<HttpsSender> log) : IDisposable
{
    /// <summary>The bearer's name in ledgers and reports.</summary>
    public const string Bearer = "https";

    /// <summary>Where bundles are taken.</summary>
    public const string Path = "/parley/v1/bundle";

    private const int MaxAnswerBytes = 1024 * 1024;
    private readonly ConcurrentDictionary<(PartyId, Digest), HttpClient> _clients = new();

    /// <summary>Hands a bundle to a peer. Nothing means that it could not be handed over; it never throws.</summary>
    public async Task<IReadOnlyList<ItemAnswer>?> SendAsync(PartyId to, Bundle bundle, CancellationToken cancel)
    {
        if (!loop.View.Cards.TryGetValue(to, out var cards))
            return null;
        if (!envelopes.Seal(bundle).Try(out var sealedBundle, out var unsealed))
        {
            LogNotSealed(to.Value, unsealed.ToString());
            return null;
        }

        using var seal = sealedBundle.Answer;
        var pin = cards.Current.Tls;
        var client = _clients.GetOrAdd((to, pin), key => CreateClient(key.Item2));
        foreach (var address in cards.Current.Bearers)
        {
            try
            {
                using var content = new ReadOnlyMemoryContent(sealedBundle.Sealed);
                using var response = await client.PostAsync(new Uri(address, Path), content, cancel);
                if (response.StatusCode == HttpStatusCode.OK && seal.Open(await response.Content.ReadAsByteArrayAsync(cancel)) is { } answer
                    && answer.Bundle == bundle.Id && answer.Items.Count == bundle.Items.Count)
                {
                    return answer.Items;
                }

                LogRefused(to.Value, address.Authority, (int)response.StatusCode);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                LogFailed(to.Value, address.Authority, e.InnerException?.Message ?? e.Message);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private HttpClient CreateClient(Digest pin) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificates = [own],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => own,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is X509Certificate2 peer && TlsIdentity.PinOf(peer) == pin,
        },
    })
    {
        Timeout = timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} at {Address} could not be reached: {Reason}")]
    private partial void LogFailed(string peer, string address, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing can be sent to {Peer}: {Reason}")]
    private partial void LogNotSealed(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} at {Address} did not take a bundle: HTTP {Status}")]
    private partial void LogRefused(string peer, string address, int status);
}
