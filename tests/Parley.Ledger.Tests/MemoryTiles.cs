using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests;

/// <summary>What the SQLite store does, in memory: a row per leaf, full tiles with their roots, partial tiles derived.</summary>
internal sealed class MemoryTiles : ITileReader
{
    private readonly List<LeafHash> _leaves = [];
    private readonly Dictionary<(int Level, long Index), HashTile> _full = [];

    public LedgerState State { get; private set; } = LedgerState.Empty;

    public IReadOnlyDictionary<(int Level, long Index), HashTile> Full => _full;

    public List<TileAddress> Reads { get; } = [];

    public static MemoryTiles Of(int count, int batch = 64)
    {
        var tiles = new MemoryTiles();
        var numbers = ReferenceNumbers(count);
        for (var at = 0; at < count; at += batch)
            tiles.Append(numbers.AsSpan(at, Math.Min(batch, count - at)));
        return tiles;
    }

    public static LeafHash[] ReferenceNumbers(int count) =>
        [.. Enumerable.Range(0, count).Select(n => LeafHash.Of(BitConverter.GetBytes(n)))];

    public void Append(params ReadOnlySpan<LeafHash> leaves)
    {
        var appended = State.Append(leaves);
        _leaves.AddRange(leaves);
        foreach (var tile in appended.FullTiles)
            _full.Add((tile.Address.Level, tile.Address.Index), tile);
        State = appended.State;
    }

    public void Remove(int level, long index) => _full.Remove((level, index));

    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        Reads.Add(tile);
        if (_full.TryGetValue((tile.Level, tile.Index), out var full))
        {
            full.Hashes[..tile.Width].CopyTo(hashes);
            return true;
        }

        for (var at = 0; at < tile.Width; at++)
        {
            var index = (tile.Index * TileAddress.FullWidth) + at;
            if (tile.Level == 0 && index < _leaves.Count)
                hashes[at] = _leaves[(int)index].ToTreeHash();
            else if (tile.Level > 0 && _full.TryGetValue((tile.Level - 1, index), out var below))
                hashes[at] = below.Root();
            else
                return false;
        }

        return true;
    }
}
