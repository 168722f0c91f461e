using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using Parley.Crypto;
using Parley.Mls.Credentials;
using Parley.Mls.Extensions;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Suites;
using Parley.Mls.Tree;
using Extension = Parley.Mls.Extensions.Extension;

namespace Parley.Mls.Harness;

/// <summary>Joining and the life of an epoch; proposals and commits are in the other part.</summary>
internal sealed partial class MlsClientService : Wire.MLSClient.MLSClientBase
{
    private readonly Held held = new();
    private readonly SystemRandomness random = new();

    // Others' key packages may live for ever.
    private readonly Client client = new(SodiumProvider.Instance, new ByIdentity()) { Limits = new MlsLimits { Lifetime = null } };

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public override Task<Wire.Stack> Name(Wire.Nothing request, ServerCallContext context) =>
        Task.FromResult(new Wire.Stack { Name = "Parley.Mls" });

    public override Task<Wire.Suites> SupportedCiphersuites(Wire.Nothing request, ServerCallContext context) =>
        Task.FromResult(new Wire.Suites { Ciphersuites = { client.Suites.All.Select(static s => (uint)s.Id.Value) } });

    public override Task<Wire.Nothing> Free(Wire.State request, ServerCallContext context)
    {
        held.Free<Member>(request.StateId);
        return Task.FromResult(new Wire.Nothing());
    }

    public override Task<Wire.State> CreateGroup(Wire.NewGroup request, ServerCallContext context)
    {
        using var own = NewKeyPackage(request.CipherSuite, request.Identity);
        var group = Group.Create(client, request.GroupId.Memory, own, [], Now, random).OrRefuse();
        return Task.FromResult(new Wire.State { StateId = held.Keep(new Member(group, request.EncryptHandshake, new Psks())) });
    }

    public override Task<Wire.Transaction> CreateKeyPackage(Wire.Applicant request, ServerCallContext context)
    {
        var bundle = NewKeyPackage(request.CipherSuite, request.Identity);
        return Task.FromResult(Transaction(bundle, new KeyPackageMessage(bundle.KeyPackage)));
    }

    public override Task<Wire.Epoch> JoinGroup(Wire.WelcomeJoin request, ServerCallContext context)
    {
        var waiting = held.Find<Waiting>(request.TransactionId);
        var group = Join(waiting.Bundle, request.Welcome, request.RatchetTree, waiting.Psks, null);
        held.Free<Waiting>(request.TransactionId);
        return Task.FromResult(Epoch(new Member(group, request.EncryptHandshake, waiting.Psks)));
    }

    public override Task<Wire.ExternallyJoined> ExternalJoin(Wire.ExternalCommit request, ServerCallContext context)
    {
        var info = ReadGroupInfo(request.GroupInfo);
        var tree = TreeOf(info, request.RatchetTree);
        var psks = new Psks();
        foreach (var psk in request.Psks)
            psks.Store(psk.PskId.Span, psk.PskSecret.Span);
        using var key = SignatureKeyPair.Generate(client, info.GroupContext.CipherSuite, random);
        var join = Group.JoinExternally(client, info, Identity(request.Identity), key, psks, Now, random, new ExternalJoinOptions
        {
            Tree = tree,
            Replaces = request.RemovePrior ? LeafOf(tree, request.Identity) : null,
            Psks = [.. request.Psks.Select(static p => p.PskId.Memory)],
        }).OrRefuse();
        return Task.FromResult(new Wire.ExternallyJoined
        {
            StateId = held.Keep(new Member(join.Group, request.EncryptHandshake, psks)),
            Commit = Bytes(join.Message),
            EpochAuthenticator = Bytes(join.Group.EpochAuthenticator),
        });
    }

    public override Task<Wire.Nothing> StorePSK(Wire.StoredPsk request, ServerCallContext context)
    {
        var psks = held.Find<IDisposable>(request.StateOrTransactionId) switch
        {
            Member member => member.Psks,
            Waiting waiting => waiting.Psks,
            _ => throw Refusal.Of("A PSK is stored for a state or a transaction."),
        };
        psks.Store(request.PskId.Span, request.PskSecret.Span);
        return Task.FromResult(new Wire.Nothing());
    }

    public override Task<Wire.Published> GroupInfo(Wire.Publication request, ServerCallContext context)
    {
        var group = held.Find<Member>(request.StateId).Group;
        var info = group.GroupInfo(new GroupInfoOptions { WithExternalKey = true, WithTree = !request.ExternalTree }, random);
        return Task.FromResult(new Wire.Published
        {
            GroupInfo = Bytes(new GroupInfoMessage(info)),
            RatchetTree = TreeBeside(group.Tree, request.ExternalTree),
        });
    }

    public override Task<Wire.Secret> StateAuth(Wire.State request, ServerCallContext context) =>
        Task.FromResult(new Wire.Secret { Secret_ = Bytes(held.Find<Member>(request.StateId).Group.EpochAuthenticator) });

    public override Task<Wire.Secret> Export(Wire.ExportedKey request, ServerCallContext context)
    {
        var group = held.Find<Member>(request.StateId).Group;
        var secret = group.Export(request.Label, request.Context.Span, checked((int)request.KeyLength));
        return Task.FromResult(new Wire.Secret { Secret_ = ByteString.CopyFrom(secret) });
    }

    public override Task<Wire.Ciphertext> Protect(Wire.Plaintext request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        var options = new MessageOptions { AuthenticatedData = request.AuthenticatedData.Memory };
        var sent = member.Group.Protect(request.Plaintext_.Span, random, options).OrRefuse();
        member.Move(sent.Group);
        return Task.FromResult(new Wire.Ciphertext { Ciphertext_ = Bytes(sent.Message) });
    }

    public override Task<Wire.Opened> Unprotect(Wire.Received request, ServerCallContext context)
    {
        var member = held.Find<Member>(request.StateId);
        var heard = member.Group.Receive(MlsMessage.Decode(request.Ciphertext.Span).OrRefuse(), Now).OrRefuse() as ApplicationMessage
            ?? throw Refusal.Of("A message that should carry application data carries something else.");
        member.Move(heard.Group);
        return Task.FromResult(new Wire.Opened { AuthenticatedData = Bytes(heard.AuthenticatedData), Plaintext = Bytes(heard.Data) });
    }

    private static ByteString Bytes(MlsMessage? message) => message is null ? ByteString.Empty : ByteString.CopyFrom(message.Encode());

    private static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.CopyFrom(bytes.Span);

    private static ByteString TreeBeside(RatchetTree tree, bool wanted) => wanted ? ByteString.CopyFrom(tree.Encode()) : ByteString.Empty;

    private static BasicCredential Identity(ByteString identity) => new(identity.Memory);

    private static CipherSuiteId Suite(uint value) => new(checked((ushort)value));

    private static ImmutableArray<Extension> Extensions(RepeatedField<Wire.Extension> extensions) =>
        [.. extensions.Select(static e => new Extension((ExtensionType)checked((ushort)e.ExtensionType), e.ExtensionData.Memory))];

    private static Joining.GroupInfo ReadGroupInfo(ByteString message) =>
        (MlsMessage.Decode(message.Span).OrRefuse() as GroupInfoMessage ?? throw Refusal.Of("This is no GroupInfo.")).GroupInfo;

    private static KeyPackage ReadKeyPackage(ByteString message) =>
        (MlsMessage.Decode(message.Span).OrRefuse() as KeyPackageMessage ?? throw Refusal.Of("This is no key package.")).KeyPackage;

    private static RatchetTree TreeOf(Joining.GroupInfo info, ByteString beside)
    {
        var bytes = beside.IsEmpty ? info.Extensions.Find(ExtensionType.RatchetTree)?.Data : beside.Memory;
        return RatchetTree.Decode((bytes ?? throw Refusal.Of("There is no ratchet tree in the GroupInfo or beside it.")).Span).OrRefuse();
    }

    private static LeafIndex LeafOf(RatchetTree tree, ByteString identity)
    {
        var wanted = Identity(identity);
        foreach (var (index, leaf) in tree.Leaves())
        {
            if (leaf.Credential.Same(wanted))
                return index;
        }

        throw Refusal.Of($"No member is called '{identity.ToStringUtf8()}'.");
    }

    private KeyPackageBundle NewKeyPackage(uint suite, ByteString identity) => NewKeyPackage(Suite(suite), Identity(identity));

    private KeyPackageBundle NewKeyPackage(CipherSuiteId suite, Credential credential)
    {
        if (client.Suites.Find(suite) is null)
            throw Refusal.Of($"Cipher suite {suite} is not supported.");
        using var key = SignatureKeyPair.Generate(client, suite, random);
        return KeyPackageBundle.Create(client, suite, credential, key, Lifetime.Around(Now, TimeSpan.FromDays(1), TimeSpan.FromDays(90)), random);
    }

    private Group Join(KeyPackageBundle own, ByteString welcome, ByteString tree, Psks psks, Group? origin)
    {
        var invitation = MlsMessage.Decode(welcome.Span).OrRefuse() as WelcomeMessage ?? throw Refusal.Of("This is no Welcome.");
        return Group.Join(client, invitation.Welcome, own, psks, Now, new JoinOptions
        {
            Tree = tree.IsEmpty ? null : RatchetTree.Decode(tree.Span).OrRefuse(),
            Origin = origin,
        }).OrRefuse();
    }

    private Wire.Transaction Transaction(KeyPackageBundle bundle, MlsMessage message) => new()
    {
        TransactionId = held.Keep(new Waiting(bundle)),
        Message = Bytes(message),
        InitPriv = ByteString.CopyFrom(bundle.InitKey.Span),
        EncryptionPriv = ByteString.CopyFrom(bundle.EncryptionKey.Span),
        SignaturePriv = ByteString.CopyFrom(bundle.SignatureKey.PrivateKey.Span),
    };

    private Wire.Epoch Epoch(Member member) =>
        new() { StateId = held.Keep(member), EpochAuthenticator = Bytes(member.Group.EpochAuthenticator) };
}
