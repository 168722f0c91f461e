using Parley.Channels.Storage;
using Parley.Ledger;
using Parley.Ledger.Merkle;
using Parley.Records;

namespace Parley.Node.Ledgers;

/// <summary>What a node shows of its own ledgers.</summary>
public static class LedgerView
{
    /// <summary>The ledger of a channel in an incarnation of this node.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static LedgerState Head(IArchive archive, ChannelId channel, long incarnation)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var size = archive.Ledgers(channel).FirstOrDefault(l => l.Incarnation == incarnation)?.Size ?? TreeSize.Zero;
        return archive.WithTiles(channel, incarnation, tiles => LedgerState.TryRestore(size, tiles, out var read, out _) ? read : throw new InvalidDataException("A tile is missing."));
    }
}
