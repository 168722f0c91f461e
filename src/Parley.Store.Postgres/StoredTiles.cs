using Npgsql;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Store.Postgres;

/// <summary>A ledger's tiles as they are stored: a full one from its own row, the partial ones at the edge from what stands there. For checks; a node works with <see cref="TileRows"/>.</summary>
internal sealed class StoredTiles(Func<string, object?[], NpgsqlDataReader> query, long channel, long incarnation) : ITileReader
{
    private readonly TileRows _edge = new(query, channel, incarnation);

    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        if (tile.Width < TileAddress.FullWidth)
            return _edge.TryRead(tile, hashes);
        using var reader = query("SELECT hashes, root FROM tile WHERE channel = $1 AND ledger = $2 AND level = $3 AND idx = $4", [channel, incarnation, tile.Level, tile.Index]);
        if (!reader.Read() || !HashTile.TryParse(tile, reader.Bytes(0), out var stored) || !stored.Root().AsSpan().SequenceEqual(reader.Bytes(1)))
            return false;
        stored.Hashes.CopyTo(hashes);
        return true;
    }
}
