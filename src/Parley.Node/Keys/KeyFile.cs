using System.Security.Cryptography;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>The 32-byte seed of an Ed25519 or ML-DSA-44 private key in a file that only its owner reads.</summary>
public sealed class KeyFile : IRootKey
{
    private readonly byte[] _seed;
    private readonly ICryptoProvider _crypto;

    private KeyFile(string name, byte[] seed, ICryptoProvider crypto)
    {
        Name = name;
        _seed = seed;
        _crypto = crypto;
    }

    /// <summary>What the key signs as: <c>BY</c>, <c>BY/root</c>, <c>BY/duty-1</c>.</summary>
    public string Name { get; }

    /// <summary>The public key as it stands on a card.</summary>
    public CardKey Public
    {
        get
        {
            Span<byte> key = stackalloc byte[32];
            _crypto.Ed25519.DerivePublicKey(_seed, key);
            return CardKey.Ed25519(key);
        }
    }

    /// <summary>The public key of the ML-DSA-44 key that the seed makes, as it stands on a card.</summary>
    public CardKey PublicCosigner
    {
        get
        {
            var key = new byte[_crypto.MlDsa44.PublicKeySize];
            _crypto.MlDsa44.DerivePublicKey(_seed, key);
            return CardKey.MlDsa44(key);
        }
    }

    /// <summary>Makes a new key from the system's random source and writes it, for its owner's eyes only, under a passphrase where one is given. Never overwrites.</summary>
    public static KeyFile Create(string path, string name, ICryptoProvider crypto, SecretBytes? passphrase = null)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        SeedFile.Create(path, name, seed, crypto, passphrase);
        return new KeyFile(name, seed, crypto);
    }

    /// <summary>Reads a key; one under a passphrase only where there is somebody to ask.</summary>
    /// <exception cref="InvalidDataException">The file is not a key, others may read it, or the passphrase is another.</exception>
    public static KeyFile Read(string path, ICryptoProvider crypto, AskPassphrase? ask = null)
    {
        var (name, seed) = SeedFile.Read(path, crypto, ask);
        return new KeyFile(name, seed, crypto);
    }

    /// <summary>Writes the same key to another file, under a passphrase where one is given. Never overwrites.</summary>
    public void WriteTo(string path, SecretBytes? passphrase) => SeedFile.Create(path, Name, _seed, _crypto, passphrase);

    /// <summary>Lends the 32 bytes to <paramref name="use"/>, which must not keep them.</summary>
    internal T Use<T>(Func<ReadOnlySpan<byte>, T> use) => use(_seed);

    /// <summary>A signer of notes with this key.</summary>
    public NoteSigner ToNoteSigner() => new(new NoteKeyName(Name), _seed, _crypto.Ed25519);

    /// <inheritdoc/>
    public NoteSignature SignCard(PartyId party, ReadOnlySpan<byte> text) => new NoteSigner(new NoteKeyName(CardHistory.RootName(party)), _seed, _crypto.Ed25519).Sign(text);

    /// <summary>A signer of a ledger's checkpoints with this key, in the name of the ledger.</summary>
    public NoteSigner ToLedgerSigner(LedgerOrigin origin) => new(origin.KeyName, _seed, _crypto.Ed25519);

    /// <summary>The ML-DSA-44 cosigner of ledgers that the seed makes.</summary>
    public Cosigner ToCosigner() => Cosigner.MlDsa44(new NoteKeyName(Name), _seed, _crypto.MlDsa44);

    /// <summary>Signs bytes that are no note, such as an officer's input.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[64];
        _crypto.Ed25519.Sign(_seed, message, [], signature);
        return signature;
    }

    /// <summary>Overwrites the key in memory.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);

    /// <summary>The key's name and no more.</summary>
    public override string ToString() => Name;
}
