using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Node.Keys;
using Parley.Records.Notes;

namespace Parley.Node.Backups;

/// <summary>
/// The public half of the key that backups are sealed to: X-Wing (HPKE KEM 0x647A), so that a medium that is copied today stays shut for
/// whoever has a quantum computer later. The private half is 32 bytes in a file under a passphrase, and is never on the node.
/// </summary>
public sealed class BackupKey
{
    private const string Opening = "parley backup key v1";
    private const int Size = 1216;
    private readonly byte[] _bytes;

    private BackupKey(byte[] bytes)
    {
        _bytes = bytes;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(Opening + "\n"), .. bytes]))[..16];
    }

    /// <summary>Names the key, in backups and for people: 16 hexadecimal digits of its hash.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Makes a pair: the private half goes to <paramref name="privatePath"/>, the public one is returned. Never overwrites.</summary>
    public static BackupKey Create(string privatePath, SecretBytes? passphrase, ICryptoProvider crypto)
    {
        using var key = KeyFile.Create(privatePath, "backup", crypto, passphrase);
        return Of(key, crypto);
    }

    /// <summary>The public half of a private one.</summary>
    public static BackupKey Of(KeyFile key, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = new byte[Size];
        return key.Use(seed => Suite(crypto).DerivePublicKey(seed, bytes))
            ? new BackupKey(bytes)
            : throw new InvalidDataException("The file holds no backup key.");
    }

    /// <summary>Reads the public half.</summary>
    /// <exception cref="InvalidDataException">The file is no such key.</exception>
    public static BackupKey Read(string path)
    {
        var bytes = new byte[Size];
        return File.ReadAllText(path).Split('\n') is [Opening, var text, ""] && CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(text), bytes)
            ? new BackupKey(bytes)
            : throw new InvalidDataException($"{path} is not the public half of a backup key: two lines, the first '{Opening}'. Make a pair with: parley backup key");
    }

    /// <summary>The file's text.</summary>
    public override string ToString() => $"{Opening}\n{Convert.ToBase64String(_bytes)}\n";

    internal static HpkeSuite Suite(ICryptoProvider crypto) => new(crypto, HpkeKemId.XWing, HpkeKdfId.HkdfSha256, HpkeAeadId.Aes256Gcm);
}
