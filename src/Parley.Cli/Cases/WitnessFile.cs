using System.Security.Cryptography;
using System.Text;
using Parley.Cases;
using Parley.Crypto;
using Parley.Node.Keys;

namespace Parley.Cli.Cases;

/// <summary>
/// The identity of a witness in a file of its own: nonce and ChaCha20-Poly1305 (RFC 8439) under a key that is in no other file. A key
/// encrypts one identity once, so that its destruction reaches that one and no other.
/// </summary>
internal static class WitnessFile
{
    private const int MostBytes = 256 * 1024;
    private static readonly IAead Cipher = Crypto.Provider.ChaCha20Poly1305;

    public static void Add(string files, string keys, string name, Stream identity)
    {
        var (sealedFile, keyFile) = (File(files, name, ".witness"), File(keys, name, ".key"));
        if (System.IO.File.Exists(sealedFile))
            throw new CommandFailure($"{sealedFile} is there already; a witness's name is used once");
        using var text = new SecretBytes(MostBytes + 1);
        var length = identity.ReadAtLeast(text.Span, text.Length, throwOnEndOfStream: false);
        if (length is 0 or > MostBytes)
            throw new CommandFailure(length == 0 ? "standard input is empty: who is the witness?" : $"this is longer than {MostBytes} bytes");
        using var key = new SecretBytes(Cipher.KeySize);
        RandomNumberGenerator.Fill(key.Span);
        var bytes = new byte[Cipher.NonceSize + length + Cipher.TagSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, Cipher.NonceSize));
        Cipher.Seal(key.Span, bytes.AsSpan(0, Cipher.NonceSize), Associated(name), text.Span[..length], bytes.AsSpan(Cipher.NonceSize));
        Directory.CreateDirectory(files);
        Directory.CreateDirectory(keys);
        // The key first: an identity whose key was lost on the way would be lost with it.
        PrivateFile.Create(keyFile, key.Span);
        PrivateFile.Create(sealedFile, bytes);
    }

    public static SecretBytes Open(string files, string keys, string name)
    {
        var (sealedFile, keyFile) = (File(files, name, ".witness"), File(keys, name, ".key"));
        if (!System.IO.File.Exists(sealedFile))
            throw new CommandFailure($"there is no witness {name} in {files}");
        if (!System.IO.File.Exists(keyFile))
            throw new CommandFailure($"the key of {name} is not in {keys}: it was destroyed, or is on another medium");
        var bytes = System.IO.File.ReadAllBytes(sealedFile);
        if (bytes.Length < Cipher.NonceSize + Cipher.TagSize)
            throw new CommandFailure($"{sealedFile} is no identity of a witness");
        var text = new SecretBytes(bytes.Length - Cipher.NonceSize - Cipher.TagSize);
        var good = PrivateFile.Read(keyFile, key => key.Length == Cipher.KeySize
            && Cipher.Open(key, bytes.AsSpan(0, Cipher.NonceSize), Associated(name), bytes.AsSpan(Cipher.NonceSize), text.Span));
        if (good)
            return text;
        text.Dispose();
        throw new CommandFailure($"{sealedFile} does not open with the key of {name}: one of the two was changed or exchanged");
    }

    /// <summary>Overwrites the key, syncs, and deletes it.</summary>
    public static void Destroy(string keys, string name)
    {
        var keyFile = File(keys, name, ".key");
        if (!System.IO.File.Exists(keyFile))
            throw new CommandFailure($"the key of {name} is not in {keys}");
        using (var stream = new FileStream(keyFile, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            stream.Write(new byte[stream.Length]);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Delete(keyFile);
    }

    private static byte[] Associated(string name) => Encoding.ASCII.GetBytes($"parley witness v1\n{name}\n");

    // The name becomes a file's: one with a path in it would lead elsewhere.
    private static string File(string directory, string name, string ending) => ItemId.IsKey(name)
        ? Path.Combine(directory, name + ending)
        : throw new CommandFailure($"'{name}' is not a witness's name: lower-case letters, digits and inner hyphens");
}
