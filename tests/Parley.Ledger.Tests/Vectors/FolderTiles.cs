using System.Runtime.InteropServices;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>Tiles as the static files of a log.</summary>
internal sealed class FolderTiles(string folder) : ITileReader
{
    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        var full = Path.Combine(folder, new TileAddress(tile.Level, tile.Index, TileAddress.FullWidth).ToString());
        var path = File.Exists(full) ? full : Path.Combine(folder, tile.ToString());
        if (!File.Exists(path))
            return false;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < tile.Width * TreeHash.Size)
            return false;
        bytes.AsSpan(0, tile.Width * TreeHash.Size).CopyTo(MemoryMarshal.AsBytes(hashes));
        return true;
    }
}
