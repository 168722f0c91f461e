using System.Text;
using Parley.Channels;
using Parley.Simulator;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Proofs;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Extracts;
using Parley.Records.Notes;

namespace Parley.Verification.Tests;

/// <summary>Every kind of file, recognised by its content: what holds, what does not, and what is said of it.</summary>
public sealed class FileVerifierTests
{
    private static readonly DateTimeOffset Now = new(2022, 12, 29, 8, 0, 0, TimeSpan.Zero);
    private readonly Line _line = new("BY", "UA");
    private readonly ChannelId _channel;
    private readonly Record _record;

    public FileVerifierTests()
    {
        _channel = _line.Open(_line.Policy());
        _record = _line.Say("BY", _channel, "hello");
        _line.Run(2);
    }

    [Fact]
    public void Record_UnderItsCard_HoldsAndUnderNoOther()
    {
        var finding = Verify(_record.Bytes);
        Assert.Equal(("record", true), (finding.Kind, finding.Good));
        Assert.Contains("BY/first drafted it, BY/second released it", finding.Proven, StringComparison.Ordinal);
        Assert.Contains("no card of BY", Assert.Single(Verify(_record.Bytes, cards: ["UA"]).Faults), StringComparison.Ordinal);
        byte[] forged = [.. _line.Party("UA").Node.As(new NoteKeyName("BY")).SignNote(_record.Note.Text.Span).ToBytes(), (byte)'\n', .. _record.Fields.ToBytes()];
        Assert.Contains("REC-040", Assert.Single(Verify(forged).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Receipt_SaysWhoseAndNamesTheRecordsThatAreHere()
    {
        var receipt = _line["UA"].Records(_channel).Single(r => r.Record.Content.Form == FormId.DeliveredReceipt).Record;
        var verifier = Verifier(["UA"]);
        verifier.Others[_record.Id] = "said.record";
        var finding = verifier.Verify("x", receipt.Bytes.ToArray());
        Assert.Equal(("receipt", true), (finding.Kind, finding.Good));
        Assert.Contains("the node of UA has stored 1 records and put them into its ledger, among them said.record", finding.Proven, StringComparison.Ordinal);
        Assert.Equal(_record.Id, FileVerifier.RecordId(_record.Bytes));
    }

    [Fact]
    public void Extract_StatesHowManyFieldsThereAre()
    {
        var finding = Verify(Extract.Of(_record, _ => Disclosure.Hidden).ToBytes());
        Assert.Equal(("extract", true), (finding.Kind, finding.Good));
        Assert.Contains("1 fields: 0 shown", finding.Proven, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", finding.Proven, StringComparison.Ordinal);
    }

    [Fact]
    public void Card_HoldsByItselfAndShowsItsWords() =>
        Assert.True(Verify(_line.Party("UA").Card.ToBytes(), cards: []) is { Good: true, Kind: "card" });

    [Fact]
    public void LineTest_AndItsCheckpoint_AreCosigned()
    {
        var test = _line["BY"].Handle(new Input.TestLine(1, _channel))!.Single().Record!;
        _line.Run(2);
        Assert.True(Verify(test.Bytes) is { Good: true, Kind: "line-test" });
        var finding = Verify(Cosigned().ToBytes());
        Assert.Equal(("checkpoint", true, 1L), (finding.Kind, finding.Good, finding.Cosignatures));
        Assert.Contains("Cosigned by UA (2022-12-29 07:00:", finding.Proven, StringComparison.Ordinal);
        Assert.False(Verify(Cosigned().ToBytes(), cards: ["UA"]).Good);
    }

    [Fact]
    public void Cosignature_FromTheFuture_IsNamedAndNotCounted()
    {
        _line["BY"].Handle(new Input.TestLine(1, _channel));
        _line.Run(2);
        var finding = Verify(Cosigned().ToBytes(), now: Now.AddDays(-1));
        Assert.True(finding.Good);
        Assert.Equal(0, finding.Cosignatures);
        Assert.Contains("Not counted, for they are dated in the future: UA.", finding.Proven, StringComparison.Ordinal);
    }

    [Fact]
    public void Proof_WithItsOpening_NamesRecordAndTimes()
    {
        var (proof, entry) = Proof();
        var verifier = Verifier(["BY", "UA"]);
        verifier.Others[_record.Id] = "said.record";
        var finding = verifier.Verify("x", proof.ToBytes());
        Assert.Equal(("proof", true, 1L), (finding.Kind, finding.Good, finding.Cosignatures));
        Assert.Contains($"is record {_record.Id} (said.record), sent at 2022-12-29 07:30:00Z over https", finding.Proven, StringComparison.Ordinal);

        // Another opening does not lead to the root; without one the entry itself is needed.
        var other = LedgerEntry.Create(Digest.Of("x"u8), entry.Direction, entry.Time, entry.Bearer, entry.Salt);
        Assert.Contains("LED-061", Assert.Single(Verify(new TlogProof(proof.Index, proof.Hashes, proof.Checkpoint, other.ToBytes()).ToBytes()).Faults), StringComparison.Ordinal);
        var bare = new TlogProof(proof.Index, proof.Hashes, proof.Checkpoint).ToBytes();
        Assert.Contains("no opening", Assert.Single(Verify(bare).Faults), StringComparison.Ordinal);
        Assert.True(Verify(bare, entry: entry.Commitment.ToArray()).Good);
        Assert.False(Verify(bare, entry: [1, 2, 3]).Good);
    }

    [Fact]
    public void Proof_UnderAPolicy_NeedsItsQuorum()
    {
        var (proof, _) = Proof();
        var origin = LedgerOrigin.Of(_line.Party("BY").Id, 1, _channel);
        var log = _line.Party("BY").Node.As(origin.KeyName).Key;
        var ua = Cosigner.Ed25519(_line.Party("UA").Node).Key;
        var stranger = Cosigner.Ed25519(new TestParty("PL").Node).Key;
        Assert.True(Under($"log {log}\nwitness ua {ua}\nquorum ua\n").Good);
        Assert.True(Under($"log {log}\nquorum none\n").Good);
        Assert.Contains("LED-072", Assert.Single(Under($"log {log}\nwitness ua {ua}\nwitness pl {stranger}\ngroup both all ua pl\nquorum both\n").Faults), StringComparison.Ordinal);
        Assert.Contains("LED-033", Assert.Single(Under($"log {stranger}\nquorum none\n").Faults), StringComparison.Ordinal);

        Finding Under(string policy)
        {
            var trust = new Trust(SodiumProvider.Instance, Now);
            Assert.Null(trust.AddPolicy(Encoding.UTF8.GetBytes(policy)));
            return new FileVerifier(SodiumProvider.Instance, trust).Verify("x", proof.ToBytes());
        }
    }

    [Fact]
    public void Keys_OfAForeignLogAndWitness_AreTakenAsVkeys()
    {
        var (proof, _) = Proof();
        var trust = new Trust(SodiumProvider.Instance, Now);
        var origin = LedgerOrigin.Of(_line.Party("BY").Id, 1, _channel);
        Assert.False(trust.AddKey("not a key"));
        Assert.True(trust.AddKey(_line.Party("BY").Node.As(origin.KeyName).Key.ToString()));
        Assert.Equal(0, new FileVerifier(SodiumProvider.Instance, trust).Verify("x", proof.Checkpoint.ToBytes()).Cosignatures);
        Assert.True(trust.AddKey(Cosigner.Ed25519(_line.Party("UA").Node).Key.ToString()));
        Assert.True(new FileVerifier(SodiumProvider.Instance, trust).Verify("x", proof.Checkpoint.ToBytes()) is { Good: true, Cosignatures: 1 });
    }

    [Fact]
    public void AnyChangedByte_DoesNotHoldOrIsSaidToBeUnknownAndNeverThrows()
    {
        var random = new Random(7);
        foreach (var bytes in new[] { _record.Bytes.ToArray(), Extract.Of(_record, _ => Disclosure.Named).ToBytes(), Proof().Proof.ToBytes(), _line.Party("BY").Card.ToBytes() })
        {
            for (var run = 0; run < 400; run++)
            {
                var changed = (byte[])bytes.Clone();
                var at = random.Next(changed.Length);
                changed[at] ^= (byte)(1 << random.Next(8));
                var cut = run % 4 == 0 ? changed[..random.Next(changed.Length)] : changed;
                // A cosignature that no longer names a known key is left out, and all else still holds.
                Assert.False(Verify(cut) is { Good: true } finding && (finding.Kind != "proof" || finding.Cosignatures > 0), $"byte {at}");
            }
        }

        Assert.Equal("unknown", Verify([]).Kind);
        Assert.Equal("unknown", Verify(Encoding.UTF8.GetBytes(new string('x', 100_000))).Kind);
    }

    private FileVerifier Verifier(string[] cards, byte[]? entry = null, DateTimeOffset? now = null)
    {
        var trust = new Trust(BouncyCastleProvider.Instance, now ?? Now);
        foreach (var card in cards)
            Assert.Null(trust.AddCard(_line.Party(card).Card.ToBytes()));
        return new FileVerifier(BouncyCastleProvider.Instance, trust) { Entry = entry is null ? null : ("entry", entry) };
    }

    private Finding Verify(ReadOnlySpan<byte> bytes, string[]? cards = null, byte[]? entry = null, DateTimeOffset? now = null) =>
        Verifier(cards ?? ["BY", "UA"], entry, now).Verify("x", bytes.ToArray());

    private SignedCheckpoint Cosigned()
    {
        var rows = _line["BY"].Store.Rows;
        var test = rows.Checkpoints.Values.Single(t => t.Test.Author.Value == "BY");
        return rows.Cosignatures[(test.Test.Id, _line.Party("UA").Id)].Aggregate(test.Signed, (signed, line) => signed.With(line));
    }

    private (TlogProof Proof, LedgerEntry Entry) Proof()
    {
        var origin = LedgerOrigin.Of(_line.Party("BY").Id, 1, _channel);
        var entry = LedgerEntry.Create(_record.Id, EntryDirection.Sent, Now.AddMinutes(-30), "https", new SaltSeed(new byte[32]).Derive(origin, new LeafIndex(1)));
        LeafHash[] leaves = [LeafHash.Of("a"u8), entry.Commitment.Leaf, LeafHash.Of("b"u8)];
        var state = LedgerState.Empty.Append(leaves).State;
        var tiles = new Tile(leaves);
        Assert.True(InclusionProof.TryBuild(tiles, new LeafIndex(1), state.Size, out var path, out _));
        var signed = SignedCheckpoint.Sign(new Checkpoint(origin.Line, state.Size, state.Root), _line.Party("BY").Node.As(origin.KeyName));
        signed = signed.With(Cosigner.Ed25519(_line.Party("UA").Node).Sign(signed.Checkpoint, CosignatureTime.Of(Now.AddMinutes(-20)), []));
        return (new TlogProof(path.Index, path.Hashes, signed, entry.ToBytes()), entry);
    }

    private sealed class Tile(LeafHash[] leaves) : ITileReader
    {
        public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
        {
            for (var at = 0; at < hashes.Length; at++)
                hashes[at] = leaves[at].ToTreeHash();
            return true;
        }
    }
}
