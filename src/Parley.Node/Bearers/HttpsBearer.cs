using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels.Wire;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Bearers;

/// <summary>
/// The sending side of the HTTPS bearer: TLS 1.3 to the address on the peer's card, each side pinned to the key on the
/// other's card. No public authority and no name service is asked.
/// </summary>
public sealed class HttpsBearer(X509Certificate2 own, TimeSpan timeout) : IBearer, IDisposable
{
    /// <summary>The bearer's name in ledgers and reports.</summary>
    public const string BearerName = "https";

    /// <summary>Where bundles are taken.</summary>
    public const string Path = "/parley/v1/bundle";

    private const int MaxAnswerBytes = 1024 * 1024;

    // A flash has a connection of its own, and so have chunks: nothing queues behind what was given to another for something less urgent.
    private readonly ConcurrentDictionary<(PartyId, Digest Pin, bool Flash, bool Bulk), HttpClient> _clients = new();

    /// <inheritdoc/>
    public string Name => BearerName;

    /// <inheritdoc/>
    public bool BringsAnswers => true;

    /// <inheritdoc/>
    public async Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(bundle);
        var client = _clients.GetOrAdd((to.Party, to.Tls, precedence == Precedence.Flash, bundle.Bundle.IsBulk), key => CreateClient(key.Pin));
        try
        {
            using var content = new ReadOnlyMemoryContent(bundle.Sealed);
            using var response = await client.PostAsync(new Uri(address, Path), content, cancel);
            if (response.StatusCode != HttpStatusCode.OK)
                return new Carried.Failed($"it answered with HTTP {(int)response.StatusCode}, {Plain(await response.Content.ReadAsByteArrayAsync(cancel))}");
            return bundle.Answer.Open(await response.Content.ReadAsByteArrayAsync(cancel)) is { } answer
                && answer.Bundle == bundle.Bundle.Id && answer.Items.Count == bundle.Bundle.Items.Count
                ? new Carried.Answered(answer.Items)
                : new Carried.Failed("BND-019: its answer does not open, or is to another bundle");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return new Carried.Failed(e is TaskCanceledException ? $"it did not answer within {timeout.TotalSeconds:0} s" : e.InnerException?.Message ?? e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    /// <summary>The beginning of what another program answered, fit to be shown. Of its bytes: a character set that it makes up is none to decode by.</summary>
    internal static string Plain(byte[] text) => new([.. text.Take(200).Select(b => b is >= (byte)' ' and <= (byte)'~' ? (char)b : ' ')]);

    /// <summary>Connections to a pinned peer or relay, straight to its address.</summary>
    internal static SocketsHttpHandler Handler(SslClientAuthenticationOptions tls, TimeSpan timeout) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // Two round trips of a satellite hop or two, and a packet that was lost in each.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // On a line that loses much, TCP waits twice as long after each loss, for minutes in the end; and a device on the way may have forgotten the
        // connection. One that carries nothing back gives way to a new one, but no sooner than a bundle that a slow line is still carrying is given up.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = timeout,
        SslOptions = tls,
    };

    private HttpClient CreateClient(Digest pin) => new(Handler(new SslClientAuthenticationOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificates = [own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => own,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 peer && TlsIdentity.PinOf(peer) == pin,
    }, timeout))
    {
        Timeout = timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
