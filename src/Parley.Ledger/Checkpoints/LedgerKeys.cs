using Parley.Crypto;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>The keys of a party's ledgers and cosignatures, from its cards: the node keys of the incarnation, revoked ones left out.</summary>
public static class LedgerKeys
{
    /// <summary>What checks the checkpoints of a party's ledger.</summary>
    // LED-033
    public static IReadOnlyList<NoteVerifier> Of(CardHistory cards, LedgerOrigin origin, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(cards);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(crypto);
        return Verifiers(cards.NodeKeys(origin.Incarnation), origin, crypto);
    }

    /// <summary>What checks the checkpoints that a party signed with keys that were revoked since: they are believed for nothing (CRD-018), and are no forgeries.</summary>
    public static IReadOnlyList<NoteVerifier> Revoked(CardHistory cards, LedgerOrigin origin, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(cards);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(crypto);
        return Verifiers(cards.RevokedNodeKeys(origin.Incarnation), origin, crypto);
    }

    /// <summary>What checks a party's cosignatures within a channel.</summary>
    // LED-043
    public static IReadOnlyList<NoteVerifier> Cosigners(CardHistory cards, long incarnation, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(cards);
        ArgumentNullException.ThrowIfNull(crypto);
        var name = new NoteKeyName(cards.Current.Party.Value);
        return
        [
            .. cards.NodeKeys(incarnation).Select(key => new CosignatureVerifier(
                new(name, NoteSignatureTypes.Ed25519Cosignature, key.ToVerifierKey(name.ToString()).PublicKey), crypto.Ed25519)),
            .. cards.CosignerKeys(incarnation).Select(key => new CosignatureVerifier(key.ToVerifierKey(name.ToString()), crypto.MlDsa44)),
        ];
    }

    private static IReadOnlyList<NoteVerifier> Verifiers(IEnumerable<CardKey> keys, LedgerOrigin origin, ICryptoProvider crypto) =>
        [.. keys.Select(key => new Ed25519NoteVerifier(key.ToVerifierKey(origin.ToString()), crypto.Ed25519))];
}
