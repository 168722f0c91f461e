using System.Text;
using Parley.Channels;
using Parley.Channels.LineTests;
using Parley.Channels.Proofs;
using Parley.Channels.Wire;
using Parley.Simulator;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;

namespace Parley.Verification.Tests;

/// <summary>UA lies to honest nodes in every way that leaves evidence; what the nodes keep becomes a file, and the file stands by itself.</summary>
public sealed class EvidenceTests
{
    private readonly Line _line = new(["BY", "UA", "PL"], ["BY", "PL"]) { LineTestSeconds = 3600 };
    private readonly ChannelId _channel;

    public EvidenceTests() => _channel = _line.Open(_line.Policy());

    private TestParty Ua => _line.Party("UA");

    public static TheoryData<EvidenceKind> Kinds => [.. Enum.GetValues<EvidenceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Evidence_ThatANodeKeeps_HoldsAsAFile(EvidenceKind kind)
    {
        // EVD-001, EVD-002, EVD-003, EVD-004
        var file = Make(kind);
        var bytes = file.ToBytes();
        var parsed = EvidenceFile.Parse(bytes).OrThrow();
        Assert.Equal(bytes, parsed.ToBytes());
        foreach (var provider in new ICryptoProvider[] { SodiumProvider.Instance, BouncyCastleProvider.Instance })
        {
            var statement = parsed.Check(provider).OrThrow();
            Assert.Equal((kind, Ua.Id), (statement.Kind, statement.Accused.Current.Party));
            Assert.Equal(kind == EvidenceKind.CommitTwice ? null : _channel, statement.Channel);
        }

        var finding = Verify(bytes);
        Assert.True(finding.Good, string.Join(' ', finding.Faults));
        Assert.Contains("UA signed", finding.Proven, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_OfAnotherKind_DoesNotHold()
    {
        foreach (var made in Enum.GetValues<EvidenceKind>())
        {
            var line = new EvidenceTests();
            var file = line.Make(made);
            foreach (var claimed in Enum.GetValues<EvidenceKind>().Where(k => k != made))
            {
                var rule = (file with { Kind = claimed }).Check(SodiumProvider.Instance).Fault?.Rule;
                Assert.NotNull(rule);
                Assert.Matches("EVD-00[4-9]|CHN-05.|REC-030", rule);
            }
        }
    }

    [Fact]
    public void HonestPairs_AreNoEvidence()
    {
        // EVD-005, EVD-006, EVD-007, EVD-008
        var line = new Line("BY", "UA") { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        var (one, two) = (line.Say("UA", channel, "one"), line.Say("UA", channel, "two"));
        var tests = Enumerable.Range(0, 2).Select(_ => line["UA"].Handle(new Input.TestLine(1, channel))!.Single().Record!).ToArray();
        line.Run(10);
        var by = line["BY"].Handle(new Input.TestLine(1, channel))!.Single().Record!;
        Assert.Equal("EVD-005", Check(EvidenceKind.NumberTwice, one, one));
        Assert.Equal("EVD-005", Check(EvidenceKind.NumberTwice, one, two));
        Assert.Equal("EVD-006", Check(EvidenceKind.ForkedChain, one, two));
        Assert.Equal("EVD-006", Check(EvidenceKind.ForkedChain, two, one));
        Assert.Equal("EVD-007", Check(EvidenceKind.BrokenLedger, tests[0], tests[1]));
        Assert.Equal("EVD-007", Check(EvidenceKind.BrokenLedger, tests[1], tests[0]));
        Assert.Equal("EVD-007", Check(EvidenceKind.BrokenLedger, one, two));
        Assert.Equal("EVD-008", Check(EvidenceKind.CheckpointTwice, tests[1], by));
        Assert.Equal("EVD-004", Check(EvidenceKind.NumberTwice, one, by));

        string? Check(EvidenceKind kind, Record known, Record other) =>
            new EvidenceFile(kind, [Ua.Card], known.Bytes.ToArray(), other.Bytes.ToArray()).Check(SodiumProvider.Instance).Fault?.Rule;
    }

    [Theory]
    [InlineData("EVD-001", "parley evidence v1", "parley evidence v2")]
    [InlineData("EVD-002", "kind number-twice", "kind number-thrice")]
    [InlineData("EVD-003", "card ", "cart ")]
    [InlineData("EVD-003", "record ", "recard ")]
    public void File_Changed_RefusedByItsRule(string rule, string from, string to)
    {
        var text = Encoding.Latin1.GetString(Make(EvidenceKind.NumberTwice).ToBytes());
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.Equal(rule, EvidenceFile.Parse(Encoding.Latin1.GetBytes(text[..at] + to + text[(at + from.Length)..])).Fault?.Rule);
    }

    [Fact]
    public void File_LongerShorterOrWithMore_Refused()
    {
        // EVD-001, EVD-003
        var file = Make(EvidenceKind.NumberTwice);
        var bytes = file.ToBytes();
        Assert.Equal("EVD-003", EvidenceFile.Parse(bytes[..^1]).Fault?.Rule);
        Assert.Equal("EVD-003", EvidenceFile.Parse((byte[])[.. bytes, (byte)'\n']).Fault?.Rule);
        Assert.Equal("EVD-003", EvidenceFile.Parse((byte[])[.. bytes, .. "record 1\nx"u8]).Fault?.Rule);
        Assert.Equal("EVD-003", EvidenceFile.Parse((file with { Cards = [] }).ToBytes()).Fault?.Rule);
        Assert.Equal("EVD-001", EvidenceFile.Parse(new byte[EvidenceFile.MaxBytes + 1]).Fault?.Rule);
        Assert.Equal("CRD-020", (file with { Cards = [Ua.Card, _line.Party("BY").Card] }).Check(SodiumProvider.Instance).Fault?.Rule);
        Assert.Equal("EVD-004", (file with { Cards = [_line.Party("BY").Card] }).Check(SodiumProvider.Instance).Fault?.Rule);
    }

    [Fact]
    public void Commits_ThatAreOneOrOfDifferentEpochs_AreNoEvidence()
    {
        // EVD-009
        var twice = Make(EvidenceKind.CommitTwice);
        Assert.Equal("EVD-009", (twice with { Other = twice.Known }).Check(SodiumProvider.Instance).Fault?.Rule);
        var line = new Line("UA", "BY");
        var channel = line.Open(line.Policy());
        line.Run(5);
        using var ua = new LyingMember(line, "UA", channel);
        line["BY"].Take(ua.Party, ItemKind.Group, ua.Commit(goOn: true));
        line["BY"].Take(ua.Party, ItemKind.Group, ua.Commit(goOn: true));
        Assert.Empty(line["BY"].Store.Rows.Evidence);
        Assert.Equal("EVD-009", (twice with { Cards = [_line.Party("BY").Card] }).Check(SodiumProvider.Instance).Fault?.Rule);
    }

    [Theory]
    [InlineData(EvidenceKind.BrokenLedger, 0)]
    [InlineData(EvidenceKind.CommitTwice, 4 * 48)]
    public void EveryByteChanged_NeverHoldsAndNeverThrows(EvidenceKind kind, int unsigned)
    {
        var bytes = Make(kind).ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x01;
            if (EvidenceFile.Parse(changed).Try(out var file, out _) && file.Check(SodiumProvider.Instance).Try(out _, out _))
                unsigned--;
        }

        // What authenticates a commit within its group is not under its signature: two tags in each.
        Assert.Equal(0, unsigned);
    }

    [Fact]
    public void AnotherCard_ThanTheOneThatWasGiven_DoesNotHold()
    {
        // EVD-004: an enemy can make a party of his own with the same id; the reader has the real card.
        var trust = new Trust(SodiumProvider.Instance, _line.Now);
        var stranger = Ua.SignCard(Ua.CardText() with { Name = "another" });
        Assert.Null(trust.AddCard(stranger.ToBytes()));
        Assert.False(new FileVerifier(SodiumProvider.Instance, trust).Verify("x", Make(EvidenceKind.NumberTwice).ToBytes()).Good);
    }

    [Fact]
    public void KeyRevokedAfterwards_TheEvidenceHoldsAllTheSame()
    {
        // EVD-004
        Make(EvidenceKind.NumberTwice);
        var card = Ua.CardText();
        var fresh = new TestParty("UA2").Node.As(Ua.Node.Key.Name);
        var next = card with { Version = 2, Previous = card.Hash, Node = CardKey.Ed25519(fresh.Key.PublicKey.Span), Revoked = [new RevokedKey(card.Node, _line.Now)] };
        var note = Records.Notes.SignedNote.Create(next.ToBytes(), Ua.Root.Sign(next.ToBytes()), fresh.Sign(next.ToBytes()));
        var cards = CardHistory.Pin(Ua.Card, SodiumProvider.Instance).OrThrow().Accept(note, SodiumProvider.Instance).OrThrow();
        var evidence = Assert.Single(_line["BY"].Store.Rows.Evidence.Values);
        Assert.True(Verify(EvidenceFile.Of(evidence, cards, SodiumProvider.Instance).ToBytes()).Good);
        Assert.False(new EvidenceFile(evidence.Kind, cards.Notes, evidence.Known, evidence.Other).Check(SodiumProvider.Instance).Try(out _, out _));
    }

    private Finding Verify(byte[] bytes) => new FileVerifier(SodiumProvider.Instance, new Trust(SodiumProvider.Instance, _line.Now)).Verify("x", bytes);

    private EvidenceFile Make(EvidenceKind kind)
    {
        var by = _line["BY"];
        switch (kind)
        {
            case EvidenceKind.NumberTwice:
                by.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "one"), 1, null));
                by.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "other"), 1, null));
                break;
            case EvidenceKind.ForkedChain:
                by.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "one"), 1, null));
                by.Take(Ua, Ua.Number(_line.Saying("UA", _channel, "two"), 2, Digest.Of("x"u8)));
                break;
            case EvidenceKind.BrokenLedger:
                var first = Test(0, TreeHash.Empty, 1, null, null);
                by.Take(Ua, first);
                by.Take(Ua, Test(0, TreeHash.Empty, 2, first.Id, first.Head));
                break;
            case EvidenceKind.CommitTwice:
                return OfCommits(liar => (liar.Commit(goOn: false), liar.Commit(goOn: false)));
            default:
                // UA shows PL another ledger than BY, and PL tells BY.
                by.Take(Ua, Test(5, LeafHash.Of("a"u8).ToTreeHash(), 1, null, null));
                var shown = Test(5, LeafHash.Of("b"u8).ToTreeHash(), 1, null, null);
                by.Take(Ua, Test(0, TreeHash.Empty, 1, null, null));
                return OfCheckpoints(shown);
        }

        return EvidenceFile.Of(Assert.Single(by.Store.Rows.Evidence.Values), CardHistory.Pin(Ua.Card, SodiumProvider.Instance).OrThrow(), SodiumProvider.Instance);
    }

    /// <summary>UA is the depositary of a channel, and gives BY one commit after the other for one epoch.</summary>
    private static EvidenceFile OfCommits(Func<LyingMember, (byte[] One, byte[] Other)> commits)
    {
        var line = new Line("UA", "BY");
        var channel = line.Open(line.Policy());
        line.Run(5);
        using var ua = new LyingMember(line, "UA", channel);
        var (one, other) = commits(ua);
        Assert.Equal(ItemFate.Stored, line["BY"].Take(ua.Party, ItemKind.Group, one).Fate);
        Assert.Equal("GRP-012", line["BY"].Take(ua.Party, ItemKind.Group, other).Fault?.Rule);
        return EvidenceFile.Of(Assert.Single(line["BY"].Store.Rows.Evidence.Values), CardHistory.Pin(ua.Party.Card, SodiumProvider.Instance).OrThrow(), SodiumProvider.Instance);
    }

    private EvidenceFile OfCheckpoints(Record shown)
    {
        var line = new Line(["BY", "UA", "PL"], ["BY", "PL"]) { LineTestSeconds = 3600 };
        line.Open(line.Policy());
        line["BY"].Take(Ua, Test(0, TreeHash.Empty, 1, null, null));
        var forged = LineTest.Parse(shown).OrThrow().Checkpoint.Checkpoint;
        var origin = LedgerOrigin.Of(Ua.Id, 1, _channel);
        var known = SignedCheckpoint.Sign(new Checkpoint(origin.Line, TreeSize.Zero, forged.Root), Ua.Node.As(origin.KeyName));
        var pl = line.Party("PL");
        var own = LedgerOrigin.Of(pl.Id, 1, _channel);
        var test = new LineTest(null, new AddCheckpointRequest(TreeSize.Zero, [],
            SignedCheckpoint.Sign(new Checkpoint(own.Line, TreeSize.Zero, TreeHash.Empty), pl.Node.As(own.KeyName))), [known], []);
        var said = pl.Say(_channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.LineTest }, test.ToFields(), officers: 0);
        line["BY"].Take(pl, pl.Number(said, 1, null));
        return EvidenceFile.Of(Assert.Single(line["BY"].Store.Rows.Evidence.Values), CardHistory.Pin(Ua.Card, SodiumProvider.Instance).OrThrow(), SodiumProvider.Instance);
    }

    private Record Test(long size, TreeHash root, long number, Digest? previous, Head? since)
    {
        var origin = LedgerOrigin.Of(Ua.Id, 1, _channel);
        IReadOnlyList<Field> fields = new LineTest(since, new AddCheckpointRequest(TreeSize.Zero, [],
            SignedCheckpoint.Sign(new Checkpoint(origin.Line, new(size), root), Ua.Node.As(origin.KeyName))), [], []).ToFields();
        return Ua.Number(Ua.Say(_channel, [_line.Party("BY").Desk], "", _line.Now, c => c with { Form = FormId.LineTest }, fields, officers: 0), number, previous);
    }
}
