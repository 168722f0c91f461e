using System.Globalization;
using Parley.Channels.Storage;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;

namespace Parley.Cli.Ledgers;

/// <summary>What was written of one ledger: its folder, its size, and how many files are new.</summary>
internal sealed record MirroredLedger(string Origin, string Folder, long Size, long Written, int Cosignatures);

/// <summary>
/// Writes a ledger as C2SP tlog-tiles: files that any web server can serve. They hold salted commitments only. A full tile is
/// written once, and again where it is missing or torn; the checkpoint last, so that a reader never sees one whose tiles are not there.
/// </summary>
internal sealed class LedgerMirror(IArchive archive, PartyId self)
{
    private long _written;

    /// <summary>Mirrors the latest tested head of each incarnation's ledger of a channel.</summary>
    /// <exception cref="InvalidDataException">The folder holds another ledger, or another past of this one; nothing was overwritten.</exception>
    public IReadOnlyList<MirroredLedger> Write(ArchivedChannel channel, string directory) =>
    [
        .. archive.Checkpoints(channel.Id).Where(c => c.Tested.Test.Author == self).OrderBy(c => c.Tested.Test.Incarnation)
            .Select(tested => Write(channel, tested, Path.Combine(directory, channel.Id.Name, tested.Tested.Test.Incarnation.ToString(CultureInfo.InvariantCulture))))
            .OfType<MirroredLedger>(),
    ];

    /// <summary>1. what the folder holds must be a beginning of this ledger; 2. tiles and entries; 3. the checkpoint; 4. partial tiles that are full by now.</summary>
    private MirroredLedger? Write(ArchivedChannel channel, ArchivedCheckpoint tested, string folder)
    {
        _written = 0;
        var (checkpoint, incarnation) = (tested.Tested.Signed.Checkpoint, tested.Tested.Test.Incarnation);
        var stored = archive.Ledgers(channel.Id).FirstOrDefault(l => l.Incarnation == incarnation)?.Size ?? TreeSize.Zero;

        // After a restore the head of the former ledger may lie beyond what came back: it cannot be served.
        if (checkpoint.Size > stored)
            return null;
        return archive.WithTiles(channel.Id, incarnation, tiles =>
        {
            // 1.
            var file = Path.Combine(folder, "checkpoint");
            Before(file, checkpoint, tiles);
            if (!LedgerState.TryRestore(checkpoint.Size, tiles, out var state, out _) || state.Root != checkpoint.Root)
                throw new InvalidDataException($"The ledger of {channel.Id.Name} does not have the root of the checkpoint that was cosigned. Nothing was written; see 'parley ledger fsck'.");
            var frontier = new CompactRange();

            // 2.
            for (var level = 0; level <= TileAddress.MaxLevel; level++)
            {
                var hashes = checkpoint.Size.Value >> (level * TileAddress.Height);
                for (var index = 0L; index * TileAddress.FullWidth < hashes; index++)
                {
                    var tile = TileAddress.Of(checkpoint.Size, level, index);
                    if (!HashTile.TryRead(tiles, tile, out var hashTile))
                        throw new InvalidDataException($"The ledger of {channel.Id.Name} is damaged: tile {tile} is missing. See 'parley ledger fsck'.");
                    if (level == 0)
                    {
                        var bundle = Bundle(channel, incarnation, tile);
                        if (!bundle.Leaves().Select(l => l.ToTreeHash()).SequenceEqual(hashTile.Hashes.ToArray()))
                            throw new InvalidDataException($"The ledger of {channel.Id.Name} is damaged: tile {tile} is not what its records make. See 'parley ledger fsck'.");
                        foreach (var hash in hashTile.Hashes)
                            frontier.Append(hash, 0);
                        Put(Path.Combine(folder, TilePath.FormatEntries(tile)), bundle.ToBytes());
                    }

                    Put(Path.Combine(folder, TilePath.Format(tile)), hashTile.ToBytes());
                }
            }

            // 3. What was written must lead to what was cosigned, leaf by leaf.
            if (frontier.Root() != checkpoint.Root)
                throw new InvalidDataException($"The ledger of {channel.Id.Name} does not make the root of the checkpoint that was cosigned. The checkpoint was not written; see 'parley ledger fsck'.");
            Put(file, tested.Signed.ToBytes());

            // 4.
            foreach (var partial in Directory.EnumerateDirectories(folder, "*.p", SearchOption.AllDirectories).Where(p => File.Exists(p[..^2])).ToArray())
                Directory.Delete(partial, recursive: true);
            return new MirroredLedger(checkpoint.Origin.Value, folder, checkpoint.Size.Value, _written, tested.Cosignatures.Count);
        });
    }

    private static void Before(string file, Checkpoint checkpoint, ITileReader tiles)
    {
        if (!File.Exists(file))
            return;
        if (!SignedCheckpoint.Parse(File.ReadAllBytes(file)).Try(out var known, out var fault))
            throw new InvalidDataException($"{file} is not a checkpoint ({fault}). Nothing was overwritten; take another directory, or remove this one.");
        var before = known.Checkpoint;
        if (before.Origin != checkpoint.Origin)
            throw new InvalidDataException($"{file} is of the ledger {before.Origin}, and not of {checkpoint.Origin}. Nothing was overwritten.");
        if (before.Size > checkpoint.Size || !LedgerState.TryRestore(before.Size, tiles, out var state, out _) || state.Root != before.Root)
            throw new InvalidDataException($"{file} is not a beginning of this ledger: it has {before.Size} entries with another root, or more than the {checkpoint.Size} here. Nothing was overwritten. Keep it: it may be evidence.");
    }

    private EntryBundle Bundle(ArchivedChannel channel, long incarnation, TileAddress tile)
    {
        var origin = LedgerOrigin.Of(self, incarnation, channel.Id);
        var seed = new SaltSeed(channel.LedgerSeed);
        var first = tile.Index * TileAddress.FullWidth;
        var entries = archive.Entries(channel.Id, incarnation, first, tile.Width);
        if (entries.Count != tile.Width || entries[0].Index != first || entries[^1].Index != first + tile.Width - 1)
            throw new InvalidDataException($"The ledger of {channel.Id.Name} is damaged: records of tile {tile} are missing. See 'parley ledger fsck'.");
        return EntryBundle.Of([.. entries.Select(e => LedgerEntry.Create(e.Id, e.Direction == "sent" ? EntryDirection.Sent : EntryDirection.Received,
            e.At, e.Bearer, seed.Derive(origin, new LeafIndex(e.Index))).Commitment)]);
    }

    /// <summary>A reader sees the old file or the new one, and after a crash as well.</summary>
    private void Put(string path, byte[] bytes)
    {
        if (File.Exists(path) && new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = path + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        _written++;
    }
}
