using System.Text;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Policies;
using Parley.Ledger.Proofs;
using Parley.Ledger.Tiles;
using Parley.Ledger.Witnesses;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests;

/// <summary>Every parser takes any bytes: it answers, never throws, and what it accepts it writes back as it was.</summary>
public sealed class HostileBytesTests
{
    private const int Rounds = 15_000;
    private static readonly SignedCheckpoint Signed = Keys.Sign(300);

    public static TheoryData<string> Parsers => [.. Table.Keys];

    private static Dictionary<string, (byte[] Good, Func<byte[], byte[]?> ReadAndWrite)> Table { get; } = new()
    {
        ["note"] = (Signed.ToBytes(), bytes => SignedNote.TryParse(bytes, out var note, out _) ? note.ToBytes() : null),
        ["checkpoint"] = (Signed.Checkpoint.Text.ToArray(), bytes => Checkpoint.Parse(bytes).Value?.Text.ToArray()),
        ["proof file"] = (Proof().ToBytes(), bytes => TlogProof.Parse(bytes).Value?.ToBytes()),
        ["witness request"] = (new AddCheckpointRequest(new(7), Proof().Hashes, Signed).ToBytes(), bytes => AddCheckpointRequest.Parse(bytes).Value?.ToBytes()),
        ["entry"] = (Entry().ToBytes(), bytes => LedgerEntry.Parse(bytes).Value?.ToBytes()),
        ["frontier"] = (MemoryTiles.Of(255).State.Frontier.ToBytes(), bytes => CompactRange.TryParse(bytes, out var range) ? range.ToBytes() : null),
        ["tile"] = (MemoryTiles.Of(256).Full[(0, 0)].ToBytes(), bytes => HashTile.TryParse(new(0, 0, 256), bytes, out var tile) ? tile.ToBytes() : null),
        ["bundle"] = (EntryBundle.Of(Entry().Commitment, Entry().Commitment).ToBytes(), bytes => EntryBundle.Parse(bytes, 2).Value?.ToBytes()),
        ["vkey"] = (Encoding.UTF8.GetBytes(Keys.Log.Key.ToString()), bytes =>
            VerifierKey.TryParse(Encoding.Latin1.GetString(bytes), out var key) ? Encoding.Latin1.GetBytes(key.ToString()) : null),
        ["path"] = ("tile/3/x001/x234/067.p/9"u8.ToArray(), bytes => TilePath.TryParse(Encoding.Latin1.GetString(bytes), out var tile, out var entries)
            ? Encoding.Latin1.GetBytes(entries ? TilePath.FormatEntries(tile) : tile.ToString()) : null),
        ["origin"] = (Encoding.UTF8.GetBytes(Keys.Origin.ToString()), bytes =>
            LedgerOrigin.TryParse(Encoding.Latin1.GetString(bytes), out var origin) ? Encoding.Latin1.GetBytes(origin.ToString()) : null),
    };

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Mutated_IsReadAsWrittenOrRefused(string parser)
    {
        var (good, readAndWrite) = Table[parser];
        Assert.Equal(good, readAndWrite(good));
        var random = new Random(parser.Length);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutation.Of(good, random);
            if (readAndWrite(bytes) is { } written)
            {
                Assert.Equal(bytes, written);
                accepted++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{parser}: {Rounds} mutations, {accepted} still of the form");
    }

    [Fact]
    public void MutatedPolicy_IsReadOrRefused()
    {
        var good = Encoding.UTF8.GetBytes($"log {Keys.Log.Key}\nwitness w {Keys.Cosigner("w", 1).Key}\ngroup g any w\nquorum g\n");
        Assert.NotNull(TlogPolicy.Parse(good).Value);
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
            TlogPolicy.Parse(Mutation.Of(good, random)).Value?.IsQuorum(_ => true);
    }

    [Fact]
    public void MutatedWitnessRequest_IsNeverCosignedForAnotherTree()
    {
        var good = new AddCheckpointRequest(TreeSize.Zero, [], Signed).ToBytes();
        var random = new Random(6);
        for (var round = 0; round < Rounds; round++)
        {
            if (AddCheckpointRequest.Parse(Mutation.Of(good, random)).Value is { } request
                && WitnessDecision.Of(request, [Keys.LogVerifier], null) is { Verdict: WitnessVerdict.Cosign, Checkpoint: { } checkpoint })
                Assert.Equal(Signed.Checkpoint.ToString(), checkpoint.Checkpoint.ToString());
        }
    }

    [Fact]
    public void RandomBytes_AreRefusedByAll()
    {
        var random = new Random(4);
        var buffer = new byte[4096];
        for (var round = 0; round < 1000; round++)
        {
            var bytes = buffer[..random.Next(buffer.Length)];
            random.NextBytes(bytes);
            foreach (var (parser, (_, readAndWrite)) in Table)
            {
                if (parser is not "tile")
                    Assert.Null(readAndWrite(bytes));
            }
        }
    }

    [Fact]
    public void TooLarge_IsRefusedWithoutReading()
    {
        var huge = new byte[8 << 20];
        huge.AsSpan().Fill((byte)'\n');
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(SignedNote.TryParse(huge, out _, out var error));
        Assert.Equal(NoteFault.TooLarge, error.Fault);
        Assert.NotNull(SignedCheckpoint.Parse(huge).Fault);
        Assert.NotNull(TlogProof.Parse(huge).Fault);
        Assert.NotNull(AddCheckpointRequest.Parse(huge).Fault);
        Assert.NotNull(TlogPolicy.Parse(huge).Fault);
        Assert.NotNull(LedgerEntry.Parse(huge).Fault);
        Assert.NotNull(Checkpoint.Parse(huge).Fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void ManyLines_AreReadInBoundedMemory()
    {
        // A million empty or tiny lines must not become a million strings.
        var lines = Encoding.ASCII.GetBytes("o\n1\n" + string.Concat(Enumerable.Repeat("a\n", 500_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(Checkpoint.Parse(lines).Fault);
        Assert.NotNull(TlogProof.Parse([.. lines, (byte)'\n']).Fault);
        Assert.NotNull(AddCheckpointRequest.Parse([.. lines, (byte)'\n']).Fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Fact]
    public void ManySignatures_EndAtAHundred()
    {
        var line = Signed.Note.Signatures[0].ToBytes();
        byte[] Note(int count) => [.. Signed.Checkpoint.Text.Span, (byte)'\n', .. Enumerable.Repeat(line, count).SelectMany(one => one)];
        Assert.True(SignedNote.TryParse(Note(100), out var note, out _));
        Assert.True(note.Verify(Keys.LogVerifier).IsVerified);
        Assert.False(SignedNote.TryParse(Note(101), out _, out var error));
        Assert.Equal(NoteFault.TooManySignatures, error.Fault);
    }

    private static LedgerEntry Entry() => LedgerEntry.Create(Records.Digest.Of("r"u8), EntryDirection.Received, Keys.Now, "pouch", default);

    private static TlogProof Proof()
    {
        Assert.True(InclusionProof.TryBuild(MemoryTiles.Of(300), new(7), new(300), out var proof, out _));
        return new(new(7), proof.Hashes, Signed, Entry().ToBytes());
    }
}
