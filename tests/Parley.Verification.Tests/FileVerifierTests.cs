using System.Security.Cryptography;
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
using Parley.Records.Cards;
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
    public void Record_OfKeysRevokedSince_SaysSo()
    {
        // CHN-067, CHN-068
        var (by, card) = (_line.Party("BY"), _line.Party("BY").CardText());
        var officer = card with { Version = 2, Previous = card.Hash, Revoked = [new RevokedKey(card.Officers[0].Key, Now)], Officers = [.. card.Officers.Skip(1)] };
        foreach (var bytes in new[] { _record.Bytes.ToArray(), Extract.Of(_record, _ => Disclosure.Hidden).ToBytes() })
        {
            Assert.DoesNotContain("was revoked since", Verify(bytes).Proven, StringComparison.Ordinal);
            Assert.Contains($"The key of {card.Officers[0].Id} was revoked since", Under(by.SignCard(officer), bytes).Proven, StringComparison.Ordinal);
        }

        var next = new NoteSigner(new NoteKeyName("BY"), SHA256.HashData("the next key"u8), by.Crypto.Ed25519);
        var node = card with { Version = 2, Previous = card.Hash, Revoked = [new RevokedKey(card.Node, Now)], Node = CardKey.Ed25519(next.Key.PublicKey.Span) };
        var finding = Under(SignedNote.Create(node.ToBytes(), by.Root.Sign(node.ToBytes()), next.Sign(node.ToBytes())), _record.Bytes.ToArray());
        Assert.Contains("only the archive shows whether the next key vouches for it", Assert.Single(finding.Faults), StringComparison.Ordinal);

        Finding Under(SignedNote second, byte[] bytes)
        {
            var trust = new Trust(BouncyCastleProvider.Instance, Now);
            Assert.Null(trust.AddCard(by.Card.ToBytes()));
            Assert.Null(trust.AddCard(second.ToBytes()));
            return new FileVerifier(BouncyCastleProvider.Instance, trust).Verify("x", bytes);
        }
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
    public void Checkpoint_CosignedWithMlDsa44_SaysHow()
    {
        // LED-041, LED-043
        var line = new Line(["BY", "UA"], ["BY", "UA"], cosigners: true);
        var channel = line.Open(line.Policy());
        line["BY"].Handle(new Input.TestLine(1, channel));
        line.Run(2);
        var rows = line["BY"].Store.Rows;
        var test = rows.Checkpoints.Values.Single();
        var (ed25519, mlDsa44) = (rows.Cosignatures.Values.Single()[0], rows.Cosignatures.Values.Single()[1]);
        var finding = Check(test.Signed.With(ed25519).With(mlDsa44));
        Assert.Equal((true, 2L), (finding.Good, finding.Cosignatures));
        Assert.Contains("Ed25519 and ML-DSA-44)", finding.Proven, StringComparison.Ordinal);
        Assert.Equal(["Ed25519", "Ed25519", "ML-DSA-44"], finding.Signers.Select(s => s.Algorithm));

        // Where the one is cut short or is of another head, nothing holds, however good the other is.
        var bad = mlDsa44.Signature.ToArray();
        bad[^1] ^= 1;
        Assert.Contains("LED-033", Assert.Single(Check(test.Signed.With(ed25519).With(new NoteSignature(mlDsa44.KeyName, mlDsa44.KeyHash, bad))).Faults), StringComparison.Ordinal);
        Assert.False(Check(test.Signed.With(new NoteSignature(mlDsa44.KeyName, mlDsa44.KeyHash, bad.AsMemory(0, 100)))).Good);

        Finding Check(SignedCheckpoint signed)
        {
            var trust = new Trust(BouncyCastleProvider.Instance, Now);
            foreach (var party in line.Parties)
                Assert.Null(trust.AddCard(party.Card.ToBytes()));
            return new FileVerifier(BouncyCastleProvider.Instance, trust).Verify("x", signed.ToBytes());
        }
    }

    [Fact]
    public void Heads_ThatContradictEachOther_AreNamedThoughEachIsGood()
    {
        // LED-050, LED-034
        var log = new NoteSigner(new("log.example/1"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
        var verifier = ForeignVerifier([log.Key.ToString()]);
        var (one, other) = (Head(log, 5, "a"), Head(log, 5, "b"));
        Assert.All(new[] { one, Head(log, 6, "c"), other, one }, head => Assert.True(verifier.Verify("x", head.ToBytes()).Good));
        Assert.Equal(2, verifier.Conflicts().Count());
        Assert.All(verifier.Conflicts(), c => Assert.False(c.Good));
        Assert.Contains("two heads of 5 entries", verifier.Conflicts().First().Faults[0], StringComparison.Ordinal);
        Assert.Contains("LED-034", Assert.Single(verifier.Verify("x", Head(log, 0, "a").ToBytes()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_OfALogWhoseKeyHasAnotherName_NeedsTheOperatorsWord()
    {
        // LED-033: a key given for one log does not make it the key of every log.
        var log = new NoteSigner(new("sum.example"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
        var checkpoint = new Checkpoint(LogOrigin.Parse("go.sum database tree"), new(7), new TreeHash(new byte[32]));
        var bytes = log.SignNote(checkpoint.Text.Span).ToBytes();
        Assert.Contains("LED-033", Assert.Single(ForeignVerifier([log.Key.ToString()]).Verify("x", bytes).Faults), StringComparison.Ordinal);
        var finding = ForeignVerifier([log.Key.ToString()], "go.sum database tree").Verify("x", bytes);
        Assert.Equal(("checkpoint", true, "go.sum database tree", 7L), (finding.Kind, finding.Good, finding.Head!.Origin, finding.Head.Size));
        Assert.False(ForeignVerifier([log.Key.ToString()], "another").Verify("x", bytes).Good);
    }

    [Fact]
    public void Checkpoint_WithWitnessesKeysAlone_SaysWhatTheySawAndNoMore()
    {
        var log = new NoteSigner(new("log.example/1"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
        var witness = Cosigner.Ed25519(new NoteKeyName("witness.example"), new byte[32], SodiumProvider.Instance.Ed25519);
        var head = Head(log, 5, "a");
        var signed = head.With(witness.Sign(head.Checkpoint, CosignatureTime.Of(Now.AddDays(-1)), []));
        var finding = ForeignVerifier([witness.Key.ToString()]).Verify("x", signed.ToBytes());
        Assert.Equal(("checkpoint", true, 1L), (finding.Kind, finding.Good, finding.Cosignatures));
        Assert.Contains("That the log log.example/1 signed this head: no key of it was given", finding.NotProven, StringComparison.Ordinal);

        // With any key that could be a log's, the log's own signature is wanted.
        var stripped = SignedNote.Create(head.Checkpoint.Text.Span, signed.Note.Signatures[1]).ToBytes();
        Assert.False(ForeignVerifier([witness.Key.ToString(), log.Key.ToString()]).Verify("x", stripped).Good);
        Assert.True(ForeignVerifier([witness.Key.ToString(), log.Key.ToString()]).Verify("x", signed.ToBytes()).Good);
        Assert.False(ForeignVerifier([witness.Key.ToString()]).Verify("x", head.ToBytes()).Good);

        // LED-042
        var late = head.With(witness.Sign(head.Checkpoint, CosignatureTime.Of(Now.AddDays(1)), []));
        Assert.Contains("LED-042", Assert.Single(ForeignVerifier([witness.Key.ToString()]).Verify("x", late.ToBytes()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Note_OfAnyText_SaysWhoSigned()
    {
        var signer = new NoteSigner(new("example.com/a"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
        var bytes = signer.SignNote("If you think cryptography is the answer\nto your problem…\n"u8).ToBytes();
        var finding = ForeignVerifier([signer.Key.ToString()]).Verify("x", bytes);
        Assert.Equal(("note", true, "example.com/a"), (finding.Kind, finding.Good, Assert.Single(finding.Signers).Name));
        Assert.False(Verify(bytes).Good);
        bytes[3] ^= 1;
        Assert.Contains("LED-033", Assert.Single(ForeignVerifier([signer.Key.ToString()]).Verify("x", bytes).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_TwoOfThreeFromEachSide_AsksForThem()
    {
        // LED-071, LED-072
        var log = new NoteSigner(new("log.example/1"), Enumerable.Repeat((byte)9, 32).ToArray(), SodiumProvider.Instance.Ed25519);
        var witnesses = Enumerable.Range(0, 6).Select(i => i % 3 == 0
            ? Cosigner.MlDsa44(new NoteKeyName($"w{i}.example"), Enumerable.Repeat((byte)(i + 20), 32).ToArray(), SodiumProvider.Instance.MlDsa44)
            : Cosigner.Ed25519(new NoteKeyName($"w{i}.example"), Enumerable.Repeat((byte)(i + 20), 32).ToArray(), SodiumProvider.Instance.Ed25519)).ToArray();
        var policy = $"""
            log {log.Key}
            {string.Join('\n', witnesses.Select((w, i) => $"witness w{i} {w.Key}"))}
            group east 2 w0 w1 w2
            group west 2 w3 w4 w5
            group both all east west
            quorum both

            """.ReplaceLineEndings("\n");
        Assert.True(Check(0, 1, 3, 4).Good);
        Assert.True(Check(1, 2, 4, 5, 0).Good);
        Assert.False(Check(0, 1, 2, 3).Good);
        Assert.False(Check(0, 3).Good);
        Assert.False(Check().Good);

        Finding Check(params int[] who)
        {
            var trust = new Trust(BouncyCastleProvider.Instance, Now);
            Assert.Null(trust.AddPolicy(Encoding.UTF8.GetBytes(policy)));
            var head = Head(log, 5, "a");
            return new FileVerifier(BouncyCastleProvider.Instance, trust).Verify("x", who.Aggregate(head, (signed, w) =>
                signed.With(witnesses[w].Sign(head.Checkpoint, CosignatureTime.Of(Now.AddHours(-1)), new byte[32].AsSpan(0, witnesses[w].SigningRandomnessSize)))).ToBytes());
        }
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

    private static SignedCheckpoint Head(NoteSigner log, long size, string root) =>
        SignedCheckpoint.Sign(new Checkpoint(LogOrigin.Parse(log.Key.Name.ToString()), new(size), new TreeHash(Digest.Of(Encoding.UTF8.GetBytes(root)).ToArray())), log);

    private static FileVerifier ForeignVerifier(string[] keys, string? origin = null)
    {
        var trust = new Trust(BouncyCastleProvider.Instance, Now);
        Assert.All(keys, key => Assert.True(trust.AddKey(key)));
        if (origin is not null)
            Assert.True(trust.AddOrigin(origin));
        return new FileVerifier(BouncyCastleProvider.Instance, trust);
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
