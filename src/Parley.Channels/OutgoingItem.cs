using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>An item on its way out: a record named by its id, or an item with its bytes.</summary>
public sealed record OutgoingItem(Digest? Record, BundleItem? Item);
