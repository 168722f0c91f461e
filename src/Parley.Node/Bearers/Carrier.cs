using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Node.Loop;
using Parley.Node.Telemetry;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>
/// Carries bundles over the addresses on their recipients' cards: a flash over all at once, anything else over the best that works,
/// and over the next one where that does not answer in time. It measures each, and probes those that failed.
/// </summary>
public sealed partial class Carrier(NodeLoop loop, Envelopes envelopes, PartyId self, IReadOnlyDictionary<string, IBearer> bearers, TimeProvider clock, ILogger<Carrier> log)
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(PartyId, Uri), Route> _routes = new();
    private readonly ConcurrentDictionary<PartyId, int> _onTheirWay = new();

    /// <summary>The routes to a peer that this node can use, in the order of its card.</summary>
    public IReadOnlyList<Route> RoutesTo(PartyId peer) => loop.View.Cards.TryGetValue(peer, out var cards)
        ? [.. cards.Current.Bearers.Where(a => bearers.ContainsKey(a.Scheme)).Select(a => _routes.GetOrAdd((peer, a), key => new Route(key.Item1, key.Item2, bearers[key.Item2.Scheme])))]
        : [];

    /// <summary>Bytes that a bundle to a peer may have at present.</summary>
    public int RoomFor(PartyId peer, Func<IBearer, bool>? over = null) => InOrder(peer, over).FirstOrDefault()?.Room ?? SealedBundle.MinBytes;

    /// <summary>Whether a bundle with anything but chunks is on its way to a peer.</summary>
    public bool IsBusy(PartyId peer) => _onTheirWay.GetValueOrDefault(peer) > 0;

    /// <summary>
    /// 1. seal; 2. start: all at once, or the best; 3. the next one, where one fails or does not answer in time; 4. say what came
    /// of it: handed over, then answered, or failed. Whatever happens, exactly one of them is said first. It goes over the bearers that
    /// <paramref name="over"/> allows.
    /// </summary>
    public async Task CarryAsync(Bundle bundle, Precedence precedence, Func<Input, Task> report, CancellationToken cancel, Func<IBearer, bool>? over = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(report);
        var (said, to) = (false, bundle.To);
        var counted = bundle.IsBulk ? 0 : 1;
        _onTheirWay.AddOrUpdate(to, counted, (_, count) => count + counted);
        try
        {
            // 1.
            if (!envelopes.Seal(bundle).Try(out var outgoing, out var fault))
            {
                LogNotSealed(to.Value, fault.ToString());
                return;
            }

            using var seal = outgoing.Answer;
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var routes = new Queue<Route>(InOrder(to, over));
            if (routes.Count == 0)
                LogNoRoute(to.Value);
            var pending = new List<Task<Carried>>();
            var patience = Task.CompletedTask;
            var (handed, answered) = (false, false);
            while (true)
            {
                // 2, 3.
                while (routes.Count > 0 && !handed && !answered && (precedence == Precedence.Flash || pending.Count == 0 || patience.IsCompleted))
                {
                    pending.Add(TryAsync(routes.Dequeue(), outgoing, precedence, enough.Token));
                    patience = Task.Delay(Patience(precedence), clock, enough.Token);
                }

                if (pending.Count == 0)
                    break;
                var done = await Task.WhenAny(routes.Count > 0 && !handed && !answered ? [.. pending, patience] : pending.Cast<Task>());
                if (done is not Task<Carried> carried)
                    continue;
                pending.Remove(carried);

                // 4.
                switch (await carried)
                {
                    case Carried.Answered answer when !answered:
                        said = answered = true;
                        await report(new Input.SendAnswered(bundle.Id, to, answer.Answers));
                        // A flash goes on over all of them: the peer's answer does not bring it to whoever reads its mail.
                        if (precedence != Precedence.Flash)
                            await enough.CancelAsync();
                        break;
                    case Carried.HandedOver when !handed && !answered:
                        said = handed = true;
                        await report(new Input.SendHandedOver(bundle.Id, to, bundle.Items.Count));
                        break;
                }
            }
        }
        finally
        {
            _onTheirWay.AddOrUpdate(to, 0, (_, count) => count - counted);
            if (!said)
                await report(new Input.SendFailed(bundle.Id, to));
        }
    }

    /// <summary>Asks those that failed, and bring answers, whether they are there again; until cancelled.</summary>
    public async Task ProbeAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(ProbeEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                await Task.WhenAll(loop.View.Cards.Keys.Where(p => p != self).SelectMany(RoutesTo).Where(r => r.Bearer.BringsAnswers && (r.Health.LastSuccess is null || r.Health.Failures > 0)).Select(Probe));
        }
        catch (OperationCanceledException)
        {
            // The node is shutting down.
        }

        async Task Probe(Route route)
        {
            var ask = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), self, route.Peer, clock.GetUtcNow(), []);
            if (envelopes.Seal(ask).Try(out var outgoing, out _))
            {
                using (outgoing.Answer)
                    await TryAsync(route, outgoing, Precedence.Routine, cancel);
            }
        }
    }

    // Immediate reaches the next bearer well within the five seconds that it is allowed.
    private static TimeSpan Patience(Precedence precedence) => TimeSpan.FromSeconds(precedence switch
    {
        Precedence.Flash => 0,
        Precedence.Immediate => 2,
        Precedence.Priority => 5,
        _ => 15,
    });

    private IEnumerable<Route> InOrder(PartyId peer, Func<IBearer, bool>? over)
    {
        var now = clock.GetUtcNow();
        return RoutesTo(peer).Where(r => over is null || over(r.Bearer)).OrderByDescending(r => r.IsHealthy(now));
    }

    private async Task<Carried> TryAsync(Route route, OutgoingBundle outgoing, Precedence precedence, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        using var span = Measures.Spans.StartActivity("carry");
        span?.SetTag("bearer", route.Bearer.Name);
        Carried outcome;
        try
        {
            outcome = await Task.Run(() => route.Bearer.CarryAsync(loop.View.Cards[route.Peer].Current, route.Address, outgoing, precedence, cancel), cancel);
        }
        catch (OperationCanceledException)
        {
            // Another was faster, or the node is shutting down: that says nothing of this one.
            return new Carried.Failed("stopped");
        }
        catch (Exception e)
        {
            // A bearer must not throw. If it does, whatever a peer did to it, the queue to that peer must not wait for ever.
            LogBearerFailed(route.Bearer.Name, route.Peer.Value, e.GetType().Name, e.StackTrace ?? "");
            outcome = new Carried.Failed($"it failed in a way it must not ({e.GetType().Name}); the log says where");
        }

        Measures.Bundle(route.Bearer.Name, outcome is Carried.Failed ? "failed" : "carried");
        if (outcome is Carried.Failed failed)
            LogFailed(route.Bearer.Name, route.Peer.Value, route.Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped), failed.Reason);
        if (route.Note(outcome, outgoing.Sealed.Length, clock.GetElapsedTime(began), clock.GetUtcNow()) && route.Bearer.BringsAnswers)
            await loop.PostAsync(new Input.Reached(route.Peer), cancel);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing can be sent to {Peer}: {Reason}")]
    private partial void LogNotSealed(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No address on {Peer}'s card is one that this node can use.")]
    private partial void LogNoRoute(string peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bearer} to {Peer} at {Address}: {Reason}")]
    private partial void LogFailed(string bearer, string peer, string address, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bearer} to {Peer} failed in a way it must not: {Kind}. {Place}")]
    private partial void LogBearerFailed(string bearer, string peer, string kind, string place);
}
