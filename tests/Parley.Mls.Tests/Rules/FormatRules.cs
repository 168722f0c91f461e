using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class FormatRules
{
    [Fact]
    [Rule(1)]
    public void Result_NeverSet_IsMalformed()
    {
        Assert.False(default(MlsResult<Group>).TryGet(out _, out var error));
        Broken(MlsRules.Malformed, error);
    }

    [Fact]
    [Rule(2)]
    public void Message_CutShort_IsTruncated() => Broken(MlsRules.Truncated, MlsMessage.Decode([0, 1, 0, 2, 5, 1]).Error);

    [Fact]
    [Rule(2)]
    public void Vector_LongerThanInput_IsTruncated() => Broken(MlsRules.Truncated, Decode([4, 1], static (ref r) => (object)r.List(static (ref x) => x.U8())));

    [Fact]
    [Rule(3)]
    public void Message_WithMoreBehind_IsRefused()
    {
        using var member = new Member("a");
        Broken(MlsRules.TrailingBytes, MlsMessage.Decode([.. new KeyPackageMessage(member.NewKeyPackage().KeyPackage).Encode(), 0]).Error);
    }

    [Fact]
    [Rule(4)]
    public void Length_With11Prefix_IsRefused() => Broken(MlsRules.VectorPrefix, Decode([0xc0, 0, 0, 0, 0, 0, 0, 0], static (ref r) => (object)r.Length()));

    [Theory]
    [InlineData(new byte[] { 0x40, 0x3f })]
    [InlineData(new byte[] { 0x80, 0, 0x3f, 0xff })]
    [Rule(5)]
    public void Length_NotShortest_IsRefused(byte[] header) => Broken(MlsRules.VectorMinimal, Decode(header, static (ref r) => (object)r.Length()));

    [Fact]
    [Rule(6)]
    public void Optional_With2_IsRefused() => Broken(MlsRules.OptionalOctet, Decode([0, 2], Mls.Proposals.Commit.Read));

    [Fact]
    [Rule(7)]
    public void Field_TooLong_IsRefused()
    {
        var encoded = Tls.Encode(static (ref w) => w.Opaque(new byte[300]));
        Broken(MlsRules.FieldTooLong, Decode(encoded, static (ref r) => (object)r.Opaque(255)));
        Broken(MlsRules.FieldTooLong, Decode(encoded, static (ref r) => (object)r.List(static (ref x) => x.U8(), 255)));
    }

    [Fact]
    [Rule(8)]
    public void Enums_Undefined_AreRefused()
    {
        Broken(MlsRules.UnknownEnum, MlsMessage.Decode([0, 1, 0, 9]).Error);
        Broken(MlsRules.UnknownEnum, Decode([9], static (ref r) => (object)Sender.Read(ref r)));
        Broken(MlsRules.UnknownEnum, Decode([3, 0], ProposalOrRef.Read));
        Broken(MlsRules.UnknownEnum, Decode([3, 0, 0], PreSharedKeyId.Read));
        Broken(MlsRules.UnknownEnum, Decode([2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], PreSharedKeyId.Read));
        Broken(MlsRules.UnknownEnum, Decode([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 0, 0], LeafNode.Read));
        Broken(MlsRules.UnknownEnum, Decode([0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 9], FramedContent.Read));
        Broken(MlsRules.UnknownEnum, MlsMessage.Decode([0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0]).Error);
        Broken(MlsRules.UnknownEnum, RatchetTree.Decode([2, 1, 9]).Error);
    }

    [Fact]
    [Rule(9)]
    public void Extensions_OfOneTypeTwice_AreRefused()
    {
        Broken(MlsRules.DuplicateExtension, Decode([6, 0, 9, 0, 0, 9, 0], static (ref r) => (object)Extension.ReadList(ref r)));
        var many = Enumerable.Range(0, 12).Select(static i => new Extension((ExtensionType)(i % 11), default)).ToImmutableArray();
        Assert.True(Extension.HasDuplicates(many));
        using var member = new Member("a");
        Broken(MlsRules.DuplicateExtension, Group.Create(member.Client, default, member.NewKeyPackage(), many, member.Now, member.Random).Error);
    }

    [Fact]
    [Rule(10)]
    public void Credential_OfUnknownType_IsRefused() => Broken(MlsRules.CredentialType, Decode([0, 9, 0], Credential.Read));

    [Fact]
    [Rule(11)]
    public void UnmergedLeaves_OutOfOrder_AreRefused() => Broken(MlsRules.UnmergedLeavesOrder, Decode([0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 1], ParentNode.Read));

    [Fact]
    [Rule(12)]
    public void RatchetTree_EndingBlank_IsRefused()
    {
        Broken(MlsRules.TreeLastBlank, RatchetTree.Decode([1, 0]).Error);
        Broken(MlsRules.TreeLastBlank, RatchetTree.Decode([0]).Error);
    }

    [Fact]
    [Rule(13)]
    public void RatchetTree_WithAParentAtALeaf_IsRefused() => Broken(MlsRules.TreeNodeKind, RatchetTree.Decode([5, 1, 2, 0, 0, 0]).Error);

    [Fact]
    [Rule(14)]
    public void Message_OfAnotherVersion_IsRefused() => Broken(MlsRules.MessageVersion, MlsMessage.Decode([0, 2, 0, 3, 0, 1, 0, 0]).Error);

    [Theory]
    [InlineData(ExtensionType.RequiredCapabilities)]
    [InlineData(ExtensionType.ExternalSenders)]
    [Rule(15)]
    public void GroupExtension_Malformed_IsRefused(ExtensionType type)
    {
        using var member = new Member("a");
        var group = Group.Create(member.Client, default, member.NewKeyPackage(), [new Extension(type, new byte[] { 9 })], member.Now, member.Random);
        Broken(MlsRules.ExtensionMalformed, group.Error);
    }

    [Fact]
    [Rule(16)]
    public void State_OfAnotherVersion_IsRefused()
    {
        using var party = Party.Of(1);
        var saved = party[0].Group.Save();
        Broken(MlsRules.StateVersion, Group.Load(party[0].Client, saved with { Epoch = Bump(saved.Epoch) }).Error);
        Broken(MlsRules.StateVersion, Group.Load(party[0].Client, saved with { Messages = Bump(saved.Messages) }).Error);
        Broken(MlsRules.StateVersion, KeyPackageBundle.Deserialize(Bump(party[0].NewKeyPackage().Serialize())).Error);

        static byte[] Bump(ReadOnlyMemory<byte> bytes) => [0, 2, .. bytes[2..].Span];
    }

    [Fact]
    [Rule(17)]
    public void State_OfTwoEpochs_IsRefused()
    {
        using var party = Party.Of(1);
        var old = party[0].Group.Save();
        party[0].CommitAndMerge();
        var saved = party[0].Group.Save();
        Broken(MlsRules.StateMalformed, Group.Load(party[0].Client, saved with { Messages = old.Messages }).Error);
        Broken(MlsRules.StateMalformed, Decode([0, 0, 0, 3, 0, 0], SecretTree.Read));
        Broken(MlsRules.StateMalformed, Decode([0, 0, 0, 1, 9], SecretTree.Read));
        Broken(MlsRules.StateMalformed, Group.Load(party[0].Client, saved with { Epoch = (byte[])[0, 1, 9, .. saved.Epoch[3..].Span] }).Error);
    }

    [Fact]
    [Rule(17)]
    public void State_WithAnotherProposalForAReInit_IsRefused()
    {
        // Found by fuzzing: it was cast without a look.
        using var party = Party.Of(2);
        party.Commit(0, new CommitOptions { Proposals = [new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), [])], WithoutPath = true });
        var saved = party[0].Group.Save();
        var epoch = saved.Epoch.ToArray();
        epoch[epoch.AsSpan().IndexOf("\u0004next"u8) - 1] = 6;
        Broken(MlsRules.StateMalformed, Group.Load(party[0].Client, saved with { Epoch = epoch }).Error);
    }

    [Fact]
    [Rule(18)]
    public void Suite_NotKnown_IsRefused()
    {
        using var party = Party.Of(1, 7);
        var client = new Client(SodiumProvider.Instance, new TrustingService()) { Suites = CipherSuites.Rfc9420 };
        using var x = Party.Of(1, Suite.XWing128.Value);
        Broken(MlsRules.SuiteKnown, Group.Load(client, x[0].Group.Save()).Error);
        var info = x[0].Group.GroupInfo(GroupInfoOptions.Default, x[0].Random);
        Broken(MlsRules.SuiteKnown, Group.JoinExternally(client, info, x[0].Credential, x[0].Signature, x[0].Psks, Suite.Now, x[0].Random).Error);
        var welcome = new Welcome(Suite.XWing128, [], default);
        Broken(MlsRules.SuiteKnown, Group.Join(client, welcome, party[0].NewKeyPackage(), x[0].Psks, Suite.Now).Error);
    }

    private static MlsError? Decode<T>(byte[] bytes, TlsReader.Item<T> read)
        where T : notnull => Tls.Decode(bytes, (ref r) => (object)read(ref r)).Error;
}
