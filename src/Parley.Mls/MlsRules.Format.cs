namespace Parley.Mls;

/// <content>What bytes must look like.</content>
internal static partial class MlsRules
{
    public static MlsRule Malformed { get; } = new(1, "2", "A structure is well formed.");

    public static MlsRule Truncated { get; } = new(2, "2.1", "A field does not run past the end of its input.");

    public static MlsRule TrailingBytes { get; } = new(3, "2.1", "A structure or vector is used up exactly.");

    public static MlsRule VectorPrefix { get; } = new(4, "2.1.2", "A length header does not begin with the bits 11.");

    public static MlsRule VectorMinimal { get; } = new(5, "2.1.2", "A length header is the shortest that holds its value.");

    public static MlsRule OptionalOctet { get; } = new(6, "2.1.1", "The presence octet of an optional is 0 or 1.");

    public static MlsRule FieldTooLong { get; } = new(7, "", "A field is no longer than its kind may be.");

    public static MlsRule UnknownEnum { get; } = new(8, "6", "An enumerated value is a defined one.");

    public static MlsRule DuplicateExtension { get; } = new(9, "13.4", "No extension type stands twice in a list.");

    public static MlsRule CredentialType { get; } = new(10, "5.3", "A credential is of a type that can be read.");

    public static MlsRule UnmergedLeavesOrder { get; } = new(11, "7.1", "unmerged_leaves is sorted in increasing order.");

    public static MlsRule TreeLastBlank { get; } = new(12, "12.4.3.3", "The last node of a ratchet_tree is not blank.");

    public static MlsRule TreeNodeKind { get; } = new(13, "12.4.3.3", "Leaves stand at even places of a ratchet_tree, parents at odd ones.");

    public static MlsRule MessageVersion { get; } = new(14, "6", "The protocol version is mls10.");

    public static MlsRule ExtensionMalformed { get; } = new(15, "13.4", "An extension that this library reads is well formed.");

    public static MlsRule StateVersion { get; } = new(16, "", "Stored state is of a version that this library reads.");

    public static MlsRule StateMalformed { get; } = new(17, "", "Stored state is well formed.");

    public static MlsRule SuiteKnown { get; } = new(18, "5.1", "The cipher suite is one that this client knows.");
}
