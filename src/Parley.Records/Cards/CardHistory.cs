using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Records.Cards;

/// <summary>A party's cards as this side has accepted them, oldest first; the first was pinned at the ceremony.</summary>
public sealed class CardHistory
{
    // Root and node, and the root and node before.
    private const int MaxSignatures = 4;
    private const int Ed25519SignatureSize = 64;
    private readonly IReadOnlyList<PartyCard> _cards;

    private readonly HashSet<CardKey> _revoked;

    private CardHistory(IReadOnlyList<PartyCard> cards, IReadOnlyList<SignedNote> notes) =>
        (_cards, Notes, _revoked) = (cards, notes, [.. cards.SelectMany(c => c.Revoked).Select(r => r.Key)]);

    /// <summary>The card that holds now.</summary>
    public PartyCard Current => _cards[^1];

    /// <summary>All versions that were accepted, oldest first.</summary>
    public IReadOnlyList<PartyCard> All => _cards;

    /// <summary>The same versions with their signatures.</summary>
    public IReadOnlyList<SignedNote> Notes { get; }

    /// <summary>Opens a history with the card that the ceremony confirmed, whatever its version.</summary>
    public static Outcome<CardHistory> Pin(SignedNote note, ICryptoProvider crypto)
    {
        if (!ReadSigned(note, crypto).Try(out var card, out var fault))
            return fault;
        return new CardHistory([card], [note]);
    }

    /// <summary>
    /// The history with the next version at its end. It must be signed by the root key that is pinned, by its own node
    /// key, and by the node key before it, unless it revokes that one; a new root key signs too.
    /// </summary>
    public Outcome<CardHistory> Accept(SignedNote note, ICryptoProvider crypto)
    {
        if (!ReadSigned(note, crypto).Try(out var card, out var fault))
            return fault;
        if (card.Party != Current.Party)
            return new Fault("CRD-020", 0, $"this is a card of {card.Party} and not of {Current.Party}");
        if (card.Version != Current.Version + 1 || card.Previous != Current.Hash)
            return new Fault("CRD-021", 0, $"this is not the version after {Current.Version}: its 'previous' names another card");
        if (card.Incarnation < Current.Incarnation)
            return new Fault("CRD-022", 0, "an incarnation never goes back");
        if (!IsSignedBy(note, RootName(card.Party), Current.Root, crypto))
            return new Fault("CRD-023", 0, "the root key that was pinned did not sign this card");
        if (_cards.SelectMany(c => c.Revoked).Any(r => card.Carries(r.Key)))
            return new Fault("CRD-025", 0, "the card carries a key that an earlier one revoked");
        if (!card.Node.Equals(Current.Node)
            && !card.Revoked.Any(r => r.Key.Equals(Current.Node))
            && !IsSignedBy(note, card.Party.Value, Current.Node, crypto))
        {
            return new Fault("CRD-024", 0, "the node key before neither signed this card nor is revoked by it");
        }

        return new CardHistory([.. _cards, card], [.. Notes, note]);
    }

    /// <summary>The node keys that may have signed records of an incarnation, the present one first; revoked ones are left out.</summary>
    public IEnumerable<CardKey> NodeKeys(long incarnation) =>
        _cards.Reverse().Where(c => c.Incarnation == incarnation).Select(c => c.Node).Distinct().Where(IsBelieved);

    /// <summary>The node keys of an incarnation that a card has revoked since.</summary>
    public IEnumerable<CardKey> RevokedNodeKeys(long incarnation) => _cards.Where(c => c.Incarnation == incarnation).Select(c => c.Node).Distinct().Where(k => !IsBelieved(k));

    /// <summary>Whether a card revokes a node key of that incarnation: records of it may be under way that nobody believes any more by their signature.</summary>
    public bool HasRevokedNodeKey(long incarnation) => RevokedNodeKeys(incarnation).Any();

    /// <summary>The node keys of any incarnation, the present one first; revoked ones are left out.</summary>
    public IEnumerable<CardKey> NodeKeys() => _cards.Reverse().Select(c => c.Node).Distinct().Where(IsBelieved);

    /// <summary>The cosigners' keys (ML-DSA-44) of an incarnation, the present one first; revoked ones are left out.</summary>
    public IEnumerable<CardKey> CosignerKeys(long incarnation) =>
        _cards.Reverse().Where(c => c.Incarnation == incarnation).Select(c => c.Cosigner).OfType<CardKey>().Distinct().Where(IsBelieved);

    /// <summary>The keys that an officer has or had, the present one first, revoked ones with them.</summary>
    public IEnumerable<CardKey> OfficerKeys(PostId officer) =>
        _cards.Reverse().SelectMany(c => c.Officers).Where(o => o.Id == officer).Select(o => o.Key).Distinct();

    /// <summary>The key of an officer on the card that holds now, unless it is revoked.</summary>
    public IEnumerable<CardKey> PresentOfficerKeys(PostId officer) =>
        Current.Officers.Where(o => o.Id == officer).Select(o => o.Key).Where(IsBelieved);

    /// <summary>Whether the party has, or had, that desk.</summary>
    public bool HasDesk(PostId desk) => _cards.Any(c => c.Desks.Contains(desk));

    /// <summary>The name that a party's root key signs under.</summary>
    public static string RootName(PartyId party) => $"{party}/root";

    /// <summary>Whether any accepted card revokes any key.</summary>
    public bool RevokesKeys => _revoked.Count > 0;

    /// <summary>Whether no accepted card revokes that key.</summary>
    // CRD-018
    public bool IsBelieved(CardKey key) => !_revoked.Contains(key);

    /// <summary>Reads a card and checks that its own root key and its own node key signed it.</summary>
    private static Outcome<PartyCard> ReadSigned(SignedNote note, ICryptoProvider crypto)
    {
        if (note.Text.Length > Limits.NoteBytes)
            return new Fault("CRD-001", 0, $"the card has more than {Limits.NoteBytes} bytes");
        if (!PartyCard.Parse(note.Text.Span).Try(out var card, out var fault))
            return fault;
        // Whatever stands in an accepted note is stored and passed on; unknown signatures would be freight.
        if (note.Signatures.Count > MaxSignatures
            || note.Signatures.Any(s => s.Signature.Length != Ed25519SignatureSize || (s.KeyName.ToString() != card.Party.Value && s.KeyName.ToString() != RootName(card.Party))))
        {
            return new Fault("CRD-019", 0, $"a card carries at most {MaxSignatures} Ed25519 signatures, in the names of its party and its root");
        }

        if (!IsSignedBy(note, RootName(card.Party), card.Root, crypto))
            return new Fault("CRD-014", 0, "the card's own root key did not sign it");
        if (!IsSignedBy(note, card.Party.Value, card.Node, crypto))
            return new Fault("CRD-015", 0, "the card's own node key did not sign it");
        return card;
    }

    private static bool IsSignedBy(SignedNote note, string name, CardKey key, ICryptoProvider crypto) =>
        note.Verify(new Ed25519NoteVerifier(key.ToVerifierKey(name), crypto.Ed25519)).IsVerified;
}
