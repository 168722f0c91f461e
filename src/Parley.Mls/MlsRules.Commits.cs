namespace Parley.Mls;

/// <content>Which commits are accepted.</content>
internal static partial class MlsRules
{
    public static MlsRule ProposalUnknown { get; } = new(100, "12.4", "A proposal that a commit refers to is known.");

    public static MlsRule CommitterUpdate { get; } = new(101, "12.2", "A committer does not commit an Update of its own.");

    public static MlsRule CommitterRemove { get; } = new(102, "12.2", "A committer does not remove itself.");

    public static MlsRule RemoveBlank { get; } = new(103, "12.1.3", "A Remove names a member.");

    public static MlsRule SameLeafTwice { get; } = new(104, "12.2", "At most one Update or Remove applies to a leaf.");

    public static MlsRule SameClientTwice { get; } = new(105, "12.2", "A client is added once.");

    public static MlsRule ClientAlreadyMember { get; } = new(106, "12.2", "A client that is a member is not added.");

    public static MlsRule SamePskTwice { get; } = new(107, "12.2", "A pre-shared key is injected once.");

    public static MlsRule TwoContextExtensions { get; } = new(108, "12.2", "At most one GroupContextExtensions is committed.");

    public static MlsRule ReInitAlone { get; } = new(109, "12.2", "A ReInit is committed alone.");

    public static MlsRule ReInitVersion { get; } = new(110, "12.1.5", "A ReInit does not go back to an older version.");

    public static MlsRule ExternalInitInRegular { get; } = new(111, "12.2", "An ExternalInit stands in external commits only.");

    public static MlsRule ProposalTypeSupported { get; } = new(112, "12.2", "All members support the types of the proposals.");

    public static MlsRule ContextExtensionsSupported { get; } = new(113, "12.1.7", "All members support new group extensions and required capabilities.");

    public static MlsRule PskUsage { get; } = new(114, "12.1.4", "A branch or reinit PSK is used in founding a group only.");

    public static MlsRule PskNonce { get; } = new(115, "12.1.4", "A PSK nonce has the length of the KDF's output.");

    public static MlsRule PskKnown { get; } = new(116, "12.4.2", "A pre-shared key is known.");

    public static MlsRule PathRequired { get; } = new(117, "12.4", "A commit has a path unless its proposals need none.");

    public static MlsRule OwnUpdateKeys { get; } = new(118, "12.1.2", "This client has the keys of an Update in its name.");

    public static MlsRule ConfirmationTag { get; } = new(119, "6.1", "The confirmation tag proves the same view of the group.");

    public static MlsRule ExternalPath { get; } = new(120, "12.4.3.2", "An external commit has a path.");

    public static MlsRule ExternalByReference { get; } = new(121, "12.4.3.2", "An external commit has no proposal by reference.");

    public static MlsRule OneExternalInit { get; } = new(122, "12.2", "An external commit has exactly one ExternalInit.");

    public static MlsRule ExternalRemoves { get; } = new(123, "12.2", "An external commit removes at most one leaf.");

    public static MlsRule ExternalOthers { get; } = new(124, "12.2", "An external commit has no other proposals than ExternalInit, Remove and PreSharedKey.");

    public static MlsRule ExternalInitKem { get; } = new(125, "8.3", "An ExternalInit decapsulates.");

    public static MlsRule CommitProposals { get; } = new(126, "", "A commit has no more proposals than the limit.");
}
