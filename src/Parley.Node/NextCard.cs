using Parley.Channels;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node;

/// <summary>Makes a node's next card under its root key. The node must be stopped; when it starts again it sends the card to every party.</summary>
public static class NextCard
{
    /// <summary>
    /// Declares that a node was restored from a backup: its next card opens a new incarnation. When it starts again it gets its own
    /// records back from its peers and then speaks.
    /// </summary>
    /// <exception cref="InvalidDataException">The root key is not the one on the node's card, or the store does not read back.</exception>
    public static PartyCard Restart(NodeDirectory directory, KeyFile root, ICryptoProvider crypto, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var card = Make(directory, root, crypto, clock, card => card with { Incarnation = card.Incarnation + 1 });
        File.Delete(directory.Restored);
        return card;
    }

    /// <summary>Names other addresses, or a new seal key, or both. The private halves of earlier seal keys stay where they are.</summary>
    /// <exception cref="InvalidDataException">As with <see cref="Restart"/>.</exception>
    public static PartyCard Renew(NodeDirectory directory, KeyFile root, IReadOnlyList<Uri>? bearers, bool newSeal, ICryptoProvider crypto, TimeProvider clock) =>
        Make(directory, root, crypto, clock, card => card with
        {
            Bearers = bearers ?? card.Bearers,
            Seal = newSeal || card.Seal is null ? SealKeys.Create(directory, card.Party, crypto) : card.Seal,
        });

    private static PartyCard Make(NodeDirectory directory, KeyFile root, ICryptoProvider crypto, TimeProvider clock, Func<PartyCard, PartyCard> change)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var self = PartyId.Parse(NodeConfiguration.Read(directory.Path).Party);
        using var once = NodeHost.Lock(directory);
        using var node = KeyFile.Read(directory.NodeKey, crypto);
        using var store = new NodeDatabase(directory).OpenStore(clock);
        var known = store.Load(self, crypto).Cards[self];
        if (!root.Public.Equals(known.Current.Root))
            throw new InvalidDataException($"This is not the root key on {self}'s card.");
        // A node from before cosigners had keys of their own gets one, and so does one that has lost it.
        using var cosigner = File.Exists(directory.CosignerKey) ? KeyFile.Read(directory.CosignerKey, crypto) : KeyFile.Create(directory.CosignerKey, self.Value, crypto);
        var card = change(known.Current with { Cosigner = cosigner.PublicCosigner, Version = known.Current.Version + 1, Previous = known.Current.Hash });
        var text = card.ToBytes();
        var note = SignedNote.Create(text, root.ToNoteSigner().Sign(text), node.ToNoteSigner().Sign(text));
        if (!known.Accept(note, crypto).Try(out _, out var fault))
            throw new InvalidDataException($"This does not make a card: {fault.Detail}.");
        store.Begin();
        store.Apply(new Effect.StoreCard(self, note));
        store.Commit();
        File.WriteAllText(directory.Card, note.ToString());
        return card;
    }
}
