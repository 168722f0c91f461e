using System.Collections.Concurrent;
using Parley.Channels;
using Parley.Channels.Silences;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Node.Lines;

/// <summary>How a bearer does with each peer, measured by what it was given to carry.</summary>
public sealed class CarryHealth(string bearer, TimeProvider clock, Func<PartyId, Bundle, CancellationToken, Task<IReadOnlyList<ItemAnswer>?>> carry)
{
    private readonly ConcurrentDictionary<PartyId, BearerHealth> _peers = new();

    /// <summary>Carries a bundle, and notes what came of it.</summary>
    public async Task<IReadOnlyList<ItemAnswer>?> CarryAsync(PartyId to, Bundle bundle, CancellationToken cancel)
    {
        var answers = await carry(to, bundle, cancel);
        if (!cancel.IsCancellationRequested)
            _peers.AddOrUpdate(to, p => Next(new BearerHealth(bearer, null, null, 0, null), answers is not null), (_, known) => Next(known, answers is not null));
        return answers;
    }

    /// <summary>How it does with a peer.</summary>
    public IReadOnlyList<BearerHealth> To(PartyId peer) => [_peers.GetValueOrDefault(peer) ?? new BearerHealth(bearer, null, null, 0, null)];

    private BearerHealth Next(BearerHealth known, bool worked) => worked
        ? known with { WorkedAt = clock.GetUtcNow(), Failures = 0 }
        : known with { FailedAt = clock.GetUtcNow(), Failures = known.Failures + 1, Fault = "it could not be handed over; the log says why" };
}
