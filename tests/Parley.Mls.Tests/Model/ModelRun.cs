using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Model;

/// <summary>
/// One random history of a group. The delivery service lets one commit through for each epoch; everything else may be
/// lost, late, doubled or out of order, members restart from bytes at any moment, and now and then two halves of the
/// group are shown different commits.
/// </summary>
internal sealed class ModelRun : IDisposable
{
    private readonly Random random;
    private readonly List<Member> members = [];
    private readonly List<(Member To, MlsMessage Message, string Text, ulong Epoch)> inFlight = [];
    private int named;

    public ModelRun(int seed)
    {
        random = new Random(seed);
        members.Add(NewMember());
        members[0].Create();
    }

    public int Commits { get; private set; }

    public int Heard { get; private set; }

    public int Forks { get; private set; }

    public int Rejoins { get; private set; }

    public void Go(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Step();
            if (random.Next(4) == 0)
            {
                Any().Restart();
            }
        }

        Deliver(inFlight.Count);
        AssertAgree();
    }

    public void Dispose() => members.ForEach(static m => m.Dispose());

    private void Step()
    {
        switch (random.Next(10))
        {
            case 0 or 1:
                Propose();
                break;
            case 2 or 3:
                Commit();
                break;
            case 4:
                Grow();
                break;
            case 5 when members.Count > 3:
                Fork();
                break;
            case 6:
                Deliver(random.Next(inFlight.Count + 1));
                break;
            default:
                Talk();
                break;
        }
    }

    private Member NewMember()
    {
        var member = new Member($"m{named++}", seed: random.Next());
        member.Psks.External["k"] = [1, 2, 3];
        return member;
    }

    private Member Any() => members[random.Next(members.Count)];

    /// <summary>A proposal that some members may never get.</summary>
    private void Propose()
    {
        var sender = Any();
        var others = members.Where(m => m != sender).ToList();
        MlsMessage message = random.Next(3) switch
        {
            0 when others.Count > 1 => sender.Propose(new Remove(others[random.Next(others.Count)].Group.OwnLeaf)),
            1 => sender.Propose(sender.Group.ExternalPsk("k"u8.ToArray(), sender.Random)),
            _ => sender.ProposeUpdate(options: new MessageOptions { Public = random.Next(2) == 0 }),
        };
        foreach (var member in others.Where(_ => random.Next(8) != 0))
        {
            member.Take(message);
            if (random.Next(4) == 0 && message is PublicMessage)
            {
                // A duplicate changes nothing.
                member.Take(message);
            }
        }
    }

    private void Commit(params Proposal[] proposals)
    {
        var committer = Any();
        var options = new CommitOptions
        {
            Proposals = [.. proposals],
            WithoutPath = random.Next(3) == 0,
            Message = new MessageOptions { Public = random.Next(2) == 0, PadTo = 64 },
        };
        var pending = committer.Group.Commit(committer.Psks, committer.Random, Suite.Now, options);
        if (!pending.IsOk)
        {
            // Only a lost proposal of another's can make an honest commit invalid, and selection leaves those out.
            Assert.Fail(pending.Error!.ToString());
        }

        // A commit made at the same time, which the delivery service does not take.
        if (random.Next(4) == 0)
        {
            Any().Group.Commit(committer.Psks, committer.Random, Suite.Now).Value.Staged.Dispose();
        }

        Apply(committer, pending.Value, members);
    }

    private void Apply(Member committer, PendingCommit pending, List<Member> audience)
    {
        Commits++;
        committer.Move(pending.Staged.Merge());
        pending.Group.Dispose();
        foreach (var member in audience.Where(m => m != committer).ToList())
        {
            var received = member.TryReceive(pending.Message);
            Assert.True(received.IsOk, received.Error?.ToString());
            using var commit = Assert.IsType<CommitMessage>(received.Value);
            var staged = commit.Stage(member.Psks, Suite.Now);
            if (staged.IsOk)
            {
                member.Move(staged.Value.Merge());
                continue;
            }

            // It lacks a proposal, says so, and comes back by an external commit of its own.
            Assert.Equal(MlsRules.ProposalUnknown, staged.Error!.Rule);
        }

        RemoveDeparted();
        foreach (var behind in members.Where(m => m.Group.Epoch < committer.Group.Epoch).ToList())
        {
            Rejoin(behind, committer);
        }
    }

    private void RemoveDeparted()
    {
        foreach (var gone in members.Where(static m => m.Group.Status == GroupStatus.Removed).ToList())
        {
            members.Remove(gone);
            gone.Dispose();
        }
    }

    private void Rejoin(Member member, Member publisher)
    {
        Rejoins++;
        var info = publisher.Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, publisher.Random);
        var own = publisher.Group.Tree.Leaves().Where(l => l.Value.Credential.Same(member.Credential)).Select(static l => (LeafIndex?)l.Key).FirstOrDefault();
        var join = Group.JoinExternally(
            member.Client, info, member.Credential, member.Signature, member.Psks, Suite.Now, member.Random, new ExternalJoinOptions { Replaces = own }).Value;
        var view = publisher.Group.EpochAuthenticator.ToArray();
        foreach (var other in members.Where(m => m != member && m.Group.EpochAuthenticator.Span.SequenceEqual(view)).ToList())
        {
            other.Take(join.Message);
        }

        member.Move(join.Group);
    }

    private void Grow()
    {
        if (members.Count >= 9)
        {
            Commit();
            return;
        }

        var newcomer = NewMember();
        var adder = Any();
        var pending = adder.Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)] });
        Apply(adder, pending, members);
        if (adder.Group.Epoch == pending.Staged.NextContext.Epoch)
        {
            newcomer.Join(pending.Welcome!);
            members.Add(newcomer);
            return;
        }

        // Someone rejoined since: the newcomer reads the Welcome of an epoch that has passed, and rejoins too.
        newcomer.Join(pending.Welcome!);
        Rejoin(newcomer, adder);
        members.Add(newcomer);
    }

    /// <summary>Two halves follow different commits; each notices, and one half rejoins the other.</summary>
    private void Fork()
    {
        var empty = CommitOptions.Default with { Omit = static _ => true, Message = new MessageOptions { Public = true } };
        var (one, other) = (members[0], members[1]);
        var (left, right) = (one.Commit(empty), other.Commit(empty));
        var half = members.Where((m, i) => m != other && (m == one || i % 2 == 0)).ToList();
        var rest = members.Except(half).ToList();
        Apply(left, one, half);
        Apply(right, other, rest);
        Assert.NotEqual(one.Group.EpochAuthenticator.ToArray(), other.Group.EpochAuthenticator.ToArray());
        foreach (var (member, foreign, own) in half.Select(m => (m, right, left)).Concat(rest.Select(m => (m, left, right))))
        {
            if (member.TryReceive(foreign.Message).Value is PastCommit seen)
            {
                Assert.True(seen.IsFork);
                Forks++;
            }

            if (member.TryReceive(own.Message).Value is PastCommit again)
            {
                Assert.False(again.IsFork);
            }
        }

        // A message of one half says nothing to the other.
        var stray = one.Protect("stray");
        Assert.NotNull(rest[0].TryReceive(stray).Error);
        foreach (var member in rest)
        {
            Rejoin(member, one);
        }

        void Apply(PendingCommit pending, Member committer, List<Member> audience)
        {
            foreach (var member in audience.Where(m => m != committer))
            {
                member.Take(pending.Message);
            }

            committer.Move(pending.Staged.Merge());
            Commits++;
        }
    }

    private void Talk()
    {
        var sender = Any();
        if (!sender.Group.PendingProposals.IsEmpty)
        {
            return;
        }

        var text = $"{sender.Name} {random.Next()}";
        var message = sender.Protect(text, new MessageOptions { PadTo = random.Next(300), AuthenticatedData = new byte[random.Next(5)] });
        foreach (var member in members.Where(m => m != sender && random.Next(6) != 0))
        {
            inFlight.Insert(random.Next(inFlight.Count + 1), (member, message, text, sender.Group.Epoch));
        }
    }

    private void Deliver(int count)
    {
        for (var i = 0; i < count && inFlight.Count > 0; i++)
        {
            var (to, message, text, epoch) = inFlight[0];
            inFlight.RemoveAt(0);
            if (!members.Contains(to))
            {
                continue;
            }

            var received = to.TryReceive(message);
            if (received.IsOk)
            {
                Assert.Equal(text, to.Read(message));
                Heard++;
                Assert.Equal(MlsRules.GenerationUsed, to.TakeError(message)!.Rule);
            }
            else
            {
                // Lost with a fork or a rejoin, or older than what is kept; never misread.
                Assert.True(epoch < to.Group.Epoch || received.Error!.Rule == MlsRules.SenderDataAuthentic, received.Error!.ToString());
            }
        }
    }

    private void AssertAgree()
    {
        foreach (var member in members)
        {
            Assert.Equal(members[0].Group.EpochAuthenticator.ToArray(), member.Group.EpochAuthenticator.ToArray());
            Assert.Equal(members.Count, (int)member.Group.Tree.Members);
        }
    }
}
