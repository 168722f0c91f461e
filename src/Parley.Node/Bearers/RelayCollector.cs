using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records.Cards;

namespace Parley.Node.Bearers;

/// <summary>Fetches what waits for this node at the relays on its own card, in the mailboxes of its present seal key and of earlier ones.</summary>
public sealed partial class RelayCollector(IReadOnlyList<Uri> relays, SealKeys keys, RelayBearer bearer, Intake intake, TimeProvider clock, ILogger<RelayCollector> log)
{
    /// <summary>The relays, and how each does.</summary>
    public IReadOnlyList<Collection> Collections { get; } = [.. relays.Select(r => new Collection(RelayBearer.BearerName, r))];

    /// <summary>Fetches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(Collections.SelectMany(c => keys.All.Select(k => FetchAsync(c, k.Key, k.Private, cancel))));

    private async Task FetchAsync(Collection collection, SealKey key, SecretBytes privateKey, CancellationToken cancel)
    {
        string? token = null;
        long? done = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                token ??= await bearer.AuthenticateAsync(collection.Address, key, privateKey, cancel);
                var next = await bearer.NextAsync(collection.Address, key.Mailbox, token, done, cancel);
                done = null;
                collection.Succeeded(clock.GetUtcNow());
                if (next is not { } brought)
                    continue;
                // Once this returns it is durable here, or will never be taken: either way the relay may drop it.
                await intake.TakeAsync(brought.Bytes, RelayBearer.BearerName, cancel);
                done = brought.Sequence;
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
            {
                token = null;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && e is HttpRequestException or IOException or TaskCanceledException or NotStoredException)
            {
                var reason = e.InnerException?.Message ?? e.Message;
                LogFailed(collection.Address.Authority, reason);
                collection.Failed(reason, clock.GetUtcNow());
            }
            catch (Exception e) when (cancel.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException or NotStoredException)
            {
                // The node is shutting down, and what was under way ended as it could.
                return;
            }

            await Task.Delay(collection.Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Nothing could be fetched from the relay at {Relay}: {Reason}")]
    private partial void LogFailed(string relay, string reason);
}
