namespace Parley.Mls;

/// <content>Which messages are believed.</content>
internal static partial class MlsRules
{
    public static MlsRule NotForGroup { get; } = new(20, "6", "A group takes in PublicMessages and PrivateMessages only.");

    public static MlsRule GroupMatches { get; } = new(21, "6", "A message names this group.");

    public static MlsRule EpochFuture { get; } = new(22, "12.4.2", "A message is not of an epoch that this client has not reached.");

    public static MlsRule EpochPast { get; } = new(23, "12.4.2", "A message is of the current epoch or of a past one that is kept.");

    public static MlsRule ProposalEpoch { get; } = new(24, "12.1", "A proposal is of the current epoch.");

    public static MlsRule ApplicationEncrypted { get; } = new(25, "6", "Application data is encrypted.");

    public static MlsRule SenderBlank { get; } = new(26, "6.3.2", "A sender that is a member stands at a leaf that is not blank.");

    public static MlsRule MembershipTag { get; } = new(27, "6.2", "The membership tag of a member's PublicMessage holds.");

    public static MlsRule SenderDataAuthentic { get; } = new(28, "6.3.2", "Sender data decrypts.");

    public static MlsRule CiphertextAuthentic { get; } = new(29, "6.3.1", "A ciphertext decrypts.");

    public static MlsRule PaddingZero { get; } = new(30, "6.3.1", "Padding is zeroes.");

    public static MlsRule ContentSignature { get; } = new(31, "6.1", "A message is signed by its sender.");

    public static MlsRule GenerationUsed { get; } = new(32, "9.2", "A key is used once, and kept only so long.");

    public static MlsRule GenerationTooFar { get; } = new(33, "15.3", "A message does not move a ratchet ahead by more than the limit.");

    public static MlsRule SenderUnknown { get; } = new(34, "9", "A sender stands within the secret tree.");

    public static MlsRule RatchetExhausted { get; } = new(35, "9.1", "A ratchet has generations left.");

    public static MlsRule OwnFromFuture { get; } = new(36, "6.3.1", "A message in this client's name has a generation that this client has sent: otherwise its state was rolled back, or another uses its keys.");

    public static MlsRule ExternalSenderContent { get; } = new(37, "12.1.8", "An external sender sends proposals only, of types that may come from outside.");

    public static MlsRule ExternalSenderIndex { get; } = new(38, "6.1", "An external sender is listed in external_senders.");

    public static MlsRule NewMemberProposalAdd { get; } = new(39, "6.1", "A new member proposes nothing but an Add.");

    public static MlsRule NewMemberCommitOnly { get; } = new(40, "6.1", "A sender of type new_member_commit commits.");

    public static MlsRule MessageSize { get; } = new(41, "", "A message is no larger than the limit.");

    public static MlsRule TooManyProposals { get; } = new(42, "", "No more proposals wait than the limit.");

    public static MlsRule CommitFirst { get; } = new(43, "12.4", "Proposals that wait are committed before application data is sent.");

    public static MlsRule Removed { get; } = new(44, "12.4.2", "A client that was removed does not use the group.");

    public static MlsRule ReInitialised { get; } = new(45, "12.4.2", "A group that a ReInit has closed is not used.");
}
