using System.Security.Cryptography;
using System.Text;
using Parley.Channels;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node;

/// <summary>What a new node is made with.</summary>
/// <param name="Party">The party.</param>
/// <param name="Name">Its name as it writes it itself.</param>
/// <param name="Desks">Its desks, by name; the first one answers for the node.</param>
/// <param name="Officers">Its officers, by name; each gets a key.</param>
/// <param name="Address">Where other nodes reach it: an https address.</param>
/// <param name="Listen">What it listens on for them: address and port.</param>
/// <param name="Api">What it listens on for officers' programs: address and port.</param>
/// <param name="Console">What it listens on for officers' browsers: address and port; nothing: no console.</param>
public sealed record NodeSetup(PartyId Party, string Name, IReadOnlyList<string> Desks, IReadOnlyList<string> Officers, Uri Address, string Listen, string Api, string? Console)
{
    internal const int CardYears = 5;

    /// <summary>Makes keys, card, configuration and store in an empty directory, and returns the card. Without a <paramref name="root"/> key one is made there, too.</summary>
    /// <exception cref="InvalidDataException">The directory is not empty, or a name is not allowed.</exception>
    public SignedNote Create(NodeDirectory directory, ICryptoProvider crypto, TimeProvider clock, IRootKey? root = null)
    {
        if (Directory.Exists(directory.Path) && Directory.EnumerateFileSystemEntries(directory.Path).Any())
            throw new InvalidDataException($"{directory.Path} is not empty. A node is made in a directory of its own; nothing is ever overwritten.");
        // Before anything is written: what is refused later leaves a directory that has to be removed by hand.
        new NodeConfiguration { Party = Party.Value, Listen = Listen, Api = Api, Console = Console }.Check(NodeConfiguration.FileName);
        foreach (var name in Desks.Concat(Officers))
            _ = Post(name);
        PrivateFile.CreateDirectory(directory.Path);
        PrivateFile.CreateDirectory(Path.GetDirectoryName(directory.NodeKey)!);
        PrivateFile.CreateDirectory(Path.GetDirectoryName(directory.OfficerKey("x"))!);

        using var made = root is null ? KeyFile.Create(directory.RootKey, CardHistory.RootName(Party), crypto) : null;
        root ??= made!;
        using var node = KeyFile.Create(directory.NodeKey, Party.Value, crypto);
        using var cosigner = KeyFile.Create(directory.CosignerKey, Party.Value, crypto);
        using var certificate = TlsIdentity.Create(directory.Tls, Party.Value, clock);
        var now = Records.Text.Times.Truncate(clock.GetUtcNow());
        var card = new PartyCard
        {
            Party = Party,
            Name = Name,
            Version = 1,
            Incarnation = 1,
            Root = root.Public,
            Node = node.Public,
            Cosigner = cosigner.PublicCosigner,
            Tls = TlsIdentity.PinOf(certificate),
            Seal = SealKeys.Create(directory, Party, crypto),
            ValidFrom = now,
            ValidUntil = now.AddYears(CardYears),
            Desks = [.. Desks.Select(Post)],
            Officers = [.. Officers.Select(o =>
            {
                var officer = Post(o);
                using var key = KeyFile.Create(directory.OfficerKey(o), officer.ToString(), crypto);
                return new CardOfficer(officer, key.Public);
            })],
            Bearers = [Address],
        };
        var text = card.ToBytes();
        var note = SignedNote.Create(text, root.SignCard(Party, text), node.ToNoteSigner().Sign(text));
        if (!CardHistory.Pin(note, crypto).Try(out _, out var fault))
            throw new InvalidDataException($"This does not make a card: {fault.Detail}.");

        // Made before SQLite makes it, which would let everybody read it; its log and index take the file's permissions.
        PrivateFile.Create(directory.Database, []);
        using (var store = new SqliteStore(directory.Database, clock))
        {
            store.Begin();
            store.Apply(new Effect.StoreCard(Party, note));
            store.Commit();
        }

        PrivateFile.WriteOpen(directory.Card, note.ToString());
        PrivateFile.WriteOpen(Path.Combine(directory.Path, NodeConfiguration.FileName), NodeConfiguration.Template(Party, Listen, Api, Console));
        PrivateFile.Create(directory.ApiToken, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
        return note;
    }

    private PostId Post(string name) => PostId.TryParse($"{Party}/{name}", out var id)
        ? id
        : throw new InvalidDataException($"'{name}' names neither a desk nor an officer: lower-case letters, digits and inner hyphens, at most 32.");
}
