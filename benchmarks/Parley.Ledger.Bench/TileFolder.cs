using System.Runtime.InteropServices;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Bench;

/// <summary>A ledger as static files, as 'parley ledger mirror' writes them; grown and read a bundle at a time.</summary>
internal sealed class TileFolder(string folder) : ITileReader
{
    public LedgerState State { get; private set; } = LedgerState.Empty;

    /// <summary>Appends entries of 32 bytes, each a function of its index, and writes what is full and what is at the edge.</summary>
    public void Grow(long leaves, Action<long> progress)
    {
        var batch = new LeafHash[TileAddress.FullWidth];
        var commitments = new EntryCommitment[TileAddress.FullWidth];
        for (var done = State.Size.Value; done < leaves; done = State.Size.Value)
        {
            // A bundle that a smaller ledger left partial is written again with what is new.
            var first = done - (done % batch.Length);
            var width = (int)Math.Min(batch.Length, leaves - first);
            for (var i = 0; i < width; i++)
            {
                commitments[i] = Entry(first + i);
                batch[i] = commitments[i].Leaf;
            }

            var appended = State.Append(batch.AsSpan((int)(done - first), width - (int)(done - first)));
            State = appended.State;
            Write(TilePath.FormatEntries(TileAddress.Of(State.Size, 0, first / TileAddress.FullWidth)), EntryBundle.Of(commitments.AsSpan(0, width)).ToBytes());
            foreach (var tile in appended.FullTiles)
                Write(TilePath.Format(tile.Address), tile.ToBytes());
            progress(State.Size.Value);
        }

        foreach (var tile in State.PartialTiles())
            Write(TilePath.Format(tile.Address), tile.ToBytes());
    }

    public IEnumerable<LeafHash[]> Bundles()
    {
        var bytes = new byte[TileAddress.FullWidth * (sizeof(ushort) + EntryCommitment.Size)];
        for (var at = 0L; at < State.Size.Value; at += TileAddress.FullWidth)
        {
            var tile = TileAddress.Of(State.Size, 0, at / TileAddress.FullWidth);
            using var file = File.OpenHandle(Path.Combine(folder, TilePath.FormatEntries(tile)));
            yield return EntryBundle.Parse(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)), tile.Width).OrThrow().Leaves();
        }
    }

    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        var full = Path.Combine(folder, TilePath.Format(new TileAddress(tile.Level, tile.Index, TileAddress.FullWidth)));
        var path = tile.IsFull || File.Exists(full) ? full : Path.Combine(folder, TilePath.Format(tile));
        using var file = File.OpenHandle(path);
        var bytes = MemoryMarshal.AsBytes(hashes);
        return RandomAccess.Read(file, bytes, 0) == bytes.Length;
    }

    public long Bytes() => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private static EntryCommitment Entry(long index)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, index);
        return new EntryCommitment(Crypto.Sha256.Hash(bytes));
    }

    private void Write(string path, byte[] bytes)
    {
        path = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
