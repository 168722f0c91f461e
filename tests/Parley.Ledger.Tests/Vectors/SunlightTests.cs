using System.Text.Json;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>Tiles of a Certificate Transparency log, and checkpoints cosigned by witnesses, as Sunlight and Skylight keep them.</summary>
[Trait("suite", "vectors")]
public sealed class SunlightTests
{
    [Fact]
    public void CertificateTiles_AreTheLeavesOfTheirEntries()
    {
        var log = SharedVectors.Folder("sunlight", "testdata", "navigli2025h2");
        var leaves = new List<LeafHash>();
        var tiles = 0;
        for (var index = 0; index < 4; index++, tiles++)
        {
            var address = new TileAddress(0, index, TileAddress.FullWidth);
            Assert.True(HashTile.TryParse(address, File.ReadAllBytes(Path.Combine(log, address.ToString())), out var tile));
            var entries = CertificateEntries.Leaves(File.ReadAllBytes(Path.Combine(log, "tile", "data", $"{index:000}")));
            Assert.Equal(tile.Hashes.ToArray(), entries.Select(leaf => leaf.ToTreeHash()));
            leaves.AddRange(entries);
        }

        var partial = new TileAddress(0, 3, 10);
        Assert.True(HashTile.TryParse(partial, File.ReadAllBytes(Path.Combine(log, partial.ToString())), out var ten));
        Assert.Equal(leaves.Skip(768).Take(10).Select(leaf => leaf.ToTreeHash()), ten.Hashes.ToArray());
        var appended = LedgerState.Empty.Append(leaves.ToArray());
        foreach (var tile in appended.FullTiles)
            Assert.Equal(File.ReadAllBytes(Path.Combine(log, tile.Address.ToString())), tile.ToBytes());
        Assert.True(LedgerState.TryRestore(new(778), new FolderTilesWithRoots(log), out var state, out _));
        Assert.Equal(LedgerState.Empty.Append(leaves.Take(778).ToArray()).State.Root, state.Root);
        TestContext.Current.TestOutputHelper!.WriteLine($"sunlight: {leaves.Count} certificate entries, {tiles + 1} tiles; root at 778 {state.Root}");
    }

    [Fact]
    public void CosignedCheckpoints_AreGood()
    {
        var data = SharedVectors.Folder("sunlight", "cmd", "skylight", "testdata");
        var cosigned = 0;
        foreach (var (folder, description) in new[] { ("witness", "witness.v0.json"), ("witness2", "witness.v0.json"), ("witness/mirror", "mirror.v0.json") })
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, folder, description)));
            var keys = json.RootElement.GetProperty("verifier_keys").EnumerateArray().Select(key => key.GetString()!);
            var verifiers = keys.Select(text =>
            {
                Assert.True(VerifierKey.TryParse(text, out var key));
                return new CosignatureVerifier(key, SodiumProvider.Instance.Ed25519);
            }).ToList();
            foreach (var path in Directory.EnumerateDirectories(Path.Combine(data, folder))
                .Where(log => Path.GetFileName(log).Length == 64).Select(log => Path.Combine(log, "checkpoint")).Where(File.Exists))
            {
                var signed = SignedCheckpoint.Parse(File.ReadAllBytes(path)).OrThrow();
                Assert.True(signed.Note.Verify(verifiers).IsVerified, path);
                var origin = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(signed.Checkpoint.Origin.Value));
                Assert.Equal(Path.GetFileName(Path.GetDirectoryName(path)), Convert.ToHexStringLower(origin));
                cosigned++;
            }
        }

        Assert.Equal(3, cosigned);
        TestContext.Current.TestOutputHelper!.WriteLine($"sunlight: {cosigned} cosigned checkpoints");
    }

    [Fact]
    public void Mirror_IsTheTreeOfItsCheckpoint()
    {
        var mirror = Directory.EnumerateDirectories(SharedVectors.Folder("sunlight", "cmd", "skylight", "testdata", "witness", "mirror")).First();
        var checkpoint = SignedCheckpoint.Parse(File.ReadAllBytes(Path.Combine(mirror, "checkpoint"))).OrThrow().Checkpoint;
        var tiles = new FolderTiles(mirror);
        Assert.True(LedgerState.TryRestore(checkpoint.Size, tiles, out var state, out var missing), missing.ToString());
        Assert.Equal(checkpoint.Root, state.Root);
        var leaves = new TreeHash[44];
        Assert.True(tiles.TryRead(new(0, 1, 44), leaves));
        for (var index = 256; index < 300; index++)
        {
            Assert.True(InclusionProof.TryBuild(tiles, new(index), checkpoint.Size, out var proof, out _));
            Assert.True(proof.Verify(new LeafHash(leaves[index - 256].AsSpan()), checkpoint.Root));
        }

        TestContext.Current.TestOutputHelper!.WriteLine("sunlight: mirror of 300 entries, 3 tiles, 44 proofs");
    }

    /// <summary>The level above is not in the vectors; each of its hashes is the root of a full tile.</summary>
    private sealed class FolderTilesWithRoots(string folder) : ITileReader
    {
        private readonly FolderTiles _tiles = new(folder);

        public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
        {
            if (tile.Level == 0)
                return _tiles.TryRead(tile, hashes);
            var row = new TreeHash[TileAddress.FullWidth];
            for (var at = 0; at < tile.Width; at++)
            {
                if (tile.Level > 1 || !_tiles.TryRead(new(0, (tile.Index * TileAddress.FullWidth) + at, TileAddress.FullWidth), row))
                    return false;
                var range = new CompactRange();
                foreach (var hash in row)
                    range.Append(hash, 0);
                hashes[at] = range.Root();
            }

            return true;
        }
    }
}
