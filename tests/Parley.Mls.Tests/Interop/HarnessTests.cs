using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Parley.Mls.Harness;
using Parley.Mls.Harness.Wire;
using Wire = Parley.Mls.Harness.Wire;

#pragma warning disable xUnit1051 // A call ends when its server does, and the test ends that.

namespace Parley.Mls.Tests.Interop;

/// <summary>
/// What the official interop runner plays, over gRPC on the loopback with two servers: Alice and Carol live in one, Bob and Dora in
/// the other. docs/mls/interop.md says how the runner itself is run against them.
/// </summary>
[Trait("suite", "interop")]
public sealed class HarnessTests : IAsyncLifetime
{
    private readonly List<WebApplication> servers = [];
    private readonly List<GrpcChannel> channels = [];

    public static TheoryData<uint, bool> Modes => new() { { 1, true }, { 1, false }, { 2, true }, { 3, false }, { 7, false } };

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var server = HarnessServer.Build(0);
            await server.StartAsync(TestContext.Current.CancellationToken);
            servers.Add(server);
            channels.Add(GrpcChannel.ForAddress(server.Urls.Single()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        channels.ForEach(static c => c.Dispose());
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Harness_Asked_NamesItselfAndTheSevenSuites()
    {
        var client = Client(0);
        Assert.Equal("Parley.Mls", (await client.NameAsync(new Nothing())).Name);
        Assert.Equal([1u, 2, 3, 4, 5, 6, 7], (await client.SupportedCiphersuitesAsync(new Nothing())).Ciphersuites);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Members_CommittingByReferenceAndByValue_Agree(uint suite, bool encrypted)
    {
        var run = await Found(suite, encrypted, "bob", "carol");
        await run.Talk("alice", "bob");
        await run.Talk("bob", "alice");

        var dora = await run.KeyPackage("dora");
        List<ByteString> proposals =
        [
            (await run["carol"].Client.AddProposalAsync(new Addition { StateId = run["carol"].Id, KeyPackage = dora.Message })).Proposal_,
            (await run["bob"].Client.UpdateProposalAsync(run["bob"].State)).Proposal_,
        ];
        await run.Commit("alice", proposals, [], joiners: dora);

        await run.StorePsk("k"u8.ToArray(), "secret"u8.ToArray());
        proposals =
        [
            (await run["bob"].Client.ExternalPSKProposalAsync(new ExternalPsk { StateId = run["bob"].Id, PskId = Bytes("k") })).Proposal_,
            (await run["dora"].Client.ResumptionPSKProposalAsync(new Wire.ResumptionPsk { StateId = run["dora"].Id, EpochId = 2 })).Proposal_,
            (await run["dora"].Client.GroupContextExtensionsProposalAsync(new NewExtensions
            {
                StateId = run["dora"].Id,
                Extensions = { new Wire.Extension { ExtensionType = 3, ExtensionData = ByteString.CopyFrom(0, 0, 0) } },
            })).Proposal_,
        ];
        await run.Commit("dora", proposals, [Described("externalPSK", d => d.PskId = Bytes("k"))]);

        var removal = (await run["alice"].Client.RemoveProposalAsync(new Removal { StateId = run["alice"].Id, RemovedId = Bytes("bob") })).Proposal_;
        await run.Commit("carol", [removal], [], forcePath: true, leaving: "bob");
        await run.Talk("dora", "alice");
        var key = new ExportedKey { StateId = run["alice"].Id, Label = "label", Context = Bytes("context"), KeyLength = 40 };
        var exported = (await run["alice"].Client.ExportAsync(key)).Secret_;
        key.StateId = run["dora"].Id;
        Assert.Equal(exported, (await run["dora"].Client.ExportAsync(key)).Secret_);
        await run.Free();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Joiner_ByExternalCommit_IsFollowedAndComesBack(uint suite, bool encrypted)
    {
        var run = await Found(suite, encrypted, "bob");
        await run.StorePsk("k"u8.ToArray(), "secret"u8.ToArray());
        foreach (var (beside, prior) in new[] { (false, false), (true, true) })
        {
            var info = await run["alice"].Client.GroupInfoAsync(new Publication { StateId = run["alice"].Id, ExternalTree = beside });
            Assert.Equal(beside, !info.RatchetTree.IsEmpty);
            var joined = await run.ClientOf("carol").ExternalJoinAsync(new ExternalCommit
            {
                GroupInfo = info.GroupInfo,
                RatchetTree = info.RatchetTree,
                EncryptHandshake = encrypted,
                Identity = Bytes("carol"),
                RemovePrior = prior,
                Psks = { new Psk { PskId = Bytes("k"), PskSecret = Bytes("secret") } },
            });
            run.Leave("carol");
            await run.Follow([], joined.Commit, joined.EpochAuthenticator);
            run.Enter("carol", joined.StateId);
            await run.Talk("carol", "bob");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Outsiders_Proposing_AreCommitted(uint suite, bool encrypted)
    {
        var run = await Found(suite, encrypted, "bob");
        var service = await run.ClientOf("carol").CreateExternalSignerAsync(new Applicant { CipherSuite = suite, Identity = Bytes("service") });
        var adding = new NewExternalSigner { StateId = run["alice"].Id, ExternalSender = service.ExternalSender };
        await run.Commit("bob", [(await run["alice"].Client.AddExternalSignerAsync(adding)).Proposal_], []);

        var info = await run["bob"].Client.GroupInfoAsync(new Publication { StateId = run["bob"].Id, ExternalTree = true });
        var own = await run.ClientOf("carol").NewMemberAddProposalAsync(new Application { GroupInfo = info.GroupInfo, Identity = Bytes("carol") });
        await run.Commit("alice", [own.Message], [], joiners: new Newcomer("carol", own.TransactionId, own.Message));

        info = await run["bob"].Client.GroupInfoAsync(new Publication { StateId = run["bob"].Id, ExternalTree = true });
        var outside = await run.ClientOf("carol").ExternalSignerProposalAsync(new Wire.ExternalProposal
        {
            SignerId = service.SignerId,
            GroupInfo = info.GroupInfo,
            RatchetTree = info.RatchetTree,
            Description = Described("remove", d => d.RemovedId = Bytes("bob")),
        });
        await run.Commit("carol", [outside.Proposal_], [], leaving: "bob");
        await run.Talk("alice", "carol");
    }

    [Theory]
    [InlineData(1, 2, true, true)]
    [InlineData(7, 3, false, false)]
    public async Task Group_ReInitialised_GoesOnInItsSuccessor(uint suite, uint next, bool encrypted, bool treeBeside)
    {
        var run = await Found(suite, encrypted, "bob", "carol");
        var successor = new Successor { StateId = run["alice"].Id, CipherSuite = next, GroupId = Bytes("next") };
        var proposal = (await run["alice"].Client.ReInitProposalAsync(successor)).Proposal_;
        var closing = await run["bob"].Client.ReInitCommitAsync(new Changes { StateId = run["bob"].Id, ByReference = { proposal } });
        var closed = new Dictionary<string, ReInitialising> { ["bob"] = await run["bob"].Client.HandlePendingReInitCommitAsync(run["bob"].State) };
        foreach (var name in new[] { "alice", "carol" })
        {
            closed[name] = await run[name].Client.HandleReInitCommitAsync(new ReceivedCommit { StateId = run[name].Id, Proposal = { proposal }, Commit = closing.Commit });
            Assert.Equal(closed["bob"].EpochAuthenticator, closed[name].EpochAuthenticator);
        }

        var founded = await run["carol"].Client.ReInitWelcomeAsync(new Refounding
        {
            ReinitId = closed["carol"].ReinitId,
            KeyPackage = { closed["alice"].KeyPackage, closed["bob"].KeyPackage },
            ExternalTree = treeBeside,
        });
        run.Enter("carol", founded.StateId);
        foreach (var name in new[] { "alice", "bob" })
        {
            var joined = await run[name].Client.HandleReInitWelcomeAsync(
                new RefoundedJoin { ReinitId = closed[name].ReinitId, Welcome = founded.Welcome, RatchetTree = founded.RatchetTree });
            Assert.Equal(founded.EpochAuthenticator, joined.EpochAuthenticator);
            run.Enter(name, joined.StateId);
        }

        await run.Talk("alice", "bob");
        await run.Commit("bob", [], [], forcePath: true);
    }

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, false, true)]
    public async Task Members_Branching_HaveAGroupOfTheirOwn(uint suite, bool encrypted, bool treeBeside)
    {
        var run = await Found(suite, encrypted, "bob", "carol");
        var bob = await run.KeyPackage("bob");
        var founded = await run["alice"].Client.CreateBranchAsync(
            new Branching { StateId = run["alice"].Id, GroupId = Bytes("branch"), KeyPackages = { bob.Message }, ExternalTree = treeBeside });
        var joined = await run["bob"].Client.HandleBranchAsync(new BranchJoin
        {
            StateId = run["bob"].Id,
            TransactionId = bob.Transaction,
            Welcome = founded.Welcome,
            RatchetTree = founded.RatchetTree,
        });
        Assert.Equal(founded.EpochAuthenticator, joined.EpochAuthenticator);
        await run.Talk("alice", "carol");
        run.Leave("carol");
        run.Enter("alice", founded.StateId);
        run.Enter("bob", joined.StateId);
        await run.Talk("bob", "alice");
    }

    [Fact]
    public async Task Step_NotPossible_NamesTheRule()
    {
        var run = await Found(1, false, "bob");
        var alice = run["alice"];
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await alice.Client.StateAuthAsync(new State { StateId = 999 }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        var replayed = await alice.Client.ProtectAsync(new Plaintext { StateId = alice.Id, Plaintext_ = Bytes("once") });
        var received = new Received { StateId = run["bob"].Id, Ciphertext = replayed.Ciphertext_ };
        Assert.Equal(Bytes("once"), (await run["bob"].Client.UnprotectAsync(received)).Plaintext);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await run["bob"].Client.UnprotectAsync(received));
        Assert.Contains(MlsRules.GenerationUsed.Id, refused.Status.Detail, StringComparison.Ordinal);
        var twice = Described("remove", d => d.RemovedId = Bytes("bob"));
        await Assert.ThrowsAsync<RpcException>(async () => await alice.Client.CommitAsync(new Changes { StateId = alice.Id, ByValue = { twice, twice } }));
        await run.Talk("alice", "bob");
    }

    private MLSClient.MLSClientClient Client(int server) => new(channels[server]);

    /// <summary>Alice's group and the others in it by one commit.</summary>
    private async Task<Run> Found(uint suite, bool encrypted, params string[] others)
    {
        var run = new Run(suite, encrypted, name => Client(name is "alice" or "carol" ? 0 : 1));
        var created = await run.ClientOf("alice").CreateGroupAsync(
            new NewGroup { GroupId = Bytes("group"), CipherSuite = suite, EncryptHandshake = encrypted, Identity = Bytes("alice") });
        run.Enter("alice", created.StateId);
        var joiners = await Task.WhenAll(others.Select(run.KeyPackage));
        await run.Commit("alice", [], [.. joiners.Select(static j => Described("add", d => d.KeyPackage = j.Message))], joiners: joiners);
        return run;
    }

    private static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    private static Description Described(string type, Action<Description> content)
    {
        var description = new Description { ProposalType = Bytes(type) };
        content(description);
        return description;
    }

    private sealed record Seat(MLSClient.MLSClientClient Client, uint Id)
    {
        public State State => new() { StateId = Id };
    }

    private sealed record Newcomer(string Name, uint Transaction, ByteString Message);

    /// <summary>Who is in the group, and what everyone does together.</summary>
    private sealed class Run(uint suite, bool encrypted, Func<string, MLSClient.MLSClientClient> client)
    {
        private readonly Dictionary<string, Seat> seats = [];

        public Seat this[string name] => seats[name];

        public MLSClient.MLSClientClient ClientOf(string name) => client(name);

        public void Enter(string name, uint id) => seats[name] = new Seat(client(name), id);

        public void Leave(string name) => seats.Remove(name);

        public async Task<Newcomer> KeyPackage(string name)
        {
            var made = await client(name).CreateKeyPackageAsync(new Applicant { CipherSuite = suite, Identity = Bytes(name) });
            return new Newcomer(name, made.TransactionId, made.Message);
        }

        public async Task StorePsk(byte[] id, byte[] secret)
        {
            foreach (var seat in seats.Values)
            {
                await seat.Client.StorePSKAsync(
                    new StoredPsk { StateOrTransactionId = seat.Id, PskId = ByteString.CopyFrom(id), PskSecret = ByteString.CopyFrom(secret) });
            }
        }

        public async Task Commit(
            string committer, IReadOnlyList<ByteString> byReference, IReadOnlyList<Description> byValue, bool forcePath = false, string? leaving = null, params Newcomer[] joiners)
        {
            var seat = seats[committer];
            var made = await seat.Client.CommitAsync(
                new Changes { StateId = seat.Id, ByReference = { byReference }, ByValue = { byValue }, ForcePath = forcePath });
            var epoch = await seat.Client.HandlePendingCommitAsync(seat.State);
            if (leaving is not null)
            {
                Leave(leaving);
            }

            await Follow(byReference, made.Commit, epoch.EpochAuthenticator, committer);
            foreach (var joiner in joiners)
            {
                var joined = await client(joiner.Name).JoinGroupAsync(
                    new WelcomeJoin { TransactionId = joiner.Transaction, Welcome = made.Welcome, EncryptHandshake = encrypted, Identity = Bytes(joiner.Name) });
                Assert.Equal(epoch.EpochAuthenticator, joined.EpochAuthenticator);
                Enter(joiner.Name, joined.StateId);
            }
        }

        public async Task Follow(IReadOnlyList<ByteString> proposals, ByteString commit, ByteString authenticator, string? except = null)
        {
            foreach (var (_, seat) in seats.Where(s => s.Key != except))
            {
                var epoch = await seat.Client.HandleCommitAsync(new ReceivedCommit { StateId = seat.Id, Proposal = { proposals }, Commit = commit });
                Assert.Equal(authenticator, epoch.EpochAuthenticator);
                Assert.Equal(authenticator, (await seat.Client.StateAuthAsync(seat.State)).Secret_);
            }
        }

        public async Task Talk(string from, string to)
        {
            var sent = await seats[from].Client.ProtectAsync(
                new Plaintext { StateId = seats[from].Id, AuthenticatedData = Bytes("clear"), Plaintext_ = Bytes($"from {from}") });
            var heard = await seats[to].Client.UnprotectAsync(new Received { StateId = seats[to].Id, Ciphertext = sent.Ciphertext_ });
            Assert.Equal(Bytes($"from {from}"), heard.Plaintext);
            Assert.Equal(Bytes("clear"), heard.AuthenticatedData);
        }

        public async Task Free()
        {
            foreach (var seat in seats.Values)
            {
                await seat.Client.FreeAsync(seat.State);
                await Assert.ThrowsAsync<RpcException>(async () => await seat.Client.FreeAsync(seat.State));
            }
        }
    }
}
