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
    // A relay holds the question for 25 s where nothing is there; one that does not, or brings the same again, is not asked without end.
    private static readonly TimeSpan NothingNew = TimeSpan.FromSeconds(1);

    /// <summary>The relays, and how each does.</summary>
    public IReadOnlyList<Collection> Collections { get; } = [.. relays.Select(r => new Collection(RelayBearer.BearerName, r))];

    /// <summary>Fetches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(Collections.SelectMany(c => keys.All.Select(k => FetchAsync(c, k.Key, k.Private, cancel))));

    /// <summary>1. a token; 2. the next bundle; 3. take it in; 4. wait. Whatever a relay answers, it is asked again, and never without a pause where it brings nothing new.</summary>
    private async Task FetchAsync(Collection collection, SealKey key, SecretBytes privateKey, CancellationToken cancel)
    {
        string? token = null;
        long? done = null;
        var proven = false;
        while (!cancel.IsCancellationRequested)
        {
            var pause = TimeSpan.Zero;
            try
            {
                // 1.
                token ??= await bearer.AuthenticateAsync(collection.Address, key, privateKey, cancel);

                // 2.
                var next = await bearer.NextAsync(collection.Address, key.Mailbox, token, done, cancel);
                (done, proven) = (null, true);
                collection.Succeeded(clock.GetUtcNow());

                // 3. Once this returns it is durable here, or will never be taken: either way the relay may drop it.
                if (next is not { } brought)
                {
                    pause = NothingNew;
                }
                else
                {
                    if ((await intake.TakeAsync(brought.Bytes, RelayBearer.BearerName, cancel)).Fault?.Rule == "BND-020")
                        pause = NothingNew;
                    done = brought.Sequence;
                }
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized && proven)
            {
                // It is used up.
                (token, proven) = (null, false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                token = e is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized } ? null : token;
                var reason = e.InnerException?.Message ?? e.Message;
                if (e is not (HttpRequestException or IOException or TaskCanceledException or NotStoredException))
                {
                    LogMustNot(collection.Address.Authority, e.GetType().Name, e.StackTrace ?? "");
                    reason = $"it failed in a way it must not ({e.GetType().Name}); the log says where";
                }

                LogFailed(collection.Address.Authority, reason);
                collection.Failed(reason, clock.GetUtcNow());
                pause = collection.Pause;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or NotStoredException)
            {
                // The node is shutting down, and what was under way ended as it could.
                return;
            }

            // 4.
            await Task.Delay(pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Nothing could be fetched from the relay at {Relay}: {Reason}")]
    private partial void LogFailed(string relay, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Fetching from the relay at {Relay} failed in a way it must not: {Kind}. {Place}")]
    private partial void LogMustNot(string relay, string kind, string place);
}
