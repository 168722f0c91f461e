using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class LeafRules
{
    [Fact]
    [Rule(50)]
    public void Leaf_OfTheWrongSource_IsRefused()
    {
        using var party = Party.Of(3);
        Broken(MlsRules.LeafSource, AddError(party, static l => l with { Source = LeafNodeSource.Update, Lifetime = null }));
        Broken(MlsRules.LeafSource, party[0].TakeError(Path(party[1], static l => l with { Source = LeafNodeSource.Update })));
        var commitLeaf = HonestPath(party[1]).LeafNode;
        party[0].Take(Propose(party[1], new Update(commitLeaf)));
        Broken(MlsRules.LeafSource, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now).Error);
    }

    [Fact]
    [Rule(51)]
    public void Leaf_WithABadSignature_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.LeafSignature, party[0].TakeError(Path(party[1], path: static p => p with { LeafNode = Flip(p.LeafNode) })));
    }

    [Fact]
    [Rule(52)]
    public void Credential_Refused_IsRefused()
    {
        var service = new TrustingService();
        using var party = Party.Of(2, client: Suite.Client(service));
        using var mallory = new Member("mallory");
        service.Refused.Add("mallory");
        Broken(MlsRules.CredentialRefused, party[0].TakeError(Commit(party[1], new Add(mallory.NewKeyPackage().KeyPackage))));
        var senders = ExternalSender.ToExtension([new ExternalSender(mallory.Signature.PublicKey, mallory.Credential)]);
        Broken(MlsRules.CredentialRefused, party[0].TakeError(Commit(party[1], new GroupContextExtensions([senders]))));
        service.Refused.Add("b");
        Broken(MlsRules.CredentialRefused, party[0].TakeError(Path(party[1])));
    }

    [Fact]
    [Rule(52)]
    public void Credential_OfAnExternalSenderThatKeepsItsKey_IsAskedForAgain()
    {
        var service = new TrustingService();
        using var known = new Member("known");
        using var mallory = new Member("mallory");
        service.Refused.Add("mallory");
        using var party = Party.Of(2, client: Suite.Client(service), extensions: [ExternalSender.ToExtension([new ExternalSender(known.Signature.PublicKey, known.Credential)])]);
        var renamed = ExternalSender.ToExtension([new ExternalSender(known.Signature.PublicKey, mallory.Credential)]);
        Broken(MlsRules.CredentialRefused, party[0].TakeError(Commit(party[1], new GroupContextExtensions([renamed]))));
    }

    [Fact]
    [Rule(53)]
    public void Certificate_OfAnotherKey_IsRefused()
    {
        using var party = Party.Of(1, 2);
        using var right = new Member("right", 2);
        using var ec = ECDsa.Create();
        ec.ImportECPrivateKey(Sec1(right), out _);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(Error(ec));
        Broken(MlsRules.CertificateKey, Error(other));
        Broken(MlsRules.CertificateKey, party[0].Group.Propose(new Add(KeyPackage(right, static l => l with { Credential = new X509Credential([]) })), Suite.Now, party[0].Random).Error);
        Broken(MlsRules.CertificateKey, party[0].Group.Propose(new Add(KeyPackage(right, static l => l with { Credential = new X509Credential([new byte[] { 1 }]) })), Suite.Now, party[0].Random).Error);

        MlsError? Error(ECDsa key)
        {
            var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(Suite.Now, Suite.Now.AddDays(1)).RawData;
            return party[0].Group.Propose(new Add(KeyPackage(right, l => l with { Credential = new X509Credential([certificate]) })), Suite.Now, party[0].Random).Error;
        }

        static byte[] Sec1(Member member)
        {
            // A P-256 ECPrivateKey of RFC 5915 with its curve and without its public key.
            byte[] head = [0x30, 0x31, 2, 1, 1, 4, 0x20];
            byte[] curve = [0xa0, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
            return [.. head, .. member.Signature.PrivateKey.Span, .. curve];
        }
    }

    [Fact]
    [Rule(54)]
    public void Credential_NotASuccessor_IsRefused()
    {
        var service = new TrustingService { RefuseSuccessors = true };
        using var party = Party.Of(2, client: Suite.Client(service));
        Broken(MlsRules.CredentialSuccessor, party[0].TakeError(Path(party[1], static l => l with { Credential = new BasicCredential("c"u8.ToArray()) })));
        Assert.Null(AppliedProposals.CheckReplacement(
            GroupRules.Create(party[0].Client, Suite.Crypto(1), party[0].Group.GroupId, []).Value, party[0].Group.Tree[new LeafIndex(1)]!, HonestPath(party[1]).LeafNode, LeafNodeSource.Commit, new LeafIndex(1), LeafOrigin.Received, Suite.Now));
    }

    [Fact]
    [Rule(55)]
    [Rule(56)]
    [Rule(59)]
    [Rule(60)]
    public void Capabilities_Lacking_AreRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.LeafVersion, AddError(party, static l => l with { Capabilities = l.Capabilities with { Versions = [] } }));
        Broken(MlsRules.LeafCipherSuite, AddError(party, static l => l with { Capabilities = l.Capabilities with { CipherSuites = [new CipherSuiteId(2)] } }));
        Broken(MlsRules.LeafOwnExtension, AddError(party, static l => l with { Extensions = [new Extension((ExtensionType)0xF123, default)] }));
        Broken(MlsRules.LeafOwnCredential, AddError(party, static l => l with { Capabilities = l.Capabilities with { Credentials = [CredentialType.X509] } }));
    }

    [Fact]
    [Rule(57)]
    [Rule(58)]
    public void GroupDemands_NotMet_AreRefused()
    {
        var client = new Client(SodiumProvider.Instance, new TrustingService()) { Suites = Suite.All, Extensions = [(ExtensionType)0xF001], Proposals = [(ProposalType)0xF002] };
        using var party = Party.Of(2, client: client, extensions: [new Extension((ExtensionType)0xF001, default), new RequiredCapabilities([], [(ProposalType)0xF002], []).ToExtension()]);
        Broken(MlsRules.LeafRequiredCapabilities, AddError(party, static l => l with { Capabilities = l.Capabilities with { Proposals = [] } }));
        Broken(MlsRules.LeafGroupExtension, AddError(party, static l => l with { Capabilities = l.Capabilities with { Extensions = [] } }));
    }

    [Fact]
    [Rule(61)]
    [Rule(62)]
    public void Lifetime_TooLongOrPast_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.LifetimeTooLong, AddError(party, static l => l with { Lifetime = new Lifetime(0, ulong.MaxValue) }));
        Broken(MlsRules.LifetimeTooLong, AddError(party, static l => l with { Lifetime = new Lifetime(5, 4) }));
        Broken(MlsRules.LifetimeNow, AddError(party, static l => l with { Lifetime = Lifetime.Around(Suite.Now.AddDays(-9), TimeSpan.Zero, TimeSpan.FromDays(1)) }));
        Broken(MlsRules.LifetimeNow, AddError(party, static l => l with { Lifetime = Lifetime.Around(Suite.Now.AddDays(9), TimeSpan.Zero, TimeSpan.FromDays(1)) }));

        // What is received may be let through late; what is sent is always checked.
        var lax = Suite.Client(limits: new MlsLimits { CheckReceivedLifetimes = false });
        using var newcomer = new Member("new");
        var add = new Add(KeyPackage(newcomer, static l => l with { Lifetime = Lifetime.Around(Suite.Now.AddDays(-9), TimeSpan.Zero, TimeSpan.FromDays(1)) }));
        using var other = Group.Load(lax, party[0].Group.Save()).Value;
        Broken(MlsRules.LifetimeNow, other.Propose(add, Suite.Now, party[0].Random).Error);
    }

    [Fact]
    [Rule(63)]
    public void Update_WithTheOldKey_IsRefused()
    {
        using var party = Party.Of(3);
        var old = party[1].Group.Tree[new LeafIndex(1)]!.EncryptionKey;
        var leaf = LeafNodeChanges.Next(party[1].Group.Tree[new LeafIndex(1)]!, old, party[1].Signature, LeafNodeSource.Update, null)
            .Sign(party[1].Group.Suite, party[1].Signature.PrivateKey.Span, party[1].Group.GroupId, new LeafIndex(1), party[1].Random);
        party[0].Take(Propose(party[1], new Update(leaf)));
        Broken(MlsRules.UpdateKeyNew, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now).Error);
        Broken(MlsRules.UpdateKeyNew, party[0].TakeError(Path(party[1], l => l with { EncryptionKey = old })));
    }

    [Fact]
    [Rule(64)]
    [Rule(65)]
    public void Keys_NotUnique_AreRefused()
    {
        using var party = Party.Of(3);
        var taken = party[0].Group.Tree[new LeafIndex(2)]!;
        using var newcomer = new Member("new");
        Broken(MlsRules.EncryptionKeyUnique, party[0].TakeError(Adding(party[1], KeyPackage(newcomer, l => l with { EncryptionKey = taken.EncryptionKey }))));

        // The same signature key, with the application saying that they are different clients.
        using var party2 = Party.Of(3, client: Suite.Client(new Distinct()));
        Broken(MlsRules.SignatureKeyUnique, party2[0].TakeError(Adding(party2[1], KeyPackage(party2[2]))));
        Broken(MlsRules.SignatureKeyUnique, party2[0].TakeError(Path(party2[1], signer: party2[2].Signature)));
        using var twin = new Member("twin");
        Broken(MlsRules.SignatureKeyUnique, party2[0].TakeError(Adding(party2[1], KeyPackage(twin), KeyPackage(twin))));
        var tree = party[0].Group.Tree;
        Broken(MlsRules.EncryptionKeyUnique, tree.Add(Leaf(newcomer, taken.EncryptionKey, newcomer.Signature)).Tree.CheckKeysDiffer());
        Broken(MlsRules.SignatureKeyUnique, tree.Add(Leaf(newcomer, new byte[32], party[2].Signature)).Tree.CheckKeysDiffer());
        var parentKey = tree.Parents().First().Node.EncryptionKey;
        Broken(MlsRules.EncryptionKeyUnique, tree.Add(Leaf(newcomer, parentKey, newcomer.Signature)).Tree.CheckKeysDiffer());
        Broken(MlsRules.EncryptionKeyUnique, party[0].TakeError(Adding(party[1], KeyPackage(newcomer, l => l with { EncryptionKey = parentKey }))));
    }

    [Fact]
    [Rule(66)]
    public void CredentialType_NotSupportedByAll_IsRefused()
    {
        using var party = Party.Of(2, 2);
        using var newcomer = new Member("new", 2);
        var onlyBasic = Mls.Tree.RatchetTree.Single(party[0].Group.Tree[new LeafIndex(0)]!);
        var leaf = KeyPackage(newcomer, static l => l with { Credential = new X509Credential([]), Capabilities = l.Capabilities with { Credentials = [CredentialType.X509] } }).LeafNode;
        Broken(MlsRules.CredentialTypeSupported, TreeValidation.CheckCredentialTypes(onlyBasic.Add(leaf).Tree));
        Broken(MlsRules.CredentialTypeSupported, Applied());

        MlsError? Applied()
        {
            // A leaf of type basic that does not take x509, in a group with both.
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var x = new Member("x", 2);
            var certified = new CertificateRequest("CN=x", ec, HashAlgorithmName.SHA256).CreateSelfSigned(Suite.Now, Suite.Now.AddDays(1)).RawData;
            var parameters = ec.ExportParameters(true);
            using var key = SignatureKeyPair.Import(x.Client, x.SuiteId, parameters.D);
            var bundle = KeyPackageBundle.Create(x.Client, x.SuiteId, new X509Credential([certified]), key, Lifetime.Around(Suite.Now, TimeSpan.Zero, TimeSpan.FromDays(1)), x.Random);
            var narrow = KeyPackage(newcomer, static l => l with { Capabilities = l.Capabilities with { Credentials = [CredentialType.Basic] } });
            return party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new Add(bundle.KeyPackage)), ProposalOrRef.ByValue(new Add(narrow))], null)));
        }
    }

    [Fact]
    [Rule(67)]
    [Rule(68)]
    [Rule(69)]
    [Rule(70)]
    public void KeyPackage_Wrong_IsRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        Broken(MlsRules.KeyPackageVersion, Proposed(KeyPackage(newcomer, version: 2)));
        Broken(MlsRules.KeyPackageVersion, MlsMessage.Decode(new KeyPackageMessage(KeyPackage(newcomer, version: 2)).Encode()).Error);
        Broken(MlsRules.KeyPackageCipherSuite, Proposed(KeyPackage(newcomer, suite: 3)));
        Broken(MlsRules.KeyPackageSignature, Proposed(KeyPackage(newcomer, badSignature: true)));
        Broken(MlsRules.KeyPackageInitKey, Proposed(KeyPackage(newcomer, sameKeys: true)));
        Broken(MlsRules.KeyPackageInitKey, party[0].TakeError(Commit(party[1], new Add(KeyPackage(newcomer, sameKeys: true)))));

        MlsError? Proposed(KeyPackage keyPackage) => party[0].Group.Propose(new Add(keyPackage), Suite.Now, party[0].Random).Error;
    }

    private static MlsError? AddError(Party party, Func<LeafNodeDraft, LeafNodeDraft> leaf)
    {
        using var newcomer = new Member("newcomer", client: party[0].Client);
        return party[0].TakeError(Commit(party[1], new Add(KeyPackage(newcomer, leaf))));
    }

    private static PublicMessage Adding(Member committer, params KeyPackage[] added) =>
        Commit(committer, new Commit([.. added.Select(static k => ProposalOrRef.ByValue(new Add(k)))], null));

    private static LeafNode Leaf(Member member, ReadOnlyMemory<byte> encryptionKey, SignatureKeyPair signer) =>
        LeafNodeChanges.Draft(member.Client, encryptionKey, signer, member.Credential, LeafNodeSource.KeyPackage, new Lifetime(0, 1), null, member.Random)
            .Sign(Suite.Crypto(1), signer.PrivateKey.Span, default, default, member.Random);

    private static LeafNode Flip(LeafNode leaf)
    {
        var bytes = leaf.Encoded.ToArray();
        bytes[^1] ^= 1;
        return LeafNode.Parse(bytes);
    }

    private sealed class Distinct : TrustingService
    {
        public override bool IsSameClient(LeafNode one, LeafNode other) => false;
    }
}
