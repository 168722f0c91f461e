using System.Runtime.InteropServices;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Verification;

/// <summary>
/// Recomputes a log that lies as static files, C2SP tlog-tiles, such as <c>parley ledger mirror</c> writes: from its entry bundles where
/// they are there, else from its tiles of leaf hashes, up to the root that was signed. Memory does not grow with the log.
/// </summary>
internal sealed class TileLogVerifier(string directory, Action<long, long> progress) : ITileReader
{
    // 256 entries, each up to 65,535 bytes after a length of two.
    private const int MaxBundleBytes = TileAddress.FullWidth * (2 + ushort.MaxValue);
    private string? _fault;

    /// <summary>The name of the file that says that a directory is such a log.</summary>
    public const string CheckpointFile = "checkpoint";

    /// <summary>Whether the entries were there, and not only their hashes.</summary>
    public bool HasEntries { get; } = Directory.Exists(Path.Combine(directory, "tile", "entries"));

    /// <summary>The first thing that is wrong, or nothing: every entry, every tile and the root of a verified head.</summary>
    public string? Check(Checkpoint head)
    {
        var fault = LedgerAudit.CheckBundles(Bundles(head.Size), this, head.Size, head.Root);
        return _fault ?? (fault is null ? null : $"{fault.Rule}: {fault.Detail}");
    }

    /// <inheritdoc/>
    public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
    {
        // A log that has grown since keeps the full tile and may have dropped the partial one.
        var bytes = Read(TilePath.Format(tile), HashTile.FullSize)
            ?? (tile.IsFull ? null : Read(TilePath.Format(new TileAddress(tile.Level, tile.Index, TileAddress.FullWidth)), HashTile.FullSize));
        if (bytes is null || bytes.Length < hashes.Length * TreeHash.Size || bytes.Length % TreeHash.Size != 0)
            return false;
        bytes.AsSpan(0, hashes.Length * TreeHash.Size).CopyTo(MemoryMarshal.AsBytes(hashes));
        return true;
    }

    private IEnumerable<LeafHash[]> Bundles(TreeSize size)
    {
        for (var at = 0L; at < size.Value; at += TileAddress.FullWidth)
        {
            progress(at, size.Value);
            var tile = TileAddress.Of(size, 0, at / TileAddress.FullWidth);
            if (!HasEntries)
            {
                var leaves = new LeafHash[tile.Width];
                if (!TryRead(tile, MemoryMarshal.Cast<LeafHash, TreeHash>(leaves.AsSpan())))
                {
                    _fault = $"LED-092: {tile} is missing or torn";
                    yield break;
                }

                yield return leaves;
                continue;
            }

            var path = TilePath.FormatEntries(tile);
            if (Read(path, MaxBundleBytes) is not { } bytes)
            {
                _fault = $"LED-092: {path} is missing";
                yield break;
            }

            if (!EntryBundle.Parse(bytes, tile.Width).Try(out var bundle, out var fault))
            {
                _fault = $"{fault.Rule}: {path}: {fault.Detail}";
                yield break;
            }

            yield return bundle.Leaves();
        }
    }

    private byte[]? Read(string path, int most) => ArchiveFile.TryRead(Path.Combine(directory, path), most, out var bytes, out _) ? bytes : null;
}
