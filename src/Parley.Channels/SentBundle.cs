using Parley.Channels.Wire;

namespace Parley.Channels;

/// <summary>A bundle that has gone out, with what it carries item by item.</summary>
internal sealed record SentBundle(BundleId Id, OutboxEntry[] Entries, OutgoingItem[] Items);
