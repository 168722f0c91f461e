using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Verification.Tests;

/// <summary>A log as static files: whole, and with one thing wrong at a time.</summary>
public sealed class TileLogTests : IDisposable
{
    private const int Size = 700;
    private static readonly NoteSigner Log = new(new("log.example/1"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-log-").FullName;

    public TileLogTests()
    {
        var state = LedgerState.Empty;
        for (var at = 0; at < Size; at += TileAddress.FullWidth)
        {
            var entries = Enumerable.Range(at, Math.Min(TileAddress.FullWidth, Size - at)).Select(i => new EntryCommitment(Digest.Of(BitConverter.GetBytes(i)).ToArray())).ToArray();
            var appended = state.Append([.. entries.Select(e => e.Leaf)]);
            state = appended.State;
            Write(TilePath.FormatEntries(TileAddress.Of(state.Size, 0, at / TileAddress.FullWidth)), EntryBundle.Of(entries).ToBytes());
            foreach (var tile in appended.FullTiles)
                Write(TilePath.Format(tile.Address), tile.ToBytes());
        }

        foreach (var tile in state.PartialTiles())
            Write(TilePath.Format(tile.Address), tile.ToBytes());
        Write("checkpoint", SignedCheckpoint.Sign(new Checkpoint(LogOrigin.Parse("log.example/1"), state.Size, state.Root), Log).ToBytes());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Log_Whole_HoldsWithItsEntriesAndWithItsHashesAlone()
    {
        var finding = Verify();
        Assert.Equal(("log", true, 1L, (long)Size), (finding.Kind, finding.Good, finding.Ledgers, finding.Head!.Size));
        Assert.Contains("recomputed from its entries", finding.Proven, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(_folder, "tile", "entries"), recursive: true);
        finding = Verify();
        Assert.True(finding.Good);
        Assert.Contains("its entries are not here", finding.Proven, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/0/001"), InlineData("tile/0/002.p/188"), InlineData("tile/1/000.p/2"), InlineData("tile/entries/000"), InlineData("tile/entries/002.p/188"), InlineData("checkpoint")]
    public void File_MissingTornChangedOrALink_IsNamed(string file)
    {
        // LED-092, LED-010, LED-013, LED-033
        var path = Path.Combine(_folder, file);
        var good = File.ReadAllBytes(path);
        foreach (var harm in new Action[]
        {
            () => File.Delete(path),
            () => File.WriteAllBytes(path, good[..^1]),
            () => File.WriteAllBytes(path, [.. good[..40], (byte)(good[40] ^ 1), .. good[41..]]),
            () => File.WriteAllBytes(path, []),
            () => { using var huge = File.OpenWrite(path); huge.SetLength(3L << 30); },
            () => { File.Move(path, path + ".away"); File.CreateSymbolicLink(path, path + ".away"); },
        })
        {
            harm();
            var finding = Verify();
            Assert.False(finding.Good);
            // An entry that is another than its leaf hash says: which of the two was changed cannot be told, and the tile is named.
            Assert.True(Assert.Single(finding.Faults).Contains(file, StringComparison.Ordinal) || finding.Faults[0].Contains(file.Replace("entries", "0", StringComparison.Ordinal) + " differs", StringComparison.Ordinal), finding.Faults[0]);
            File.Delete(path);
            File.WriteAllBytes(path, good);
        }

        Assert.True(Verify().Good);
    }

    [Fact]
    public void Log_OfAnotherKey_DoesNotHold()
    {
        var other = new NoteSigner(new("log.example/1"), new byte[32], SodiumProvider.Instance.Ed25519);
        var trust = new Trust(BouncyCastleProvider.Instance, DateTimeOffset.UnixEpoch);
        Assert.True(trust.AddKey(other.Key.ToString()));
        Assert.Contains("LED-033", Assert.Single(new FileVerifier(BouncyCastleProvider.Instance, trust).VerifyLog(_folder, (_, _) => { }).Faults), StringComparison.Ordinal);
    }

    private Finding Verify()
    {
        var trust = new Trust(BouncyCastleProvider.Instance, DateTimeOffset.UnixEpoch);
        Assert.True(trust.AddKey(Log.Key.ToString()));
        return new FileVerifier(BouncyCastleProvider.Instance, trust).VerifyLog(_folder, (_, _) => { });
    }

    private void Write(string file, byte[] bytes)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
