using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>An Ed25519 private key in a file that only its owner reads: a line of its own, the key's name, the seed.</summary>
public sealed class KeyFile : IDisposable
{
    private const string Opening = "parley private key v1";
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

    /// <summary>Makes a new key from the system's random source and writes it, for its owner's eyes only. Never overwrites.</summary>
    public static KeyFile Create(string path, string name, ICryptoProvider crypto)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var header = Encoding.ASCII.GetBytes($"{Opening}\n{name}\n");
        var text = new byte[header.Length + Base64.GetMaxEncodedToUtf8Length(seed.Length) + 1];
        header.CopyTo(text, 0);
        Base64.EncodeToUtf8(seed, text.AsSpan(header.Length), out _, out _);
        text[^1] = (byte)'\n';
        try
        {
            PrivateFile.Create(path, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }

        return new KeyFile(name, seed, crypto);
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="InvalidDataException">The file is not a key, or others may read it.</exception>
    public static KeyFile Read(string path, ICryptoProvider crypto) => PrivateFile.Read(path, text =>
    {
        // From the bytes, which are zeroed; a string of the seed would stay in memory for as long as it pleases.
        var seed = new byte[32];
        var opening = text.IndexOf((byte)'\n');
        var rest = text[(opening + 1)..];
        var end = rest.IndexOf((byte)'\n');
        if (opening < 0 || end < 0 || !text[..opening].SequenceEqual(Encoding.ASCII.GetBytes(Opening))
            || !CanonicalBase64.TryDecode(rest[(end + 1)..].TrimEnd((byte)'\n'), seed))
        {
            throw new InvalidDataException($"{path} is not a private key of Parley: three lines, the first '{Opening}'.");
        }

        return new KeyFile(Encoding.ASCII.GetString(rest[..end]), seed, crypto);
    });

    /// <summary>A signer of notes with this key.</summary>
    public NoteSigner ToNoteSigner() => new(new NoteKeyName(Name), _seed, _crypto.Ed25519);

    /// <summary>A signer of a ledger's checkpoints with this key, in the name of the ledger.</summary>
    public NoteSigner ToLedgerSigner(LedgerOrigin origin) => new(origin.KeyName, _seed, _crypto.Ed25519);

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
