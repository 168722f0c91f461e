using Google.Protobuf;
using Grpc.Core;
using Parley.Mls.Codec;
using Parley.Mls.Credentials;
using Parley.Mls.Extensions;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;

namespace Parley.Mls.Harness;

/// <content>Proposals, commits, and the groups that follow upon others.</content>
internal sealed partial class MlsClientService
{
    public override Task<Wire.Proposal> AddProposal(Wire.Addition request, ServerCallContext context) =>
        Propose(request.StateId, _ => new Add(ReadKeyPackage(request.KeyPackage)));

    public override Task<Wire.Proposal> UpdateProposal(Wire.State request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        return Sent(member, member.Group.ProposeUpdate(random, null, member.Framing));
    }

    public override Task<Wire.Proposal> RemoveProposal(Wire.Removal request, ServerCallContext context) =>
        Propose(request.StateId, g => new Remove(LeafOf(g.Tree, request.RemovedId)));

    public override Task<Wire.Proposal> ExternalPSKProposal(Wire.ExternalPsk request, ServerCallContext context) =>
        Propose(request.StateId, g => g.ExternalPsk(request.PskId.Memory, random));

    public override Task<Wire.Proposal> ResumptionPSKProposal(Wire.ResumptionPsk request, ServerCallContext context) =>
        Propose(request.StateId, g => g.ResumptionPskProposal(g.GroupId, request.EpochId, random));

    public override Task<Wire.Proposal> GroupContextExtensionsProposal(Wire.NewExtensions request, ServerCallContext context) =>
        Propose(request.StateId, _ => new GroupContextExtensions(Extensions(request.Extensions)));

    public override Task<Wire.Proposal> ReInitProposal(Wire.Successor request, ServerCallContext context) => Propose(
        request.StateId,
        _ => new ReInit(request.GroupId.Memory, ProtocolVersion.Mls10, Suite(request.CipherSuite), Extensions(request.Extensions)));

    public override Task<Wire.Proposal> AddExternalSigner(Wire.NewExternalSigner request, ServerCallContext context) =>
        Propose(request.StateId, g =>
        {
            var extensions = g.Context.Extensions;
            var old = extensions.Find(ExtensionType.ExternalSenders);
            var senders = old is null ? [] : ExternalSender.ReadList(old.Data).OrRefuse().Senders;
            var added = Tls.Decode(request.ExternalSender.Memory, ExternalSender.Read).OrRefuse();
            extensions = old is null ? extensions : extensions.Remove(old);
            return new GroupContextExtensions(extensions.Add(ExternalSender.ToExtension(senders.Add(added))));
        });

    public override Task<Wire.Transaction> NewMemberAddProposal(Wire.Application request, ServerCallContext context)
    {
        var group = ReadGroupInfo(request.GroupInfo).GroupContext;
        var bundle = NewKeyPackage(group.CipherSuite, Identity(request.Identity));
        return Task.FromResult(Transaction(bundle, ExternalProposal.FromNewMember(client, group, bundle, random)));
    }

    public override Task<Wire.ExternalSigner> CreateExternalSigner(Wire.Applicant request, ServerCallContext context)
    {
        var key = SignatureKeyPair.Generate(client, Suite(request.CipherSuite), random);
        var sender = new ExternalSender(key.PublicKey, Identity(request.Identity));
        return Task.FromResult(new Wire.ExternalSigner
        {
            SignerId = held.Keep(new Outsider(key)),
            ExternalSender = ByteString.CopyFrom(Tls.Encode(sender.Write)),
        });
    }

    public override Task<Wire.Proposal> ExternalSignerProposal(Wire.ExternalProposal request, ServerCallContext context)
    {
        var info = ReadGroupInfo(request.GroupInfo);
        var proposal = Describe(request.Description, info.GroupContext, () => TreeOf(info, request.RatchetTree));
        var key = held.Find<Outsider>(request.SignerId).Key;
        var message = ExternalProposal.FromExternalSender(client, info.GroupContext, request.SignerIndex, key, proposal, random);
        return Task.FromResult(new Wire.Proposal { Proposal_ = Bytes(message) });
    }

    public override Task<Wire.Committed> Commit(Wire.Changes request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        var made = member.Commit(
            [.. request.ByReference.Select(static p => p.ToByteArray())],
            new CommitOptions
            {
                Proposals = [.. request.ByValue.Select(d => Describe(d, member.Group.Context, () => member.Group.Tree))],
                WithoutPath = !request.ForcePath,
                Message = member.Framing,
                GroupInfo = new GroupInfoOptions { WithTree = !request.ExternalTree },
            },
            random,
            Now);
        return Task.FromResult(new Wire.Committed
        {
            Commit = Bytes(made.Message),
            Welcome = Bytes(made.Welcome),
            RatchetTree = TreeBeside(made.Staged.NextTree, request.ExternalTree),
        });
    }

    public override Task<Wire.Epoch> HandleCommit(Wire.ReceivedCommit request, ServerCallContext context)
    {
        var member = Follow(request);
        return Task.FromResult(new Wire.Epoch { StateId = request.StateId, EpochAuthenticator = Bytes(member.Group.EpochAuthenticator) });
    }

    public override Task<Wire.Epoch> HandlePendingCommit(Wire.State request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        member.MergePending();
        return Task.FromResult(new Wire.Epoch { StateId = request.StateId, EpochAuthenticator = Bytes(member.Group.EpochAuthenticator) });
    }

    public override Task<Wire.Committed> ReInitCommit(Wire.Changes request, ServerCallContext context) => Commit(request, context);

    public override Task<Wire.ReInitialising> HandlePendingReInitCommit(Wire.State request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        member.MergePending();
        return Task.FromResult(Closed(member));
    }

    public override Task<Wire.ReInitialising> HandleReInitCommit(Wire.ReceivedCommit request, ServerCallContext context) =>
        Task.FromResult(Closed(Follow(request)));

    public override Task<Wire.Founded> ReInitWelcome(Wire.Refounding request, ServerCallContext context)
    {
        var refounder = held.Find<Refounder>(request.ReinitId);
        var options = new GroupInfoOptions { WithTree = !request.ExternalTree };
        var members = request.KeyPackage.Select(ReadKeyPackage).ToList();
        var founded = refounder.Member.Group.ReInitialise(refounder.Bundle, members, Now, random, options).OrRefuse();
        var answer = Founded(founded, refounder.Member, request.ExternalTree);
        held.Free<Refounder>(request.ReinitId);
        return Task.FromResult(answer);
    }

    public override Task<Wire.Epoch> HandleReInitWelcome(Wire.RefoundedJoin request, ServerCallContext context)
    {
        var refounder = held.Find<Refounder>(request.ReinitId);
        var origin = refounder.Member;
        var group = Join(refounder.Bundle, request.Welcome, request.RatchetTree, origin.Psks, origin.Group);
        held.Free<Refounder>(request.ReinitId);
        return Task.FromResult(Epoch(new Member(group, origin.EncryptsHandshake, origin.Psks)));
    }

    public override Task<Wire.Founded> CreateBranch(Wire.Branching request, ServerCallContext context)
    {
        var origin = held.Find<Member>(request.StateId);
        using var own = NewKeyPackage(origin.Group.CipherSuite.Id, origin.Group.Tree[origin.Group.OwnLeaf]!.Credential);
        var founded = origin.Group.Branch(
            request.GroupId.Memory,
            own,
            [.. request.KeyPackages.Select(ReadKeyPackage)],
            Now,
            random,
            Extensions(request.Extensions),
            new GroupInfoOptions { WithTree = !request.ExternalTree }).OrRefuse();
        return Task.FromResult(Founded(founded, origin, request.ExternalTree));
    }

    public override Task<Wire.Epoch> HandleBranch(Wire.BranchJoin request, ServerCallContext context)
    {
        var (origin, waiting) = (held.Find<Member>(request.StateId), held.Find<Waiting>(request.TransactionId));
        var group = Join(waiting.Bundle, request.Welcome, request.RatchetTree, waiting.Psks, origin.Group);
        held.Free<Waiting>(request.TransactionId);
        return Task.FromResult(Epoch(new Member(group, origin.EncryptsHandshake, origin.Psks)));
    }

    private Task<Wire.Proposal> Propose(uint state, Func<Group, Proposal> proposal)
    {
        var member = held.Find<Member>(state);
        return Sent(member, member.Group.Propose(proposal(member.Group), Now, random, member.Framing));
    }

    private static Task<Wire.Proposal> Sent(Member member, MlsResult<Proposed> proposed) =>
        Task.FromResult(new Wire.Proposal { Proposal_ = ByteString.CopyFrom(member.Keep(proposed.OrRefuse())) });

    /// <summary>A proposal that the runner describes; the tree is asked for only where a member has to be found by name.</summary>
    private Proposal Describe(Wire.Description it, GroupContext group, Func<RatchetTree> tree) => it.ProposalType.ToStringUtf8() switch
    {
        "add" => new Add(ReadKeyPackage(it.KeyPackage)),
        "remove" => new Remove(LeafOf(tree(), it.RemovedId)),
        "externalPSK" => new PreSharedKey(new ExternalPskId(it.PskId.Memory, Nonce(group))),
        "resumptionPSK" => new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Application, group.GroupId, it.EpochId, Nonce(group))),
        "groupContextExtensions" => new GroupContextExtensions(Extensions(it.Extensions)),
        "reinit" => new ReInit(it.GroupId.Memory, ProtocolVersion.Mls10, Suite(it.CipherSuite), Extensions(it.Extensions)),
        var other => throw Refusal.Of($"There is no proposal type '{other}'."),
    };

    private byte[] Nonce(GroupContext group)
    {
        var nonce = new byte[client.RequireCrypto(group.CipherSuite).HashSize];
        random.Fill(nonce);
        return nonce;
    }

    private Member Follow(Wire.ReceivedCommit request)
    {
        var member = held.Find<Member>(request.StateId);
        foreach (var proposal in request.Proposal)
            member.Take(proposal.ToByteArray(), Now);
        member.Follow(request.Commit.ToByteArray(), Now);
        return member;
    }

    private Wire.ReInitialising Closed(Member member)
    {
        var reInit = member.Group.ReInit ?? throw Refusal.Of("The commit was no re-initialisation.");
        var bundle = NewKeyPackage(reInit.CipherSuite, member.Group.Tree[member.Group.OwnLeaf]!.Credential);
        return new Wire.ReInitialising
        {
            ReinitId = held.Keep(new Refounder(member, bundle)),
            KeyPackage = Bytes(new KeyPackageMessage(bundle.KeyPackage)),
            EpochAuthenticator = Bytes(member.Group.EpochAuthenticator),
        };
    }

    private Wire.Founded Founded(PendingCommit founded, Member origin, bool treeBeside)
    {
        founded.Group.Dispose();
        var group = founded.Staged.Merge();
        return new Wire.Founded
        {
            StateId = held.Keep(new Member(group, origin.EncryptsHandshake, origin.Psks)),
            Welcome = Bytes(founded.Welcome),
            RatchetTree = TreeBeside(group.Tree, treeBeside),
            EpochAuthenticator = Bytes(group.EpochAuthenticator),
        };
    }
}
