using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tiles;

/// <summary>Where tiles come from: a store, a mirror, a peer. Its answers are not trusted; the root of a checkpoint decides.</summary>
public interface ITileReader
{
    /// <summary>
    /// Fills <paramref name="hashes"/>, <see cref="TileAddress.Width"/> of them, with the beginning of the tile; a wider
    /// tile at the same level and index serves. <c>false</c> where it is missing or torn.
    /// </summary>
    bool TryRead(TileAddress tile, Span<TreeHash> hashes);
}
