using Npgsql;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Store.Postgres;

/// <summary>The tiles of one ledger of a channel. Full ones are stored; the partial ones at the edge are the leaves, or roots, that stand there.</summary>
internal sealed class TileRows(Func<string, object?[], NpgsqlDataReader> query, long channel, long incarnation) : ITileReader
{
    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        var first = tile.Index * TileAddress.FullWidth;
        using var reader = tile.Level == 0
            ? query("SELECT hash FROM leaf WHERE channel = $1 AND ledger = $4 AND idx >= $2 AND idx < $3 ORDER BY idx", [channel, first, first + tile.Width, incarnation])
            : query("SELECT root FROM tile WHERE channel = $1 AND ledger = $4 AND level = $5 AND idx >= $2 AND idx < $3 ORDER BY idx", [channel, first, first + tile.Width, incarnation, tile.Level - 1]);
        var count = 0;
        while (count < tile.Width && reader.Read())
            hashes[count++] = new TreeHash(reader.Bytes(0));
        return count == tile.Width;
    }
}
