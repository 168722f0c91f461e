using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>A private key of 32 bytes in a file that only its owner reads: a line of its own, the key's name, the bytes.</summary>
internal static class SeedFile
{
    private const string Opening = "parley private key v1";
    private const int Size = 32;

    /// <summary>Writes <paramref name="seed"/>. Never overwrites.</summary>
    public static void Create(string path, string name, ReadOnlySpan<byte> seed)
    {
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
    }

    /// <summary>Reads the name and the seed, which the caller has to erase.</summary>
    /// <exception cref="InvalidDataException">The file is not a key, or others may read it.</exception>
    public static (string Name, byte[] Seed) Read(string path) => PrivateFile.Read(path, text =>
    {
        // From the bytes, which are zeroed; a string of the seed would stay in memory for as long as it pleases.
        var seed = new byte[Size];
        var opening = text.IndexOf((byte)'\n');
        var rest = text[(opening + 1)..];
        var end = rest.IndexOf((byte)'\n');
        if (opening < 0 || end < 0 || !text[..opening].SequenceEqual(Encoding.ASCII.GetBytes(Opening))
            || !CanonicalBase64.TryDecode(rest[(end + 1)..].TrimEnd((byte)'\n'), seed))
        {
            throw new InvalidDataException($"{path} is not a private key of Parley: three lines, the first '{Opening}'.");
        }

        return (Encoding.ASCII.GetString(rest[..end]), seed);
    });
}
