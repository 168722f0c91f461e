using Parley.Channels;
using Parley.Channels.Policies;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Node.Loop;

/// <summary>What other threads may see of the engine at one moment. Immutable.</summary>
public sealed record NodeView(
    IReadOnlyDictionary<PartyId, CardHistory> Cards,
    IReadOnlyDictionary<ChannelId, ChannelPolicy> Channels,
    IReadOnlyDictionary<ChannelId, Standing> Standings,
    IReadOnlyDictionary<ChannelId, SealingView> Sealing,
    IReadOnlyDictionary<ChannelId, PolicyChain> Policies,
    IReadOnlyDictionary<ChannelId, SignedNote> Proposed,
    IReadOnlyList<PolicyChain> Changes,
    int Undelivered)
{
    internal static NodeView Of(Engine engine) => new(
        engine.Cards.ToDictionary(),
        engine.Channels.ToDictionary(c => c.Key, c => c.Value.Policy),
        engine.Channels.ToDictionary(c => c.Key, c => c.Value.Standing),
        engine.Channels.ToDictionary(c => c.Key, c => new SealingView(c.Value.GroupView, c.Value.TakenSealed, c.Value.TakenPlain)),
        engine.Channels.ToDictionary(c => c.Key, c => c.Value.Policies),
        engine.Proposed.ToDictionary(),
        [.. engine.Changes.Values],
        engine.Undelivered);
}
