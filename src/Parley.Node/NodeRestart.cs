using Parley.Channels;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node;

/// <summary>Declares that a node was restored from a backup: its next card opens a new incarnation under the root key.</summary>
public static class NodeRestart
{
    /// <summary>Signs and stores the card. The node must be stopped; when it starts again it gets its own records back from its peers and then speaks.</summary>
    /// <exception cref="InvalidDataException">The root key is not the one on the node's card, or the store does not read back.</exception>
    public static PartyCard Declare(NodeDirectory directory, string rootKey, ICryptoProvider crypto, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var self = PartyId.Parse(NodeConfiguration.Read(directory.Path).Party);
        using var once = NodeHost.Lock(directory);
        using var root = KeyFile.Read(rootKey, crypto);
        using var node = KeyFile.Read(directory.NodeKey, crypto);
        using var store = new SqliteStore(directory.Database, clock);
        var known = store.Load(self, crypto).Cards[self];
        var card = known.Current with { Version = known.Current.Version + 1, Previous = known.Current.Hash, Incarnation = known.Current.Incarnation + 1 };
        var text = card.ToBytes();
        if (!root.Public.Equals(card.Root))
            throw new InvalidDataException($"{rootKey} is not the root key on {self}'s card.");
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
