using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Witnesses;

public sealed class WitnessTests
{
    private static readonly MemoryTiles Tiles = MemoryTiles.Of(700);
    private static readonly VerifiedCheckpoint At300 = Keys.Verified(Keys.Sign(300));
    private static readonly SignedCheckpoint At700 = Keys.Sign(700, Tiles.State.Root);

    [Fact]
    public void LED080_Body_ReadsAndWritesTheSameBytes()
    {
        foreach (var old in new[] { 0, 1, 300, 700 })
        {
            var bytes = Ask(old, At700).ToBytes();
            var again = AddCheckpointRequest.Parse(bytes).OrThrow();
            Assert.Equal(bytes, again.ToBytes());
            Assert.Equal(old, again.OldSize.Value);
        }
    }

    [Theory]
    [InlineData("old 300", "old 0300"), InlineData("old 300", "old -1"), InlineData("old 300", "old"), InlineData("old 300", "Old 300")]
    [InlineData("old 300\n", ""), InlineData("old 300\n", "\n"), InlineData("old 300\n", "old 300\n\n"), InlineData("old 300\n", "old 300\nAAAA\n")]
    [InlineData("old 300\n", "old 300\r\n"), InlineData("\n700\n", "\n0700\n")]
    public void LED080_OtherForm_IsRefused(string part, string other) =>
        Assert.NotNull(AddCheckpointRequest.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Ask(300, At700).ToBytes()).Replace(part, other))).Fault);

    [Fact]
    public void LED080_MoreThan63Hashes_AreRefused()
    {
        var line = Convert.ToBase64String(new byte[32]) + "\n";
        var checkpoint = Encoding.UTF8.GetString(At700.ToBytes());
        Assert.NotNull(AddCheckpointRequest.Parse(Encoding.UTF8.GetBytes($"old 1\n{string.Concat(Enumerable.Repeat(line, 63))}\n{checkpoint}")).Value);
        Assert.Equal("LED-080", AddCheckpointRequest.Parse(Encoding.UTF8.GetBytes($"old 1\n{string.Concat(Enumerable.Repeat(line, 64))}\n{checkpoint}")).Fault?.Rule);
    }

    [Fact]
    public void LED081_NewHead_IsCosigned()
    {
        Assert.Equal(WitnessVerdict.Cosign, Decide(Ask(300, At700), At300).Verdict);
        Assert.Equal(WitnessVerdict.Cosign, Decide(Ask(0, At700), null).Verdict);
        Assert.Equal(WitnessVerdict.Cosign, Decide(Ask(700, At700), Keys.Verified(At700)).Verdict);
        Assert.Equal(WitnessVerdict.Cosign, Decide(Ask(0, Keys.Sign(0)), null).Verdict);
    }

    [Fact]
    public void LED081_EachFault_HasItsAnswer()
    {
        var good = Ask(300, At700);
        Assert.Equal(WitnessVerdict.UnknownLog, WitnessDecision.Of(good, [], null).Verdict);
        Assert.Equal(WitnessVerdict.NotSigned, WitnessDecision.Of(good, [new Ed25519NoteVerifier(Keys.Signer("other", 5).Key, SodiumProvider.Instance.Ed25519)], null).Verdict);
        Assert.Equal(WitnessVerdict.BadRequest, Decide(new(new(701), [], At700), At300).Verdict);
        var other = Decide(Ask(0, At700), At300);
        Assert.Equal((WitnessVerdict.OtherSize, 300), (other.Verdict, other.KnownSize.Value));
        Assert.Equal(WitnessVerdict.Inconsistent, Decide(new(new(300), [.. good.Hashes.Skip(1)], At700), At300).Verdict);
        Assert.Equal(WitnessVerdict.Inconsistent, Decide(new(new(0), good.Hashes, At700), null).Verdict);
        Assert.Equal(WitnessVerdict.Inconsistent, Decide(new(new(0), [], Keys.Sign(0, Tiles.State.Root)), null).Verdict);
    }

    [Fact]
    public void LED081_ForkAtTheSameSize_IsEvidence()
    {
        var fork = Keys.Sign(300, Tiles.State.Root);
        var decision = Decide(new(new(300), [], fork), At300);
        Assert.Equal(WitnessVerdict.Inconsistent, decision.Verdict);
        Assert.NotNull(decision.Conflict);
        Assert.NotNull(Decide(new(new(0), [], fork), At300).Conflict);
    }

    [Fact]
    public void LED082_Answer_AddsWhatKnownKeysSigned()
    {
        var (peer, stranger) = (Keys.Cosigner("X-UA", 7), Keys.Cosigner("stranger", 8));
        NoteSignature Sign(Cosigner cosigner, SignedCheckpoint of) => cosigner.Sign(of.Checkpoint, CosignatureTime.Of(Keys.Now), []);
        var answer = WitnessAnswer.ToBytes(Sign(stranger, At700), Sign(peer, At700));
        var signed = WitnessAnswer.Take(At700, answer, [Keys.VerifierOf(peer)]).OrThrow();
        Assert.Equal(2, signed.Note.Signatures.Count);
        Assert.Equal(peer.Key, Assert.Single(Keys.Verified(signed, Keys.VerifierOf(peer)).Cosignatures).Key);
        foreach (var bad in new[] { [], answer[1..], answer[..^1], [.. answer, (byte)'x'], WitnessAnswer.ToBytes(Sign(stranger, At700)), WitnessAnswer.ToBytes(Sign(peer, Keys.Sign(5))) })
            Assert.Equal("LED-082", WitnessAnswer.Take(At700, bad, [Keys.VerifierOf(peer)]).Fault?.Rule);
        var full = Enumerable.Repeat(Sign(peer, At700), 100).ToArray();
        Assert.Equal("LED-082", WitnessAnswer.Take(At700, WitnessAnswer.ToBytes(full), [Keys.VerifierOf(peer)]).Fault?.Rule);
    }

    private static AddCheckpointRequest Ask(int old, SignedCheckpoint checkpoint)
    {
        Assert.True(ConsistencyProof.TryBuild(Tiles, new(old), checkpoint.Checkpoint.Size, out var proof, out _));
        return new(new(old), proof.Hashes, checkpoint);
    }

    private static WitnessDecision Decide(AddCheckpointRequest request, VerifiedCheckpoint? latest) =>
        WitnessDecision.Of(request, [Keys.LogVerifier], latest);
}
