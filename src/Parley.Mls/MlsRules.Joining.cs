namespace Parley.Mls;

/// <content>Which invitations are accepted.</content>
internal static partial class MlsRules
{
    public static MlsRule WelcomeCipherSuite { get; } = new(140, "12.4.3.1", "A Welcome is of the key package's cipher suite.");

    public static MlsRule WelcomeForUs { get; } = new(141, "12.4.3.1", "A Welcome has an entry for the key package.");

    public static MlsRule WelcomeSecretsDecryption { get; } = new(142, "12.4.3.1", "A Welcome's group secrets decrypt.");

    public static MlsRule WelcomeInfoDecryption { get; } = new(143, "12.4.3.1", "A Welcome's GroupInfo decrypts.");

    public static MlsRule WelcomeOneFounding { get; } = new(144, "12.4.3.1", "A Welcome names at most one branch or reinit PSK.");

    public static MlsRule WelcomePathSecret { get; } = new(145, "12.4.3.1", "A Welcome's path secret gives the keys that stand in the tree.");

    public static MlsRule GroupInfoCipherSuite { get; } = new(146, "12.4.3.1", "A GroupInfo is of the Welcome's cipher suite.");

    public static MlsRule GroupInfoSigner { get; } = new(147, "12.4.3.1", "A GroupInfo's signer is a member.");

    public static MlsRule GroupInfoSignature { get; } = new(148, "12.4.3", "A GroupInfo is signed by its signer.");

    public static MlsRule GroupExtensionSupported { get; } = new(149, "13.4", "A joiner supports the group's extensions.");

    public static MlsRule GroupIdUnique { get; } = new(150, "12.4.3", "A joiner is in no group of the same id.");

    public static MlsRule OwnLeafInTree { get; } = new(151, "12.4.3.1", "The key package's leaf stands in the tree.");

    public static MlsRule ExternalPub { get; } = new(152, "12.4.3.2", "A GroupInfo for an external join has an external_pub.");

    public static MlsRule FoundingPsk { get; } = new(153, "12.4.3.1", "A group that is to follow upon another names a branch or reinit PSK.");

    public static MlsRule FoundingOrigin { get; } = new(154, "12.4.3.1", "A branch or reinit PSK is of the group and epoch followed upon.");

    public static MlsRule FoundingEpoch { get; } = new(155, "12.4.3.1", "A group founded upon another is at epoch 1.");

    public static MlsRule ReInitParameters { get; } = new(156, "11.2", "A re-initialised group has the parameters of the ReInit.");

    public static MlsRule ReInitMembers { get; } = new(157, "12.4.3.1", "A re-initialised group has all members of the old one.");

    public static MlsRule BranchParameters { get; } = new(158, "11.3", "A branch has its origin's version and cipher suite.");

    public static MlsRule BranchMembers { get; } = new(159, "11.3", "A branch has members of its origin only.");
}
