using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Checkpoints;

public sealed class CheckpointConflictTests
{
    private static readonly MemoryTiles Honest = MemoryTiles.Of(700);
    private static readonly VerifiedCheckpoint At300 = Keys.Verified(Keys.Sign(300, MemoryTiles.Of(300).State.Root));
    private static readonly VerifiedCheckpoint At700 = Keys.Verified(Keys.Sign(700, Honest.State.Root));

    [Fact]
    public void LED050_OneSizeTwoRoots_IsEvidenceByItself()
    {
        var other = Keys.Verified(Keys.Sign(300, Honest.State.Root));
        Assert.Equal(CheckpointRelation.Conflict, CheckpointConflict.Judge(At300, other, null, out var conflict));
        Assert.Null(conflict!.Prefix);
        Assert.Equal(CheckpointRelation.Same, CheckpointConflict.Judge(At300, At300, null, out conflict));
        Assert.Null(conflict);
    }

    [Theory]
    [InlineData(300), InlineData(256), InlineData(512), InlineData(699)]
    public void LED051_LargerTreeWithAnotherBeginning_IsEvidence(int size)
    {
        var lie = Keys.Verified(Keys.Sign(size, TreeHash.Empty));
        var prefix = PrefixOf(size);
        Assert.Equal(CheckpointRelation.Conflict, CheckpointConflict.Judge(At700, lie, prefix, out var conflict));
        Assert.Same(lie, conflict!.Smaller);
        Assert.Same(prefix, conflict.Prefix);
        var truth = Keys.Verified(Keys.Sign(size, prefix.Root));
        Assert.Equal(CheckpointRelation.Consistent, CheckpointConflict.Judge(truth, At700, prefix, out conflict));
        Assert.Null(conflict);
    }

    [Fact]
    public void LED052_ProofThatFails_AccusesNobody()
    {
        Assert.Equal(CheckpointRelation.NotShown, CheckpointConflict.Judge(At300, At700, null, out var conflict));
        Assert.Null(conflict);
        var good = PrefixOf(300);
        var forged = new PrefixProof(TreeHash.Empty, good.Proof);
        Assert.Equal(CheckpointRelation.NotShown, CheckpointConflict.Judge(At300, At700, forged, out _));
        var shortened = new PrefixProof(good.Root, new(new(300), new(700), [.. good.Proof.Hashes.Skip(1)]));
        Assert.Equal(CheckpointRelation.NotShown, CheckpointConflict.Judge(At300, At700, shortened, out _));
        Assert.Equal(CheckpointRelation.NotShown, CheckpointConflict.Judge(At300, At700, PrefixOf(301), out _));
    }

    [Fact]
    public void LED052_ProofOfOtherSizes_ShowsNothing()
    {
        // One leaf in three and one in four have proofs of one shape; only the stated sizes tell them apart.
        var (one, three) = (Keys.Verified(Keys.Sign(1)), Keys.Verified(Keys.Sign(3)));
        Assert.True(ConsistencyProof.TryBuild(MemoryTiles.Of(3), new(1), new(3), out var proof, out _));
        Assert.Equal(CheckpointRelation.Consistent, CheckpointConflict.Judge(one, three, new(one.Checkpoint.Root, proof), out _));
        var other = new ConsistencyProof(new(1), new(4), proof.Hashes);
        Assert.True(other.Verify(one.Checkpoint.Root, three.Checkpoint.Root));
        Assert.Equal(CheckpointRelation.NotShown, CheckpointConflict.Judge(one, three, new(one.Checkpoint.Root, other), out _));
    }

    [Fact]
    public void LED034_EmptyTree_HasOneRoot()
    {
        var empty = Keys.Verified(Keys.Sign(0));
        var lie = Keys.Verified(Keys.Sign(0, At300.Checkpoint.Root));
        Assert.Equal(CheckpointRelation.Consistent, CheckpointConflict.Judge(empty, At700, null, out _));
        Assert.Equal(CheckpointRelation.Conflict, CheckpointConflict.Judge(lie, At700, null, out _));
        Assert.Equal(CheckpointRelation.Conflict, CheckpointConflict.Judge(lie, empty, null, out _));
    }

    [Fact]
    public void OtherLog_SaysNothing()
    {
        var signer = Keys.Signer("another.log", 3);
        var other = Keys.Sign(300, TreeHash.Empty, signer)
            .Verify([new Parley.Records.Notes.Ed25519NoteVerifier(signer.Key, SodiumProvider.Instance.Ed25519)], []).OrThrow();
        Assert.Equal(CheckpointRelation.OtherLog, CheckpointConflict.Judge(At300, other, null, out _));
    }

    private static PrefixProof PrefixOf(int size)
    {
        Assert.True(ConsistencyProof.TryBuild(Honest, new(size), new(700), out var proof, out _));
        return new(MemoryTiles.Of(size).State.Root, proof);
    }
}
