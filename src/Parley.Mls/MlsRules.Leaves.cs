namespace Parley.Mls;

/// <content>Which leaves and key packages are accepted.</content>
internal static partial class MlsRules
{
    public static MlsRule LeafSource { get; } = new(50, "7.3", "A leaf came the way that its leaf_node_source says.");

    public static MlsRule LeafSignature { get; } = new(51, "7.3", "A leaf is signed by its signature key.");

    public static MlsRule CredentialRefused { get; } = new(52, "5.3.1", "A credential is valid to the application.");

    public static MlsRule CertificateKey { get; } = new(53, "5.3", "The end-entity certificate holds the leaf's signature key.");

    public static MlsRule CredentialSuccessor { get; } = new(54, "5.3.1", "A new credential is, to the application, a valid successor of the old one.");

    public static MlsRule LeafVersion { get; } = new(55, "11", "A leaf's capabilities list the group's protocol version.");

    public static MlsRule LeafCipherSuite { get; } = new(56, "11", "A leaf's capabilities list the group's cipher suite.");

    public static MlsRule LeafRequiredCapabilities { get; } = new(57, "7.3", "A leaf's capabilities list all that the group requires.");

    public static MlsRule LeafGroupExtension { get; } = new(58, "13.4", "A leaf's capabilities list the group's extensions.");

    public static MlsRule LeafOwnExtension { get; } = new(59, "7.3", "A leaf's capabilities list its own extensions.");

    public static MlsRule LeafOwnCredential { get; } = new(60, "7.2", "A leaf's capabilities list its own credential type.");

    public static MlsRule LifetimeTooLong { get; } = new(61, "7.2", "A leaf's lifetime is no longer than the limit.");

    public static MlsRule LifetimeNow { get; } = new(62, "7.3", "A leaf's lifetime is running.");

    public static MlsRule UpdateKeyNew { get; } = new(63, "7.3", "A leaf that replaces another has another encryption key.");

    public static MlsRule EncryptionKeyUnique { get; } = new(64, "7.3", "An encryption key stands at one node only.");

    public static MlsRule SignatureKeyUnique { get; } = new(65, "7.3", "A signature key stands at one leaf only.");

    public static MlsRule CredentialTypeSupported { get; } = new(66, "7.3", "All members support the credential types of all members.");

    public static MlsRule KeyPackageVersion { get; } = new(67, "10.1", "A key package is of the group's protocol version.");

    public static MlsRule KeyPackageCipherSuite { get; } = new(68, "10.1", "A key package is of the group's cipher suite.");

    public static MlsRule KeyPackageSignature { get; } = new(69, "10.1", "A key package is signed by its leaf's signature key.");

    public static MlsRule KeyPackageInitKey { get; } = new(70, "10.1", "A key package's init key is not its leaf's encryption key.");
}
