using System.Text;
using Parley.Channels.LineTests;
using Parley.Channels.Wire;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Simulator.Lies;

/// <summary>The lies that were thought of, each with what comes of it.</summary>
public static class LieTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Lie> All { get; } =
    [
        new("equivocation", LieOutcome.Proven, "CHN-009", Equivocate),
        new("forked chain", LieOutcome.Proven, "CHN-010", stage =>
        {
            var hidden = stage.Next(stage.Saying("for PL"));
            stage.Give(stage.Instead(stage.Saying("for BY")), stage.By);
            stage.Give(hidden, stage.Pl);
            stage.Lie(stage.Next(stage.Saying("next")), stage.By);
        }),
        new("undeclared rollback", LieOutcome.Proven, "CHN-009", stage =>
        {
            stage.Give(stage.Next(stage.Saying("before")), stage.By, stage.Pl);
            stage.Give(stage.Next(stage.Saying("forgotten")), stage.By, stage.Pl);
            stage.Lie(stage.Instead(stage.Saying("said after the old backup was put back")), stage.By, stage.Pl);
        }),
        new("ledger that shrinks", LieOutcome.Proven, "CHN-053", stage =>
        {
            var first = stage.Give(stage.Next(stage.Test(0, "")), stage.By, stage.Pl);
            stage.Lie(stage.Next(stage.Test(0, "", first)), stage.By, stage.Pl);
        }),
        new("ledger that is rewritten", LieOutcome.Proven, "CHN-053", stage =>
        {
            stage.Give(stage.Next(stage.Saying()), stage.By, stage.Pl);
            var first = stage.Give(stage.Next(stage.Test(1, "the past")), stage.By, stage.Pl);
            stage.Lie(stage.Next(stage.Test(5, "made up, and without a proof", first)), stage.By, stage.Pl);
        }),
        new("replayed record", LieOutcome.Harmless, null, stage =>
        {
            var said = stage.Line.Say("PL", stage.Channel);
            stage.Line.Run(5);
            stage.Lie(said, stage.By, stage.By);
        }),
        new("replayed content", LieOutcome.Refused, "CHN-007", stage =>
        {
            var said = stage.Saying("withdraw");
            stage.Give(stage.Next(said), stage.By, stage.Pl);
            stage.Lie(stage.Next(said), stage.By, stage.Pl);
        }),
        new("record in another's name", LieOutcome.Refused, "REC-040", stage =>
        {
            var draft = stage.Pl.Party.Say(stage.Channel, [stage.By.Party.Desk], "never released", stage.Line.Now);
            stage.Lie(Record.Create(draft.Content, draft.Officers, new Numbering(1, 1, null, []), draft.Fields, stage.Ua.Node.As(new NoteKeyName("PL"))), stage.By);
        }),
        new("altered record", LieOutcome.Refused, "REC-038", stage =>
        {
            var said = stage.Pl.Party.Number(stage.Line.Saying("PL", stage.Channel, "in the north"), 1, null);
            stage.Lie(ItemKind.Record, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(said.Bytes).Replace("in the north", "in the south", StringComparison.Ordinal)), stage.By);
        }),
        new("policy with another's signature", LieOutcome.Refused, "POL-021", stage =>
        {
            var policy = stage.Line.Policy("other.line");
            var forged = new NoteSignature(new NoteKeyName("BY"), stage.By.Party.Node.Key.KeyHash, stage.Ua.Node.Sign(policy.ToBytes()).Signature);
            stage.Lie(ItemKind.Policy, SignedNote.Create(policy.ToBytes(), forged, stage.Ua.Node.Sign(policy.ToBytes())).ToBytes(), stage.By);
        }),
        new("card of a party that was never met", LieOutcome.Refused, "CRD-030", stage =>
            stage.Lie(ItemKind.Card, new TestParty("LT").Card.ToBytes(), stage.By)),
        new("heads that never were", LieOutcome.Noticed, "CHN-018", stage =>
            stage.Lie(stage.Next(stage.Saying(), new Head(stage.By.Party.Id, 1, 7, Digest.Of("made up"u8))), stage.By, stage.Pl)),
        new("false time", LieOutcome.Noticed, "CHN-013", stage =>
            stage.Lie(stage.Next(stage.Saying(change: c => c with { Composed = c.Composed.AddYears(-3) })), stage.By, stage.Pl)),
        new("cosignature from the future", LieOutcome.Noticed, "CHN-056", stage =>
        {
            stage.By.Handle(new Input.TestLine(1, stage.Channel));
            var test = stage.By.Engine.Channels[stage.Channel].Tests[stage.By.Party.Id];
            var line = Cosigner.Ed25519(stage.Ua.Node).Sign(test.Signed.Checkpoint, CosignatureTime.Of(stage.Line.Now.AddDays(1)), []);
            stage.Lie(stage.Next(stage.Form(FormId.LineTestAnswer, TestAnswer.ToField([new TestAnswer(test.Test.Id, [line], null)]))), stage.By);
        }),
        new("refusal to cosign", LieOutcome.Noticed, "CHN-057", stage =>
        {
            stage.By.Handle(new Input.TestLine(1, stage.Channel));
            var test = stage.By.Engine.Channels[stage.Channel].Tests[stage.By.Party.Id];
            stage.Lie(stage.Next(stage.Form(FormId.LineTestAnswer, TestAnswer.ToField([new TestAnswer(test.Test.Id, [], "CHN-053")]))), stage.By);
        }),
        new("withholding from one", LieOutcome.Harmless, null, stage => stage.Lie(stage.Next(stage.Saying("for BY alone")), stage.By)),
        new("withholding from all", LieOutcome.NoProof, null, stage => stage.Next(stage.Saying("kept back"))),
        new("forged receipt", LieOutcome.NoProof, null, stage =>
        {
            var said = stage.Line.Say("BY", stage.Channel);
            stage.Lie(stage.Next(stage.Form(FormId.DeliveredReceipt, Receipts.ToField([(said.Id, 0L)]))), stage.By, stage.Pl);
        }),
        new("false read", LieOutcome.NoProof, null, stage =>
        {
            var said = stage.Line.Say("BY", stage.Channel);
            stage.Lie(stage.Next(stage.Form(FormId.ReadReceipt, Receipts.ToField([(said.Id, (long?)null)]))), stage.By, stage.Pl);
        }),
        new("two commits for one epoch", LieOutcome.Proven, "GRP-012", stage =>
        {
            var (one, other) = (stage.Member.Commit(goOn: false), stage.Member.Commit(goOn: false));
            stage.By.Take(stage.Ua, ItemKind.Group, one);
            stage.Pl.Take(stage.Ua, ItemKind.Group, one);
            stage.Lie(ItemKind.Group, other, stage.By, stage.Pl);
        }, Depositary: true),
        new("another commit for each", LieOutcome.Noticed, "GRP-031", stage =>
        {
            stage.Lie(ItemKind.Group, stage.Member.Commit(goOn: false), stage.By);
            stage.Lie(ItemKind.Group, stage.Member.Commit(goOn: false), stage.Pl);
            stage.By.Handle(new Input.TestLine(1, stage.Channel));
        }, Depositary: true),
        new("replayed commit", LieOutcome.Harmless, null, stage =>
        {
            var commit = stage.Member.Commit(goOn: true);
            stage.By.Take(stage.Ua, ItemKind.Group, commit);
            stage.Pl.Take(stage.Ua, ItemKind.Group, commit);
            stage.Lie(ItemKind.Group, commit, stage.By, stage.Pl);
        }, Depositary: true),
        new("commit of an epoch that nobody has reached", LieOutcome.Refused, "GRP-011", stage =>
        {
            stage.Member.Commit(goOn: true);
            stage.Lie(ItemKind.Group, stage.Member.Commit(goOn: false), stage.By, stage.Pl);
        }, Depositary: true),
        new("forged Welcome", LieOutcome.Refused, "GRP-010", stage =>
        {
            // A good one, of another group and for somebody else.
            var other = new LieStage(depositary: true);
            var welcome = other.Line.Sent.SelectMany(b => b.Items).Where(i => i.Kind == ItemKind.Group).Select(i => GroupItem.Parse(i.Bytes).OrThrow()).First(i => i.Kind == GroupItemKind.Welcome);
            stage.Lie(ItemKind.Group, new GroupItem(GroupItemKind.Welcome, stage.Channel.Founding, 2, welcome.Messages).ToBytes(), stage.By, stage.Pl);
        }, Depositary: true),
        new("flooding", LieOutcome.Refused, "CHN-011", Flood),
    ];

    private static void Equivocate(LieStage stage)
    {
        stage.Give(stage.Next(stage.Saying("for BY")), stage.By);
        stage.Give(stage.Instead(stage.Saying("for PL")), stage.Pl);

        // The two hear of each other's: from then on either asks for the other one.
        stage.Line.Say("BY", stage.Channel);
        stage.Line.Run(5);
        stage.Line.Say("PL", stage.Channel);
        stage.Line.Run(5);
    }

    private static void Flood(LieStage stage)
    {
        for (var i = 0; i < 100; i++)
        {
            // Far ahead of its turn, over and over; and as many requests and junk.
            stage.Lie(stage.Ua.Number(stage.Saying($"{i}"), 5000 + i, Digest.Of("x"u8)), stage.By);
            stage.By.Take(stage.Ua, ItemKind.Want, new Want(stage.Channel, stage.Pl.Party.Id, 1, 1 + i, 64 + i).ToBytes());
            stage.By.Take(stage.Ua, ItemKind.Record, new byte[50_000]);
            stage.By.Take(stage.Ua, ItemKind.Policy, SignedNote.Create(stage.Line.Policy($"flood.c{i}").ToBytes(), stage.Ua.Node.Sign(stage.Line.Policy($"flood.c{i}").ToBytes())).ToBytes());
        }
    }
}
