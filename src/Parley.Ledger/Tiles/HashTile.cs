using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tiles;

/// <summary>A tile of the Merkle tree: up to 256 hashes of one level, side by side (C2SP tlog-tiles).</summary>
public sealed class HashTile
{
    /// <summary>Bytes in a full tile.</summary>
    public const int FullSize = TileAddress.FullWidth * TreeHash.Size;

    private readonly TreeHash[] _hashes;

    internal HashTile(TileAddress address, TreeHash[] hashes) => (Address, _hashes) = (address, hashes);

    /// <summary>The tile's place and width.</summary>
    public TileAddress Address { get; }

    /// <summary>The hashes, as many as the width.</summary>
    public ReadOnlySpan<TreeHash> Hashes => _hashes;

    /// <summary>Reads a tile's bytes; <c>false</c> where their number is not the one that the address asks for (a torn tile).</summary>
    public static bool TryParse(TileAddress address, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HashTile? tile)
    {
        // LED-010
        tile = bytes.Length == address.Width * TreeHash.Size
            ? new(address, MemoryMarshal.Cast<byte, TreeHash>(bytes).ToArray())
            : null;
        return tile is not null;
    }

    /// <summary>The hash of a full tile, which the level above holds; throws <see cref="InvalidOperationException"/> for a partial one.</summary>
    public TreeHash Root()
    {
        // LED-012: a partial tile has no place in the level above.
        if (!Address.IsFull)
            throw new InvalidOperationException("A partial tile has no root.");

        return RootOf(_hashes);
    }

    /// <summary>The tile's bytes.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(_hashes.AsSpan()).ToArray();

    /// <summary>A tile from wherever tiles come from. <c>false</c> where it is missing or torn.</summary>
    public static bool TryRead(ITileReader tiles, TileAddress address, [NotNullWhen(true)] out HashTile? tile)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var hashes = new TreeHash[address.Width];
        tile = tiles.TryRead(address, hashes) ? new(address, hashes) : null;
        return tile is not null;
    }

    /// <summary>The root of a perfect subtree over a power of two of hashes.</summary>
    internal static TreeHash RootOf(ReadOnlySpan<TreeHash> row)
    {
        if (!BitOperations.IsPow2(row.Length))
            throw new ArgumentException("Wants a power of two of hashes.", nameof(row));

        if (row.Length == 1)
            return row[0];

        var count = row.Length / 2;
        var rented = ArrayPool<TreeHash>.Shared.Rent(count);
        var level = rented.AsSpan(0, count);
        for (var at = 0; at < count; at++)
            level[at] = TreeHash.Join(row[2 * at], row[(2 * at) + 1]);

        while (count > 1)
        {
            count /= 2;
            for (var at = 0; at < count; at++)
                level[at] = TreeHash.Join(level[2 * at], level[(2 * at) + 1]);
        }

        var root = level[0];
        ArrayPool<TreeHash>.Shared.Return(rented);
        return root;
    }
}
