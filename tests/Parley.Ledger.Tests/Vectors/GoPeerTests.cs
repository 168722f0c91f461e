using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>Both ways: the peer checks what we make, and we check what the peer makes.</summary>
[Trait("suite", "vectors")]
public sealed class GoPeerTests(GoPeer peer) : IClassFixture<GoPeer>
{
    private const int Size = 70_000;

    [Fact]
    public void Notes_AreGoodBothWays()
    {
        var notes = 0;
        foreach (var text in new[] { "a\n", "\n", "two\nlines\n", "with\n\nempty\n\n\nlines\n", "— looks like AAAAAAAA\n", "Ωμέγα ü\u00a0漢\n", new string('x', 100_000) + "\n" })
        {
            foreach (var name in new[] { "BY", "example.com/x", "Łódź", Keys.Origin.ToString() })
            {
                var seed = Enumerable.Repeat((byte)(name.Length + 1), 32).ToArray();
                var signer = new NoteSigner(new(name), seed, SodiumProvider.Instance.Ed25519);
                var bytes = Encoding.UTF8.GetBytes(text);
                var ours = signer.SignNote(bytes).ToBytes();
                Assert.Equal(bytes, Convert.FromBase64String(peer.Get($"open {Convert.ToBase64String(ours)} {signer.Key}")));
                var secret = $"PRIVATE+KEY+{name}+{signer.Key.KeyHash:x8}+{Convert.ToBase64String([1, .. seed])}";
                var theirs = Convert.FromBase64String(peer.Get($"sign {Convert.ToBase64String(bytes)} {secret}"));
                Assert.Equal(ours, theirs);
                Assert.True(SignedNote.TryParse(theirs, out var note, out _));
                Assert.True(note.Verify(new Ed25519NoteVerifier(signer.Key, SodiumProvider.Instance.Ed25519)).IsVerified);
                notes++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"go: {notes} notes both ways");
    }

    [Fact]
    public void HostileNotes_AreNeverAcceptedByUsAlone()
    {
        var random = new Random(20221229);
        var good = Keys.Sign(5).With(Keys.Cosigner("X-UA", 7).Sign(Keys.Sign(5).Checkpoint, new(1), [])).ToBytes();
        var (both, neither, stricter) = (0, 0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Mutation.Of(good, random);
            var ours = SignedNote.TryParse(bytes, out var note, out _) && note.Verify(Keys.LogVerifier).IsVerified;
            var theirs = peer.Ask($"open {Convert.ToBase64String(bytes)} {Keys.Log.Key}", out _);
            Assert.True(!ours || theirs, Convert.ToBase64String(bytes));
            _ = (ours, theirs) switch { (true, true) => both++, (false, false) => neither++, _ => stricter++ };

            // Whatever only the peer accepts, it accepts for base64 that is not canonical or a doubled signature that is bad.
            if (theirs && !ours)
                Assert.True(note is null || note.Verify(Keys.LogVerifier).Verdict == NoteVerdict.BadSignature, Convert.ToBase64String(bytes));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"go: {both} mutated notes accepted by both, {neither} by neither, {stricter} by the peer alone");
    }

    [Fact]
    public void Checkpoints_AreGoodBothWays()
    {
        foreach (var size in new[] { 1, 2, 255, 256, 257, 1000 })
        {
            var root = MemoryTiles.Of(size).State.Root;
            var ours = new Checkpoint(LogOrigin.Parse("go.sum database tree"), new(size), root);
            Assert.Equal($"{size} {Convert.ToBase64String(root.AsSpan())}", peer.Get($"checkpoint {Convert.ToBase64String(ours.Text.Span)}"));
            var theirs = Checkpoint.Parse(Convert.FromBase64String(peer.Get($"format {size} {Convert.ToBase64String(root.AsSpan())}"))).OrThrow();
            Assert.Equal(ours.ToString(), theirs.ToString());
        }
    }

    [Fact]
    public void TilesAndProofs_AreGoodBothWays()
    {
        var tiles = MemoryTiles.Of(Size, 777);
        peer.Get($"log {Size}");
        var (tileCount, inclusion, consistency) = (0, 0, 0);
        foreach (var address in TileAddress.AllOf(new(Size)).Where(tile => tile.Level > 0 || tile.Index % 16 == 0 || !tile.IsFull))
        {
            var row = new TreeHash[address.Width];
            Assert.True(tiles.TryRead(address, row));
            var answer = peer.Get($"tile {address.Level} {address.Index} {address.Width}").Split(' ');
            Assert.Equal(answer[0].Replace("tile/8/", "tile/"), address.ToString());
            Assert.Equal(answer[1], Convert.ToBase64String([.. row.SelectMany(hash => hash.ToArray())]));
            tileCount++;
        }

        var leaves = MemoryTiles.ReferenceNumbers(Size);
        var range = new CompactRange();
        var roots = new Dictionary<int, string>();
        int[] sizes = [1, 2, 3, 7, 8, 255, 256, 257, 511, 1000, 4097, 65_535, 65_536, 65_537, Size - 1, Size];
        for (var size = 1; size <= Size; size++)
        {
            range.Append(leaves[size - 1]);
            if (sizes.Contains(size))
                roots[size] = Convert.ToBase64String(range.Root().AsSpan());
        }

        foreach (var size in sizes)
        {
            Assert.Equal(peer.Get($"root {size}"), roots[size]);
            foreach (var index in new[] { 0, 1, size / 3, size / 2, size - 2, size - 1 }.Where(at => at >= 0 && at < size).Distinct())
            {
                Assert.True(InclusionProof.TryBuild(tiles, new(index), new(size), out var proof, out _));
                Assert.Equal(peer.Get($"prove-record {size} {index}"), Text(proof.Hashes));
                peer.Get($"record {size} {roots[size]} {index} {Convert.ToBase64String(leaves[index].AsSpan())} {Text(proof.Hashes)}");
                Assert.True(proof.Verify(leaves[index], new TreeHash(Convert.FromBase64String(roots[size]))));
                inclusion++;
            }

            foreach (var from in sizes.Where(older => older <= size))
            {
                Assert.True(ConsistencyProof.TryBuild(tiles, new(from), new(size), out var proof, out _));
                Assert.Equal(peer.Get($"prove-tree {size} {from}"), Text(proof.Hashes));
                peer.Get($"tree {size} {roots[size]} {from} {roots[from]} {Text(proof.Hashes)}");
                consistency++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"go: log of {Size}; {tileCount} tiles, {inclusion} inclusion and {consistency} consistency proofs both ways");
    }

    [Fact]
    public void TamperedProofs_AreJudgedTheSame()
    {
        var tiles = MemoryTiles.Of(700);
        var root = tiles.State.Root;
        var leaf = MemoryTiles.ReferenceNumbers(700)[300];
        Assert.True(InclusionProof.TryBuild(tiles, new(300), new(700), out var proof, out _));
        var judged = 0;
        foreach (var hashes in Merkle.Tampering.Of(proof.Hashes).Where((_, at) => at % 7 == 0))
        {
            Assert.False(new InclusionProof(new(300), new(700), hashes).Verify(leaf, root));
            Assert.False(peer.Ask($"record 700 {Convert.ToBase64String(root.AsSpan())} 300 {Convert.ToBase64String(leaf.AsSpan())} {Text(hashes)}", out _));
            judged++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"go: {judged} tampered proofs rejected by both");
    }

    private static string Text(IReadOnlyList<TreeHash> hashes) => string.Join(' ', hashes.Select(hash => Convert.ToBase64String(hash.AsSpan())));
}
