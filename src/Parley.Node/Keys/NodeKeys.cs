using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>The keys that a node speaks with. Where its card names a next one, that takes its place, while the node runs.</summary>
public sealed class NodeKeys : IDisposable
{
    private readonly NodeDirectory _directory;
    private readonly ICryptoProvider _crypto;

    // A signer that another thread holds still reads the seed: former ones are erased with the rest.
    private readonly List<KeyFile> _read = [];
    private CardKey? _public;

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">A file is no key, or others may read it.</exception>
    public NodeKeys(NodeDirectory directory, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(directory);
        (_directory, _crypto) = (directory, crypto);
        Signer = Take(Read(directory.NodeKey));
        ReadCosigner();
    }

    /// <summary>Signs records, cards, bundles.</summary>
    public NoteSigner Signer { get; private set; }

    /// <summary>Cosigns ledgers, beside <see cref="Signer"/>; nothing on a node from before cosigners.</summary>
    public Cosigner? Cosigner { get; private set; }

    /// <summary>Takes the key into use that the card names. What a crash left between card and file is put right here.</summary>
    /// <exception cref="InvalidDataException">None of the keys here is on the card.</exception>
    public void Settle(PartyCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        if (!card.Node.Equals(_public) && File.Exists(_directory.NextNodeKey))
        {
            var next = Read(_directory.NextNodeKey);
            if (next.Public.Equals(card.Node))
            {
                File.Move(_directory.NextNodeKey, _directory.NodeKey, overwrite: true);
                Signer = Take(next);
            }
        }

        // Another command on this directory may have put it into place a moment ago.
        if (!card.Node.Equals(_public))
            Signer = Take(Read(_directory.NodeKey));
        if (!card.Node.Equals(_public))
            throw new InvalidDataException($"{_directory.NodeKey} is not the node's key on {card.Party}'s card: no other node would believe it. Restore the file, or make a next card with: parley card renew --revoke-node-key");
        if (Cosigner is null)
            ReadCosigner();
        if (card.Cosigner is { } named && !named.ToVerifierKey(card.Party.Value).Equals(Cosigner?.Key))
            throw new InvalidDataException($"{_directory.CosignerKey} is missing or is not the cosigner on {card.Party}'s card: other nodes would not believe what it cosigns. Restore the file, or make a next card with: parley card renew --new-seal");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _read)
            key.Dispose();
    }

    private void ReadCosigner() => Cosigner = File.Exists(_directory.CosignerKey) ? Read(_directory.CosignerKey).ToCosigner() : null;

    private KeyFile Read(string path)
    {
        var key = KeyFile.Read(path, _crypto);
        _read.Add(key);
        return key;
    }

    private NoteSigner Take(KeyFile key)
    {
        _public = key.Public;
        return key.ToNoteSigner();
    }
}
