using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Node.Relay;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Bearers;

/// <summary>
/// Leaves bundles at the relay that a peer's card names, and fetches this node's own. TLS 1.3, the relay's key pinned by the address; this
/// side shows no certificate and tells no name.
/// </summary>
public sealed class RelayBearer(ICryptoProvider crypto, TimeSpan timeout) : IBearer, IDisposable
{
    /// <summary>The bearer's name in ledgers and reports.</summary>
    public const string BearerName = "relay";

    private readonly ConcurrentDictionary<(Digest Pin, bool Flash, bool Bulk), HttpClient> _clients = new();

    /// <inheritdoc/>
    public string Name => BearerName;

    /// <inheritdoc/>
    public bool BringsAnswers => false;

    /// <inheritdoc/>
    public async Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(bundle);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            using var content = new ReadOnlyMemoryContent(bundle.Sealed);
            using var response = await ClientOf(address, precedence == Precedence.Flash, bundle.Bundle.IsBulk).PostAsync(At(address, RelayServer.LeavePath), content, limit.Token);
            return response.IsSuccessStatusCode ? new Carried.HandedOver() : new Carried.Failed(await FaultOfAsync(response, limit.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return new Carried.Failed(e is TaskCanceledException ? $"it did not answer within {timeout.TotalSeconds:0} s" : e.InnerException?.Message ?? e.Message);
        }
    }

    /// <summary>Shows the relay that this node owns a mailbox.</summary>
    /// <exception cref="HttpRequestException">The relay refused, or what it sealed is no token.</exception>
    public async Task<string> AuthenticateAsync(Uri address, SealKey key, SecretBytes privateKey, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(privateKey);
        using var content = new ByteArrayContent(key.Bytes.ToArray());
        using var response = await ClientOf(address, flash: false).PostAsync(At(address, RelayServer.TokenPath), content, cancel);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(await FaultOfAsync(response, cancel));
        return MailboxProof.Open(await response.Content.ReadAsByteArrayAsync(cancel), privateKey.Span, PinOf(address), crypto) is { } token
            ? Convert.ToBase64String(token)
            : throw new HttpRequestException("BND-033: what the relay sealed is no token for this mailbox and this relay");
    }

    /// <summary>The next bundle in a mailbox, waited for; nothing where none came. What is <paramref name="done"/> with is dropped there.</summary>
    /// <exception cref="HttpRequestException">The relay could not be reached, or refused; 401: the token is used up.</exception>
    public async Task<(long Sequence, byte[] Bytes)?> NextAsync(Uri address, MailboxId mailbox, string token, long? done, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(address, $"{RelayServer.LeavePath}/{mailbox}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (done is { } sequence)
            request.Headers.Add(RelayServer.SequenceHeader, sequence.ToString(CultureInfo.InvariantCulture));
        using var response = await ClientOf(address, flash: false).SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return null;
        if (response.StatusCode != HttpStatusCode.OK
            || !response.Headers.TryGetValues(RelayServer.SequenceHeader, out var values)
            || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var next))
        {
            throw new HttpRequestException(await FaultOfAsync(response, cancel), null, response.StatusCode);
        }

        return (next, await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private static async Task<string> FaultOfAsync(HttpResponseMessage response, CancellationToken cancel) =>
        $"it answered with HTTP {(int)response.StatusCode} {HttpsBearer.Plain(await response.Content.ReadAsByteArrayAsync(cancel))}".TrimEnd();

    private static Digest PinOf(Uri address) => Digest.TryParse(address.Fragment.AsSpan().TrimStart('#'), out var pin) ? pin : default;

    private static Uri At(Uri address, string path) => new($"https://{address.Authority}{path}");

    private HttpClient ClientOf(Uri address, bool flash, bool bulk = false) => _clients.GetOrAdd((PinOf(address), flash, bulk), key =>
    {
        var handler = HttpsBearer.Handler(new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 relay && TlsIdentity.PinOf(relay) == key.Pin,
        }, timeout);
        // A fetch that waits is no reason for a bundle to wait.
        handler.EnableMultipleHttp2Connections = true;
        return new HttpClient(handler)
        {
            Timeout = timeout + TimeSpan.FromSeconds(25),
            MaxResponseContentBufferSize = SealedBundle.MaxBytes + 1,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    });
}
