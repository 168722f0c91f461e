using Parley.Mls.Framing;
using Parley.Mls.Groups;

namespace Parley.Mls.Harness;

/// <summary>One member's place in one group.</summary>
internal sealed class Member(Group group, bool encryptsHandshake, Psks psks) : IDisposable
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> references = [];
    private StagedCommit? pending;

    public Group Group { get; private set; } = group;

    public bool EncryptsHandshake { get; } = encryptsHandshake;

    public Psks Psks { get; } = psks;

    public MessageOptions Framing => new() { Public = !EncryptsHandshake };

    public void Move(Group next)
    {
        Group.Dispose();
        Group = next;
    }

    /// <summary>Keeps a proposal of this member's own, and gives its message.</summary>
    public byte[] Keep(Proposed proposed)
    {
        Move(proposed.Group);
        var message = proposed.Message.Encode();
        references[Convert.ToHexString(message)] = proposed.Change.Reference;
        return message;
    }

    /// <summary>The reference of a proposal, by its message, which is taken in where it is not known yet.</summary>
    public ReadOnlyMemory<byte> Take(byte[] message, DateTimeOffset now)
    {
        var key = Convert.ToHexString(message);
        if (references.TryGetValue(key, out var known))
            return known;
        var proposal = Group.Receive(MlsMessage.Decode(message).OrRefuse(), now).OrRefuse() as ProposalMessage
            ?? throw Refusal.Of("A message that should carry a proposal carries something else.");
        Move(proposal.Group);
        return references[key] = proposal.Change.Reference;
    }

    /// <summary>Commits exactly what it is told: the proposals referred to, then those by value.</summary>
    public PendingCommit Commit(IReadOnlyList<byte[]> byReference, CommitOptions options, IRandomness randomness, DateTimeOffset now)
    {
        var wanted = byReference.Select(m => Take(m, now)).ToList();
        var made = Group.Commit(
            Psks, randomness, now, options with { Omit = c => !wanted.Any(w => w.Span.SequenceEqual(c.Reference.Span)) }).OrRefuse();
        if (made.Staged.Changes.Length != wanted.Count + options.Proposals.Length)
        {
            made.Group.Dispose();
            made.Staged.Dispose();
            throw Refusal.Of("These proposals cannot stand in one commit (RFC 9420 section 12.2).");
        }

        Move(made.Group);
        pending?.Dispose();
        pending = made.Staged;
        return made;
    }

    /// <summary>Goes on with the commit that this member made last.</summary>
    public void MergePending()
    {
        using var staged = pending ?? throw Refusal.Of("No commit of this member's is pending.");
        pending = null;
        Advance(staged);
    }

    /// <summary>Goes on with another's commit.</summary>
    public void Follow(byte[] message, DateTimeOffset now)
    {
        using var commit = Group.Receive(MlsMessage.Decode(message).OrRefuse(), now).OrRefuse() as CommitMessage
            ?? throw Refusal.Of("A message that should carry a commit of this epoch carries something else.");
        using var staged = commit.Stage(Psks, now).OrRefuse();
        Advance(staged);
    }

    public void Dispose()
    {
        Group.Dispose();
        pending?.Dispose();
    }

    private void Advance(StagedCommit staged)
    {
        references.Clear();
        Move(staged.Merge());
    }
}
