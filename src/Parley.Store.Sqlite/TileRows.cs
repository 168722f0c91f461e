using Microsoft.Data.Sqlite;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Store.Sqlite;

/// <summary>A channel's tiles. Full ones are stored; the partial ones at the edge are the leaves, or roots, that stand there.</summary>
internal sealed class TileRows(Func<string, object?[], SqliteDataReader> query, long channel) : ITileReader
{
    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        var first = tile.Index * TileAddress.FullWidth;
        using var reader = tile.Level == 0
            ? query("SELECT hash FROM leaf WHERE channel = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx", [channel, first, first + tile.Width])
            : query("SELECT root FROM tile WHERE channel = ?1 AND level = ?4 AND idx >= ?2 AND idx < ?3 ORDER BY idx", [channel, first, first + tile.Width, tile.Level - 1]);
        var count = 0;
        while (count < tile.Width && reader.Read())
            hashes[count++] = new TreeHash(reader.Bytes(0));
        return count == tile.Width;
    }
}
