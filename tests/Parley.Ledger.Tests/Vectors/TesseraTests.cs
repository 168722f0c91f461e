using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>A log of 15 entries written by Tessera, with a signed checkpoint for each size.</summary>
[Trait("suite", "vectors")]
public sealed class TesseraTests
{
    private const string Key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    private const int Size = 15;

    [Fact]
    public void EverySignedCheckpoint_IsTheRootOfItsEntries()
    {
        var log = SharedVectors.Folder("tessera", "testdata", "log");
        var leaves = Bundle(log, Size).Leaves();
        var (checkpoints, bundles, tiles) = (0, 0, 0);
        var range = new CompactRange();
        for (var size = 0; size <= Size; size++)
        {
            var checkpoint = Read(log, $"checkpoint.{size}");
            Assert.Equal(size, checkpoint.Checkpoint.Size.Value);
            Assert.Equal(range.Root(), checkpoint.Checkpoint.Root);
            checkpoints++;
            if (size > 0)
            {
                Assert.Equal(leaves[..size], Bundle(log, size).Leaves());
                bundles++;
                var address = TileAddress.Of(new(size), 0, 0);
                Assert.True(HashTile.TryParse(address, File.ReadAllBytes(Path.Combine(log, address.ToString())), out var tile));
                Assert.Equal(leaves[..size].Select(leaf => leaf.ToTreeHash()), tile.Hashes.ToArray());
                Assert.Equal(tile.ToBytes(), Assert.Single(LedgerState.Empty.Append(leaves.AsSpan(0, size)).State.PartialTiles()).ToBytes());
                tiles++;
            }

            if (size < Size)
                range.Append(leaves[size]);
        }

        Assert.Equal(Size, Read(log, "checkpoint").Checkpoint.Size.Value);
        TestContext.Current.TestOutputHelper!.WriteLine($"tessera: {checkpoints} signed checkpoints, {bundles} entry bundles, {tiles} tiles");
    }

    [Fact]
    public void EveryProofFromItsTiles_LeadsToItsSignedRoots()
    {
        var log = SharedVectors.Folder("tessera", "testdata", "log");
        var tiles = new FolderTiles(log);
        var leaves = Bundle(log, Size).Leaves();
        var (inclusion, consistency) = (0, 0);
        for (var size = 1; size <= Size; size++)
        {
            var root = Read(log, $"checkpoint.{size}").Checkpoint.Root;
            for (var index = 0; index < size; index++, inclusion++)
            {
                Assert.True(InclusionProof.TryBuild(tiles, new(index), new(size), out var proof, out _));
                Assert.True(proof.Verify(leaves[index], root));
            }

            for (var from = 0; from <= size; from++, consistency++)
            {
                Assert.True(ConsistencyProof.TryBuild(tiles, new(from), new(size), out var proof, out _));
                Assert.True(proof.Verify(Read(log, $"checkpoint.{from}").Checkpoint.Root, root));
            }

            Assert.Null(LedgerAudit.Check(leaves.Take(size), tiles, new(size), root));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"tessera: {inclusion} inclusion and {consistency} consistency proofs");
    }

    private static EntryBundle Bundle(string log, int size) =>
        EntryBundle.Parse(File.ReadAllBytes(Path.Combine(log, TilePath.FormatEntries(TileAddress.Of(new(size), 0, 0)))), size).OrThrow();

    private static VerifiedCheckpoint Read(string log, string name)
    {
        Assert.True(VerifierKey.TryParse(Key, out var key));
        return SignedCheckpoint.Parse(File.ReadAllBytes(Path.Combine(log, name))).OrThrow()
            .Verify([new Ed25519NoteVerifier(key, SodiumProvider.Instance.Ed25519)], []).OrThrow();
    }
}
