using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>
/// A private key of 32 bytes in a file that only its owner reads: a line of its own, the key's name, the bytes. Under a passphrase there is
/// one line more, with what Argon2id (RFC 9106) was given, and the bytes are sealed by ChaCha20-Poly1305 with the lines before them as associated data.
/// </summary>
internal static class SeedFile
{
    private const string Opening = "parley private key v1";
    private const string SealedOpening = "parley encrypted key v1";
    private const int Size = 32;
    private const int Tag = 16;

    // RFC 9106, section 4: the second recommendation, with the memory of libsodium's "moderate". About a second.
    private const int Passes = 3;
    private const int Kibibytes = 256 * 1024;

    // A file from elsewhere must not make the machine work without end.
    private const int MaxPasses = 16;
    private const int MaxKibibytes = 1024 * 1024;

    /// <summary>Writes <paramref name="seed"/>, under a passphrase where one is given. Never overwrites.</summary>
    public static void Create(string path, string name, ReadOnlySpan<byte> seed, ICryptoProvider? crypto = null, SecretBytes? passphrase = null)
    {
        var text = passphrase is null ? Plain(name, seed) : Sealed(name, seed, crypto!, passphrase);
        try
        {
            PrivateFile.Create(path, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Whether a file is the key of that name, under a passphrase or not; its secret is kept nowhere.</summary>
    public static bool IsOf(string path, string name)
    {
        Span<byte> start = stackalloc byte[256];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var lines = Encoding.ASCII.GetString(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]).Split('\n');
        CryptographicOperations.ZeroMemory(start);
        return lines[0] is Opening or SealedOpening && lines.Skip(1).Take(2).Contains(name);
    }

    /// <summary>Reads the name and the seed, which the caller has to erase.</summary>
    /// <exception cref="InvalidDataException">The file is not a key, others may read it, or the passphrase is another.</exception>
    public static (string Name, byte[] Seed) Read(string path, ICryptoProvider crypto, AskPassphrase? ask) => PrivateFile.Read(path, text =>
    {
        // From the bytes, which are zeroed; a string of the seed would stay in memory for as long as it pleases.
        if (text.StartsWith(Encoding.ASCII.GetBytes(SealedOpening + "\n")))
            return Open(path, text, crypto, ask);
        var seed = new byte[Size];
        var opening = text.IndexOf((byte)'\n');
        var rest = text[(opening + 1)..];
        var end = rest.IndexOf((byte)'\n');
        if (opening < 0 || end < 0 || !text[..opening].SequenceEqual(Encoding.ASCII.GetBytes(Opening))
            || !CanonicalBase64.TryDecode(rest[(end + 1)..].TrimEnd((byte)'\n'), seed))
        {
            throw new InvalidDataException($"{path} is not a private key of Parley: three lines, the first '{Opening}', or four, the first '{SealedOpening}'.");
        }

        return (Encoding.ASCII.GetString(rest[..end]), seed);
    });

    private static byte[] Plain(string name, ReadOnlySpan<byte> seed) => WithBase64($"{Opening}\n{name}\n", seed);

    private static byte[] Sealed(string name, ReadOnlySpan<byte> seed, ICryptoProvider crypto, SecretBytes passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(crypto.Argon2id.SaltSize);
        var header = FormattableString.Invariant($"{SealedOpening}\n{name}\nargon2id {Passes} {Kibibytes} {Convert.ToBase64String(salt)}\n");
        using var key = Derive(crypto, passphrase, salt, Passes, Kibibytes);
        var ciphertext = new byte[Size + Tag];
        // A salt is drawn for each file, so each key seals once.
        crypto.ChaCha20Poly1305.Seal(key.Span, stackalloc byte[crypto.ChaCha20Poly1305.NonceSize], Encoding.ASCII.GetBytes(header), seed, ciphertext);
        return WithBase64(header, ciphertext);
    }

    private static (string Name, byte[] Seed) Open(string path, ReadOnlySpan<byte> text, ICryptoProvider crypto, AskPassphrase? ask)
    {
        var lines = Encoding.ASCII.GetString(text).Split('\n');
        var ciphertext = new byte[Size + Tag];
        var salt = new byte[crypto.Argon2id.SaltSize];
        if (lines is not [_, var name, var function, var bytes, ""]
            || function.Split(' ') is not ["argon2id", var p, var k, var s]
            || !int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var passes) || passes is < 1 or > MaxPasses
            || !int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) || kibibytes is < 8 or > MaxKibibytes
            || !CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(s), salt)
            || !CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(bytes), ciphertext))
        {
            throw new InvalidDataException($"{path} is not an encrypted key of Parley: four lines, the first '{SealedOpening}', the third 'argon2id', at most {MaxPasses} passes and {MaxKibibytes} KiB, and a salt.");
        }

        if (ask is null)
            throw new InvalidDataException($"{path} is under a passphrase, and nobody is asked for it here: use a copy without one.");
        using var passphrase = ask(path, name);
        using var key = Derive(crypto, passphrase, salt, passes, kibibytes);
        var seed = new byte[Size];
        return crypto.ChaCha20Poly1305.Open(key.Span, stackalloc byte[crypto.ChaCha20Poly1305.NonceSize], text[..^(bytes.Length + 1)], ciphertext, seed)
            ? (name, seed)
            : throw new InvalidDataException($"The passphrase does not open {path}: it is another one, or the file was changed.");
    }

    private static SecretBytes Derive(ICryptoProvider crypto, SecretBytes passphrase, byte[] salt, int passes, int kibibytes)
    {
        var key = new SecretBytes(crypto.ChaCha20Poly1305.KeySize);
        try
        {
            crypto.Argon2id.Derive(passphrase.Span, salt, passes, kibibytes, key.Span);
            return key;
        }
        catch (OutOfMemoryException e)
        {
            key.Dispose();
            throw new IOException($"The key's passphrase wants {kibibytes / 1024} MiB of memory, and this machine has not that much to give.", e);
        }
    }

    private static byte[] WithBase64(string header, ReadOnlySpan<byte> bytes)
    {
        var text = new byte[header.Length + Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 1];
        Encoding.ASCII.GetBytes(header, text);
        Base64.EncodeToUtf8(bytes, text.AsSpan(header.Length), out _, out _);
        text[^1] = (byte)'\n';
        return text;
    }
}
