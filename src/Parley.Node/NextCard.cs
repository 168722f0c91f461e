using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node;

/// <summary>Makes a node's next card under its root key. The node sends it to every party that it has met.</summary>
public static class NextCard
{
    /// <summary>
    /// Declares that a node was restored from a backup: its next card opens a new incarnation. When it starts again it gets its own
    /// records back from its peers and then speaks.
    /// </summary>
    /// <exception cref="InvalidDataException">As with <see cref="Renew"/>.</exception>
    public static PartyCard Restart(NodeDirectory directory, IRootKey root, ICryptoProvider crypto, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var card = Renew(directory, root, new CardChange { Restart = true }, crypto, clock);
        File.Delete(directory.Restored);
        return card;
    }

    /// <summary>Makes the next card of a node that is stopped, and takes it.</summary>
    /// <exception cref="InvalidDataException">The root key is not the one on the node's card, the store does not read back, or this makes no card.</exception>
    public static PartyCard Renew(NodeDirectory directory, IRootKey root, CardChange change, ICryptoProvider crypto, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var configuration = NodeConfiguration.Read(directory.Path);
        var self = PartyId.Parse(configuration.Party);
        using var once = NodeHost.Lock(directory);
        using var database = new NodeDatabase(directory, configuration);
        using var store = database.OpenStopped(clock);
        var (card, note) = Prepare(directory, store.Load(self, crypto).Cards[self], root, change, crypto, clock);
        store.Begin();
        store.Apply(new Effect.StoreCard(self, note));
        store.Commit();
        using (var keys = new NodeKeys(directory, crypto))
            keys.Settle(card);
        Taken(directory, note);
        return card;
    }

    /// <summary>
    /// Makes the next card and the keys that it names, for a node that runs to take. The node's new key lies beside the one in use until then.
    /// </summary>
    /// <exception cref="InvalidDataException">The root key is not the one on the node's card, or this makes no card.</exception>
    public static (PartyCard Card, SignedNote Note) Prepare(NodeDirectory directory, CardHistory known, IRootKey root, CardChange change, ICryptoProvider crypto, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(change);
        var before = known.Current;
        if (!root.Public.Equals(before.Root))
            throw new InvalidDataException($"This is not the root key on {before.Party}'s card.");
        var now = Records.Text.Times.Truncate(clock.GetUtcNow());
        var revoked = change.RevokedOfficers.Select(name => before.Officers.FirstOrDefault(o => o.Id.ToString() == $"{before.Party}/{name}") ?? throw new InvalidDataException($"There is no officer '{name}' on {before.Party}'s card.")).ToArray();

        // What is left of a renewal that came to nothing.
        if (File.Exists(directory.NextNodeKey) && !IsOn(known, directory.NextNodeKey, crypto))
            File.Delete(directory.NextNodeKey);
        using var next = change.ChangesNodeKey ? KeyFile.Create(directory.NextNodeKey, before.Party.Value, crypto) : KeyFile.Read(directory.NodeKey, crypto);
        // A key that is revoked may be lost, too: then the root speaks alone.
        using var node = change.RevokeNodeKey ? null : KeyFile.Read(directory.NodeKey, crypto);
        // A node from before cosigners had keys of their own gets one, and so does one that has lost it.
        using var cosigner = File.Exists(directory.CosignerKey) ? KeyFile.Read(directory.CosignerKey, crypto) : KeyFile.Create(directory.CosignerKey, before.Party.Value, crypto);
        var card = before with
        {
            Version = before.Version + 1,
            Previous = before.Hash,
            ValidFrom = now,
            ValidUntil = now.AddYears(NodeSetup.CardYears),
            Incarnation = before.Incarnation + (change.Restart ? 1 : 0),
            Node = next.Public,
            Cosigner = cosigner.PublicCosigner,
            Bearers = change.Bearers ?? before.Bearers,
            Seal = change.NewSeal || before.Seal is null ? SealKeys.Create(directory, before.Party, crypto) : before.Seal,
            Officers = [.. before.Officers.Except(revoked).Where(o => !change.NewOfficers.Contains(o.Id.Name) && change.Passkeys.All(p => p.Id != o.Id)), .. change.Passkeys, .. change.NewOfficers.Select(name => Officer(directory, before.Party, name, crypto))],
            Revoked = [.. revoked.Select(o => new RevokedKey(o.Key, now)), .. change.RevokeNodeKey ? new[] { new RevokedKey(before.Node, now) } : []],
        };
        var text = card.ToBytes();
        var note = SignedNote.Create(text,
            [root.SignCard(before.Party, text), next.ToNoteSigner().Sign(text), .. change.ChangesNodeKey && node is not null ? new[] { node.ToNoteSigner().Sign(text) } : []]);
        return known.Accept(note, crypto).Try(out _, out var fault) ? (card, note) : throw new InvalidDataException($"This does not make a card: {fault.Detail}.");
    }

    /// <summary>The card is the node's now: it is what it hands to others.</summary>
    public static void Taken(NodeDirectory directory, SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(note);
        PrivateFile.WriteOpen(directory.Card, note.ToString());
    }

    /// <summary>A party's cards, as a store holds them.</summary>
    /// <exception cref="InvalidDataException">They do not follow one another: the store is damaged.</exception>
    public static CardHistory History(IArchive archive, PartyId party, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(archive);
        CardHistory? history = null;
        foreach (var note in archive.Cards())
        {
            var pinned = CardHistory.Pin(note, crypto).OrThrow();
            if (pinned.Current.Party == party)
                history = history is null ? pinned : history.Accept(note, crypto).OrThrow();
        }

        return history ?? throw new InvalidDataException($"The store holds no card of {party}.");
    }

    // The former file of an officer who gets a new key is kept: what it signed may still have to be explained.
    private static CardOfficer Officer(NodeDirectory directory, PartyId party, string name, ICryptoProvider crypto)
    {
        if (!PostId.TryParse($"{party}/{name}", out var id))
            throw new InvalidDataException($"'{name}' names no officer: lower-case letters, digits and inner hyphens, at most 32.");
        var path = directory.OfficerKey(name);
        for (var former = 1; File.Exists(path); former++)
        {
            var kept = FormattableString.Invariant($"{path}.former-{former}");
            if (!File.Exists(kept))
                File.Move(path, kept);
        }

        using var key = KeyFile.Create(path, id.ToString(), crypto);
        return new CardOfficer(id, key.Public);
    }

    private static bool IsOn(CardHistory known, string path, ICryptoProvider crypto)
    {
        using var key = KeyFile.Read(path, crypto);
        return key.Public.Equals(known.Current.Node);
    }
}
