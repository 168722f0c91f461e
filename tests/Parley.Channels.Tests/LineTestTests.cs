using System.Text;
using Parley.Channels.LineTests;
using Parley.Simulator;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Channels.Tests;

/// <summary>Line tests: between honest nodes, and with UA played by the test, lying about its ledger.</summary>
public sealed class LineTestTests
{
    private readonly Line _line = new(["BY", "UA", "PL"], ["BY", "PL"]) { LineTestSeconds = 3600 };
    private readonly ChannelId _channel;
    private readonly List<Record> _said = [];
    private readonly List<LeafHash> _leaves = [];

    public LineTestTests() => _channel = _line.Open(_line.Policy());

    private TestParty Ua => _line.Party("UA");

    private Station By => _line["BY"];

    private Station Pl => _line["PL"];

    private LedgerOrigin Origin => LedgerOrigin.Of(Ua.Id, 1, _channel);

    [Fact]
    public void Tests_OnSchedule_AlternateAndAreCosignedByAll()
    {
        // CHN-050, CHN-055
        var line = new Line("BY", "PL", "UA") { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        line.Say("BY", channel);
        line.Run(3580);
        Assert.Equal(["BY", "PL"], Tests(line["UA"], channel).Select(t => t.Test.Author.Value));
        line.Run((2 * 3600) + 60);
        foreach (var station in line.Stations)
        {
            Assert.Equal(["BY", "PL", "UA", "BY", "PL", "UA", "BY", "PL", "UA"], Tests(station, channel).Select(t => t.Test.Author.Value));
            Assert.All(Tests(station, channel), test => Assert.Equal(["BY", "PL", "UA"],
                station.Store.Rows.Cosignatures.Keys.Where(c => c.Test == test.Test.Id).Select(c => c.Member.Value).Append(test.Test.Author.Value).Distinct().Order()));
            Assert.Empty(station.Rules);
        }

        // Nobody receipts a test or an answer, and nobody answers an answer.
        Assert.Equal(9 + 18 + 1 + 2, line["BY"].Records(channel).Count);
    }

    [Fact]
    public void Test_AtTheOperatorsWord_CosignedAtOnceAndCountedFromThere()
    {
        // CHN-050
        var line = new Line("BY", "UA") { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        var answered = line["BY"].Handle(new Input.TestLine(7, channel))!.Single();
        line.Run(2);
        var test = Assert.Single(Tests(line["BY"], channel));
        Assert.Equal(answered.Record!.Id, test.Test.Id);
        Assert.True(line["BY"].Store.Rows.Cosignatures.ContainsKey((test.Test.Id, line.Party("UA").Id)));
        line.Run(3597);
        Assert.Equal(["BY"], Tests(line["UA"], channel).Select(t => t.Test.Author.Value).Where(a => a == "BY"));
        line.Run(5);
        Assert.Equal(2, Tests(line["UA"], channel).Count(t => t.Test.Author.Value == "BY"));
    }

    [Fact]
    public void Answer_WhereTheCardNamesACosigner_IsMadeWithBothKeys()
    {
        // CHN-055, LED-043, LED-041
        var line = new Line(["BY", "UA"], ["BY", "UA"], cosigners: true) { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        var test = line["BY"].Handle(new Input.TestLine(7, channel))!.Single().Record!;
        line.Run(2);
        var ua = line.Party("UA");
        foreach (var station in line.Stations)
        {
            var lines = station.Store.Rows.Cosignatures[(test.Id, ua.Id)];
            Assert.Equal(["Ed25519", "ML-DSA-44"], lines.Select(Cosigner.AlgorithmOf));
            var note = SignedNote.Create(LineTest.Parse(test).OrThrow().Checkpoint.Checkpoint.Text.Span, lines[1]);
            Assert.True(note.Verify(new CosignatureVerifier(ua.Cosigner!.Key, SodiumProvider.Instance.MlDsa44)).IsVerified);
            Assert.False(note.Verify(new CosignatureVerifier(line.Party("BY").Cosigner!.Key, SodiumProvider.Instance.MlDsa44)).IsVerified);
            Assert.Empty(station.Rules);
        }

        // An engine that cannot cosign as its card says does not start.
        var by = line["BY"].Store;
        Assert.Throws<ArgumentException>(() => new Engine(line.Party("BY").Id, line.Party("BY").Node, SodiumProvider.Instance, by, by.Load(line.Party("BY").Id, SodiumProvider.Instance)));
        Assert.Throws<ArgumentException>(() => new Engine(line.Party("BY").Id, line.Party("BY").Node, SodiumProvider.Instance, by, by.Load(line.Party("BY").Id, SodiumProvider.Instance), ua.Cosigner));
    }

    [Fact]
    public void Cosignature_WithACosignersKeyThatIsNotGood_IsLeftOutAndTheOtherKept()
    {
        // CHN-056
        var line = new Line(["BY", "UA"], ["BY"], cosigners: true) { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        var own = line["BY"].Handle(new Input.TestLine(1, channel))!.Single().Record!;
        var checkpoint = LineTest.Parse(own).OrThrow().Checkpoint.Checkpoint;
        var (ua, by, time) = (line.Party("UA"), line["BY"], CosignatureTime.Of(line.Now));
        Record? last = null;
        Answer(ua.Cosigner!.Sign(checkpoint, CosignatureTime.Of(line.Now.AddMinutes(11)), new byte[32]));
        Answer(Cosigner.MlDsa44(new NoteKeyName("UA"), new byte[32], SodiumProvider.Instance.MlDsa44).Sign(checkpoint, time, new byte[32]));
        Answer(ua.Cosigner.Sign(new Checkpoint(checkpoint.Origin, new(checkpoint.Size.Value + 1), checkpoint.Root), time, new byte[32]));
        Assert.Single(by.Store.Rows.Cosignatures[(own.Id, ua.Id)]);
        Assert.Equal(["CHN-056"], by.Rules.Distinct());

        // One of another size, or a third, is no answer at all.
        Assert.DoesNotContain("CHN-055", by.Rules);
        var ed25519 = Cosigner.Ed25519(ua.Node).Sign(checkpoint, time, []);
        var mlDsa44 = ua.Cosigner.Sign(checkpoint, time, new byte[32]);
        foreach (var wrong in new NoteSignature[][] { [mlDsa44], [ed25519, ed25519], [mlDsa44, ed25519], [ed25519, mlDsa44, mlDsa44] })
        {
            var record = Said(TestAnswer.ToField([new TestAnswer(own.Id, wrong, null)]));
            Assert.Equal("CHN-055", TestAnswer.Parse(record).Fault?.Rule);
            Assert.Equal(ItemFate.Stored, by.Take(ua, record).Fate);
        }

        Assert.Contains("CHN-055", by.Rules);

        void Answer(NoteSignature second) =>
            Assert.Equal(ItemFate.Stored, by.Take(ua, Said(TestAnswer.ToField([new TestAnswer(own.Id, [Cosigner.Ed25519(ua.Node).Sign(checkpoint, time, []), second], null)]))).Fate);

        Record Said(Field field) => last = ua.Number(
            ua.Say(channel, [by.Party.Desk], "", line.Now, c => c with { Form = FormId.LineTestAnswer }, [field], officers: 0), (last?.Numbering.Number ?? 0) + 1, last?.Id);
    }

    [Fact]
    public void Test_OfAChannelThatIsNotOpen_Refused() =>
        FoundingTests.Refused("CHN-001", By.Handle(new Input.TestLine(7, new ChannelId("other", Digest.Of("x"u8))))!.Single().Answer);

    [Fact]
    public void Test_AfterARestart_ComesWhenItWasDue()
    {
        // CHN-050
        var line = new Line("BY", "UA") { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        line["BY"].Handle(new Input.TestLine(7, channel));
        line.Run(3000);
        line["BY"].Die();
        line["BY"].Restart();
        line.Run(590);
        Assert.Single(Tests(line["BY"], channel), t => t.Test.Author.Value == "BY");
        line.Run(20);
        Assert.Equal(2, Tests(line["BY"], channel).Count(t => t.Test.Author.Value == "BY"));
        Assert.Empty(line["UA"].Rules);
    }

    [Fact]
    public void Answer_LostInACrash_GivenAfterTheRestart()
    {
        // CHN-055
        var test = Said(GoodTest());
        Pl.Store.Commit();
        By.DiesHere = () => By.Store.Rows.Checkpoints.Count > 0 && By.Store.Rows.Cosignatures.Count > 0;
        By.Handle(new Input.Received(1, Ua.Id, "test", new Wire.BundleItem(Wire.ItemKind.Record, test.Bytes.ToArray())));
        Assert.False(By.IsUp);
        By.DiesHere = () => false;
        By.Restart();
        Assert.Equal(ItemFate.Stored, By.Take(Ua, test).Fate);
        Assert.True(Cosigned(By, test));
    }

    [Fact]
    public void Answers_OnALargeChannel_GoWithTheNextTest()
    {
        // CHN-055
        string[] nine = ["AA", "BB", "CC", "DD", "EE", "FF", "GG", "HH", "II"];
        var line = new Line(nine) { LineTestSeconds = 3600 };
        var channel = line.Open(line.Policy());
        line.Run(4000);
        var tests = Tests(line["AA"], channel);
        Assert.Equal(10, tests.Count);
        Assert.DoesNotContain(line["AA"].Records(channel), r => r.Record.Content.Form == FormId.LineTestAnswer);
        Assert.Equal(9, line["AA"].Store.Rows.Cosignatures.Keys.Count(c => c.Test == tests[0].Test.Id) + 1);
        Assert.Empty(line["AA"].Rules);
    }

    [Fact]
    public void Tests_OneAfterAnother_AreNotAnsweredOneByOne()
    {
        // CHN-055
        var tests = new List<Record>();
        for (var i = 0; i < 5; i++)
            tests.Add(Said(GoodTest()));
        foreach (var test in tests)
            By.Take(Ua, test);
        Assert.Single(By.Records(_channel), r => r.Record.Content.Form == FormId.LineTestAnswer);
        _line.Run(6);
        Assert.Equal(2, By.Records(_channel).Count(r => r.Record.Content.Form == FormId.LineTestAnswer && r.Record.Content.Author == By.Party.Id));
        Assert.True(Cosigned(By, tests[0]));
        Assert.True(Cosigned(By, tests[4]));
        Assert.False(Cosigned(By, tests[2]));
    }

    [Fact]
    public void Test_ThatDoesNotReadAsOne_StoredAndNotCosigned()
    {
        var good = GoodTest();
        Field[][] unreadable =
        [
            [],
            [.. good, new Field("more", "x")],
            [.. good.Where(f => f.Name != "since")],
            [.. good.Where(f => f.Name != "add-checkpoint")],
            Replace(good, "since", "yesterday"),
            Replace(good, "since", $"PL:1:1:{Digest.Of("x"u8)}"),
            Replace(good, "since", $"UA:1:9:{Digest.Of("x"u8)}"),
            Replace(good, "add-checkpoint", "old 0\n\nnothing"),
            Replace(good, "add-checkpoint", good.Single(f => f.Name == "add-checkpoint").Value + "\n" + Ua.Node.Sign("x\n"u8)),
            [.. good, new Field("known", "")],
            [.. good, new Field("known", "a\nb\nc\n\nd")],
            [.. good, new Field("cosigned", "")],
            [.. good, new Field("cosigned", $"{Digest.Of("x"u8)} refused because")],
            [.. good, new Field("cosigned", string.Join('\n', Enumerable.Repeat($"{Digest.Of("x"u8)} refused CHN-053", 65)))],
        ];
        foreach (var fields in unreadable)
        {
            var test = Said(fields);
            Assert.Equal(ItemFate.Stored, By.Take(Ua, test).Fate);
            Assert.False(Cosigned(By, test));
        }

        // CHN-051; the lists have their own numbers.
        Assert.Subset(new HashSet<string> { "CHN-051", "CHN-054", "CHN-055", "LED-080", "LED-031" }, By.Rules.ToHashSet());
        Assert.Contains("CHN-051", By.Rules);
        Assert.Empty(By.Store.Rows.Checkpoints);
    }

    [Fact]
    public void Test_OfAnotherLedgerOrUnsigned_NotCosigned()
    {
        // CHN-052
        foreach (var fields in new[]
        {
            Request(new Checkpoint(LedgerOrigin.Of(Ua.Id, 2, _channel).Line, TreeSize.Zero, TreeHash.Empty), Ua.Node, 0, []),
            Request(new Checkpoint(LedgerOrigin.Of(By.Party.Id, 1, _channel).Line, TreeSize.Zero, TreeHash.Empty), Ua.Node, 0, []),
            Request(new Checkpoint(Origin.Line, TreeSize.Zero, TreeHash.Empty), Pl.Party.Node, 0, []),
        })
        {
            var test = Said(fields);
            By.Take(Ua, test);
            Assert.False(Cosigned(By, test));
        }

        Assert.Equal(["CHN-052"], By.Rules.Distinct());
        Assert.Empty(By.Store.Rows.Evidence);
    }

    [Fact]
    public void FirstTest_ThatDoesNotStartFromNothing_NotCosigned()
    {
        // CHN-053
        var leaves = Leaves(7, "x");
        var test = Said(Request(At(leaves, 7), Ua.Node, 5, Proof(leaves, 5, 7)));
        By.Take(Ua, test);
        Assert.False(Cosigned(By, test));
        Assert.Equal(["CHN-053"], By.Rules);
    }

    public static TheoryData<string> Lies => [nameof(Shrinks), nameof(StandsStill), nameof(Forks), nameof(OffersNoProof), nameof(PassesOver), nameof(RenamesTheOneBefore)];

    [Theory]
    [MemberData(nameof(Lies))]
    public void Ledger_ThatIsNotContinued_IsEvidenceAndNeverCosignedAgain(string lie)
    {
        // CHN-053
        for (var i = 0; i < 3; i++)
            By.Take(Ua, Said(GoodTest()));
        var last = _said[^1];
        var bad = Said(lie switch
        {
            nameof(Shrinks) => Shrinks(),
            nameof(StandsStill) => StandsStill(),
            nameof(Forks) => Forks(),
            nameof(OffersNoProof) => OffersNoProof(),
            nameof(PassesOver) => PassesOver(),
            _ => RenamesTheOneBefore(),
        });
        _line.Run(10);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, bad).Fate);
        Assert.False(Cosigned(By, bad));
        var evidence = Assert.Single(By.Store.Rows.Evidence.Values);
        Assert.Equal((EvidenceKind.BrokenLedger, Ua.Id, last.Id, bad.Id), (evidence.Kind, evidence.Author, evidence.Records.Known.Id, evidence.Records.Other.Id));
        Assert.Equal(["CHN-053"], By.Rules);

        // UA is told so, and by each that has found it out.
        var answer = By.Records(_channel).Last(r => r.Record.Content.Form == FormId.LineTestAnswer).Record;
        Assert.Equal([new TestAnswer(bad.Id, [], "CHN-053")], TestAnswer.Parse(answer).OrThrow());

        // What follows a lie is not cosigned either, and is no new evidence.
        _line.Run(10);
        var after = Said(GoodTest());
        By.Take(Ua, after);
        Assert.False(Cosigned(By, after));
        Assert.Single(By.Store.Rows.Evidence);
    }

    [Fact]
    public void Evidence_OfABrokenLedger_StandsByItself()
    {
        // CHN-053: the two records alone say it, in either program.
        for (var i = 0; i < 2; i++)
            By.Take(Ua, Said(GoodTest()));
        By.Take(Ua, Said(Forks()));
        var evidence = Assert.Single(By.Store.Rows.Evidence.Values);
        var (known, other) = (LineTest.Parse(evidence.Records.Known).OrThrow(), LineTest.Parse(evidence.Records.Other).OrThrow());
        Assert.NotNull(other.Contradicts(evidence.Records.Known.Head, known.Checkpoint.Checkpoint, evidence.Records.Other.Head));
        Assert.Null(known.Contradicts(evidence.Records.Other.Head, other.Checkpoint.Checkpoint, evidence.Records.Known.Head));
    }

    [Fact]
    public void Checkpoints_TwoOfOneSize_AreEvidenceWhenTheirOwnersCompare()
    {
        // CHN-054: UA shows BY one ledger and PL another; BY tells PL what it was shown. The two tests have one number, so
        // that PL also asks for the other record, and has that as evidence too.
        var shown = Said(Request(At(Leaves(1, "a"), 1), Ua.Node, 0, []));
        _said.Clear();
        var other = Said(Request(At(Leaves(1, "b"), 1), Ua.Node, 0, []));
        By.Take(Ua, shown);
        Pl.Take(Ua, other);
        By.Handle(new Input.TestLine(1, _channel));
        _line.Run(5);
        Assert.Contains(Pl.Store.Rows.Evidence.Values, e => e.Kind == EvidenceKind.CheckpointTwice && e.Author == Ua.Id && e.Records.Known.Id == other.Id);
        Assert.Contains("CHN-054", Pl.Rules);
        Assert.Contains(Pl.Store.Rows.Alarms.Keys, a => a.Rule == "CHN-054" && a.About == Ua.Id);

        // The next test of PL lets BY find the same.
        Pl.Handle(new Input.TestLine(1, _channel));
        _line.Run(5);
        Assert.Contains(By.Store.Rows.Evidence.Values, e => e.Kind == EvidenceKind.CheckpointTwice && e.Author == Ua.Id);
        Assert.Contains(By.Store.Rows.Evidence.Values, e => e.Kind == EvidenceKind.NumberTwice && e.Author == Ua.Id);
    }

    [Fact]
    public void Checkpoint_ShownToOneMemberOnly_AlarmsTheOthers()
    {
        // CHN-054: PL passes on a checkpoint that UA signed and put into none of its tests.
        By.Take(Ua, Said(GoodTest()));
        By.Take(Ua, Said(GoodTest()));
        By.Take(Ua, Said([TestAnswer.ToField([new TestAnswer(Digest.Of("x"u8), [], "CHN-053")])], FormId.LineTestAnswer));
        By.Take(Ua, Said(GoodTest()));
        var stray = SignedCheckpoint.Sign(At(Leaves(2, "stray"), 2), Ua.Node.As(Origin.KeyName));
        Pass(stray);
        var alarm = Assert.Single(By.Store.Rows.Alarms.Keys);
        Assert.Equal(("CHN-054", Ua.Id), (alarm.Rule, alarm.About));
        Assert.Empty(By.Store.Rows.Evidence);
    }

    [Fact]
    public void Checkpoint_ThatNobodySigned_AlarmsAboutWhoPassesItOn()
    {
        // CHN-054
        Pass(SignedCheckpoint.Sign(At(Leaves(2, "x"), 2), Pl.Party.Node.As(Origin.KeyName)));
        var alarm = Assert.Single(By.Store.Rows.Alarms.Keys);
        Assert.Equal(("CHN-054", Pl.Party.Id), (alarm.Rule, alarm.About));
    }

    [Theory]
    [InlineData("UA", "")]
    [InlineData("BY", "CHN-054")]
    public void Checkpoint_OfAnIncarnationThatIsNotKnownHere_SaysNothingUnlessItIsThisNodes(string party, string rules)
    {
        // CHN-054: PL may have the card of a restored UA already; of BY itself there is none that BY does not know.
        var origin = LedgerOrigin.Of(_line.Party(party).Id, 2, _channel);
        Pass(SignedCheckpoint.Sign(new Checkpoint(origin.Line, new(2), Leaves(2, "x").Root), _line.Party(party).Node.As(origin.KeyName)));
        Assert.Equal(rules, string.Join(' ', By.Rules));
    }

    [Fact]
    public void Checkpoint_OfThisNodeThatItDidNotMake_Alarms()
    {
        // CHN-054
        var origin = LedgerOrigin.Of(By.Party.Id, 1, _channel);
        Pass(SignedCheckpoint.Sign(new Checkpoint(origin.Line, new(3), Leaves(3, "x").Root), By.Party.Node.As(origin.KeyName)));
        Assert.Equal(["CHN-018"], By.Rules);
    }

    [Fact]
    public void Cosignature_ByAnotherKeyOrOverAnotherHead_NotKept()
    {
        // CHN-056
        var own = By.Handle(new Input.TestLine(1, _channel))!.Single().Record!;
        var checkpoint = LineTest.Parse(own).OrThrow().Checkpoint.Checkpoint;
        var time = CosignatureTime.Of(_line.Now);
        Answer(Cosigner.Ed25519(Pl.Party.Node).Sign(checkpoint, time, []));
        Answer(Cosigner.Ed25519(Ua.Node).Sign(At(Leaves(3, "x"), 3), time, []));
        Answer(Cosigner.Ed25519(Ua.Node).Sign(checkpoint, CosignatureTime.Of(_line.Now.AddMinutes(11)), []));
        Answer(Cosigner.Ed25519(Ua.Node).Sign(checkpoint, new CosignatureTime(long.MaxValue), []));
        Assert.DoesNotContain(By.Store.Rows.Cosignatures.Keys, c => c.Test == own.Id && c.Member == Ua.Id);
        Assert.Equal(2, By.Store.Rows.Alarms.Count);
        Assert.Equal(["CHN-056"], By.Rules.Distinct());
        Answer(Cosigner.Ed25519(Ua.Node).Sign(checkpoint, time, []));
        Assert.Contains(By.Store.Rows.Cosignatures.Keys, c => c.Test == own.Id && c.Member == Ua.Id);

        void Answer(NoteSignature line) =>
            Assert.Equal(ItemFate.Stored, By.Take(Ua, Said([TestAnswer.ToField([new TestAnswer(own.Id, [line], null)])], FormId.LineTestAnswer)).Fate);
    }

    [Fact]
    public void Answer_ThatRefusesOrDoesNotRead_Alarms()
    {
        // CHN-057, CHN-055
        var own = By.Handle(new Input.TestLine(1, _channel))!.Single().Record!;
        By.Take(Ua, Said([TestAnswer.ToField([new TestAnswer(own.Id, [], "CHN-053")])], FormId.LineTestAnswer));
        Assert.Equal(["CHN-057"], By.Rules);
        By.Take(Ua, Said([new Field("other", "x")], FormId.LineTestAnswer));
        Assert.Equal(["CHN-055", "CHN-057"], By.Rules);

        // Of a test that is not here an answer means nothing.
        By.Take(Ua, Said([TestAnswer.ToField([new TestAnswer(Digest.Of("x"u8), [], "CHN-053")])], FormId.LineTestAnswer));
        Assert.Equal(2, By.Rules.Count);
    }

    [Fact]
    public void Witness_FromOutside_IsKeptBesideTheMembersOrAlarms()
    {
        // CHN-058
        var own = By.Handle(new Input.TestLine(1, _channel))!.Single().Record!;
        var witness = Cosigner.Ed25519(new NoteKeyName("witness.example"), new byte[32], SodiumProvider.Instance.Ed25519);
        var line = witness.Sign(LineTest.Parse(own).OrThrow().Checkpoint.Checkpoint, CosignatureTime.Of(_line.Now), []);
        Assert.Equal(ItemFate.Stored, By.Handle(new Input.Witnessed(2, _channel, own.Id, line))!.Single().Answer.Fate);
        Assert.Equal("witness.example", Assert.Single(By.Store.Rows.Witnesses.Keys).Witness);
        FoundingTests.Refused("CHN-058", By.Handle(new Input.Witnessed(3, _channel, Digest.Of("x"u8), line))!.Single().Answer);
        By.Take(Ua, Said(GoodTest()));
        FoundingTests.Refused("CHN-058", By.Handle(new Input.Witnessed(3, _channel, _said[0].Id, line))!.Single().Answer);
        Assert.Empty(By.Rules);
        By.Handle(new Input.WitnessKnowsMore(4, _channel, "witness.example", 900));
        Assert.Equal(["CHN-058"], By.Rules);
    }

    private static List<TestedCheckpoint> Tests(Station station, ChannelId channel) =>
    [
        .. station.Store.Rows.Checkpoints.Values.Where(t => station.Store.Rows.Records[t.Test.Id].Channel == channel)
            .OrderBy(t => station.Store.Rows.Records[t.Test.Id].Sequence),
    ];

    private static bool Cosigned(Station station, Record test) => station.Store.Rows.Cosignatures.ContainsKey((test.Id, station.Party.Id));

    private static Field[] Replace(Field[] fields, string name, string value) => [.. fields.Select(f => f.Name == name ? f with { Value = value } : f)];

    private static Tree Leaves(int count, string of) => new([.. Enumerable.Range(0, count).Select(i => LeafHash.Of(Encoding.UTF8.GetBytes($"{of} {i}")))]);

    private Checkpoint At(Tree tree, int size) => new(Origin.Line, new(size), tree.First(size).Root);

    private static IReadOnlyList<TreeHash> Proof(Tree tree, int from, int to) =>
        ConsistencyProof.TryBuild(tree.First(to), new(from), new(to), out var proof, out _) ? proof.Hashes : throw new InvalidOperationException();

    /// <summary>PL, for once played by the test, passes on a checkpoint to BY.</summary>
    private void Pass(SignedCheckpoint shown)
    {
        var origin = LedgerOrigin.Of(Pl.Party.Id, 1, _channel);
        var test = new LineTest(null, new AddCheckpointRequest(TreeSize.Zero, [],
            SignedCheckpoint.Sign(new Checkpoint(origin.Line, TreeSize.Zero, TreeHash.Empty), Pl.Party.Node.As(origin.KeyName))), [shown], []);
        var said = Pl.Party.Say(_channel, [By.Party.Desk], "", _line.Now, c => c with { Form = FormId.LineTest }, test.ToFields(), officers: 0);
        Assert.Equal(ItemFate.Stored, By.Take(Pl.Party, Pl.Party.Number(said, 1, null)).Fate);
    }

    /// <summary>UA says it, and its ledger grows by an entry.</summary>
    private Record Said(IReadOnlyList<Field> fields, FormId? form = null)
    {
        var said = Ua.Say(_channel, [By.Party.Desk], "", _line.Now, c => c with { Form = form ?? FormId.LineTest }, fields, officers: 0);
        var record = Ua.Number(said, _said.Count + 1, _said.Count > 0 ? _said[^1].Id : null);
        _said.Add(record);
        _leaves.Add(LeafHash.Of(record.Id.ToArray()));
        return record;
    }

    private Field[] GoodTest() => Continue(new Tree([.. _leaves]), _leaves.Count);

    private Field[] Continue(Tree tree, int size, Head? since = null, int? old = null)
    {
        var last = _said.LastOrDefault(r => r.Content.Form == FormId.LineTest);
        since ??= last?.Head;
        var from = old ?? (last is null ? 0 : (int)LineTest.Parse(last).OrThrow().Checkpoint.Checkpoint.Size.Value);
        return Request(At(tree, size), Ua.Node, from, from < size ? Proof(tree, from, size) : [], since);
    }

    private Field[] Request(Checkpoint checkpoint, NoteSigner signer, int old, IReadOnlyList<TreeHash> hashes, Head? since = null) =>
        [.. new LineTest(since, new AddCheckpointRequest(new(old), hashes, SignedCheckpoint.Sign(checkpoint, signer.As(new NoteKeyName(checkpoint.Origin.Value)))), [], []).ToFields()];

    private Field[] Shrinks() => Continue(new Tree([.. _leaves]), 1);

    private Field[] StandsStill() => Continue(new Tree([.. _leaves]), 2);

    private Field[] Forks() => Continue(Leaves(4, "another past"), 4);

    private Field[] OffersNoProof() => Request(At(new Tree([.. _leaves]), 3), Ua.Node, 2, [], _said[^1].Head);

    private Field[] PassesOver() => Continue(new Tree([.. _leaves]), 3, _said[0].Head, 0);

    private Field[] RenamesTheOneBefore() => Continue(new Tree([.. _leaves]), 3, _said[^1].Head with { Id = Digest.Of("x"u8) });

    /// <summary>A tree of leaves; every tile of it.</summary>
    private sealed class Tree(LeafHash[] leaves) : ITileReader
    {
        public TreeHash Root => LedgerState.Empty.Append(leaves).State.Root;

        public Tree First(int size) => new(leaves[..size]);

        public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
        {
            for (var at = 0; at < tile.Width; at++)
                hashes[at] = leaves[(tile.Index * TileAddress.FullWidth) + at].ToTreeHash();
            return tile.Level == 0;
        }
    }
}
