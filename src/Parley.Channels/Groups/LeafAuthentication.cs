using Parley.Crypto;
using Parley.Mls.Credentials;
using Parley.Mls.Tree;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels.Groups;

/// <summary>Whom a channel's group believes: leaves of its members, vouched for by a node key on the pinned card of their present incarnation.</summary>
internal sealed class LeafAuthentication(Digest founding, IReadOnlyDictionary<PartyId, CardHistory> cards, ICryptoProvider crypto) : IAuthenticationService
{
    // GRP-003
    public bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now) =>
        use == CredentialUse.Member
        && Read(credential) is { } leaf
        && leaf.Founding == founding
        && leaf.Key.Bytes.SequenceEqual(signatureKey.Span)
        && IsPresent(leaf);

    public bool IsSuccessor(Credential old, Credential next) => Read(old) is { } before && Read(next) is { } after && before.Party == after.Party;

    public bool IsSameClient(LeafNode one, LeafNode other) => IsSuccessor(one.Credential, other.Credential);

    /// <summary>Whether the leaf may stay: its party's present incarnation, vouched for by a key that is believed.</summary>
    public bool IsPresent(LeafCredential leaf) =>
        cards.TryGetValue(leaf.Party, out var card) && leaf.Incarnation == card.Current.Incarnation && leaf.IsSignedBy(card, crypto);

    public static LeafCredential? Read(Credential credential) =>
        credential is BasicCredential basic && LeafCredential.Parse(basic.Identity.Span).Try(out var leaf, out _) ? leaf : null;
}
