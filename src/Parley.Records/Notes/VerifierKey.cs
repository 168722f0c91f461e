using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Parley.Crypto;

namespace Parley.Records.Notes;

/// <summary>A named public key of a signature type: what C2SP signed-note calls a verifier key, or vkey.</summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    /// <summary>The longest vkey text in bytes; an ML-DSA-87 key and the longest name fit.</summary>
    public const int MaxTextSize = 8192;

    /// <summary>Takes a name, a signature type and the key's bytes; throws <see cref="ArgumentException"/> for an empty key.</summary>
    public VerifierKey(NoteKeyName name, byte signatureType, ReadOnlyMemory<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (publicKey.IsEmpty)
            throw new ArgumentException("A public key has at least one byte.", nameof(publicKey));

        (Name, SignatureType, PublicKey) = (name, signatureType, publicKey);
        KeyHash = ComputeKeyHash(name, signatureType, publicKey.Span);
    }

    /// <summary>The name that the key's signature lines carry.</summary>
    public NoteKeyName Name { get; }

    /// <summary>The signature type byte, see <see cref="NoteSignatureTypes"/>.</summary>
    public byte SignatureType { get; }

    /// <summary>The public key's bytes, as its signature type encodes them.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>SHA-256(name, newline, signature type, public key), its first four bytes big-endian.</summary>
    public uint KeyHash { get; }

    /// <summary>Reads <c>name+hash+base64</c>; the hash must be the one that the key has.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextSize || text.Split('+', 3) is not [var name, var hash, var material])
            return false;

        if (!NoteKeyName.TryParse(Encoding.UTF8.GetBytes(name), out var keyName)
            || !CanonicalBase64.TryDecode(Encoding.UTF8.GetBytes(material), out var bytes)
            || bytes.Length < 2)
        {
            return false;
        }

        var parsed = new VerifierKey(keyName, bytes[0], bytes.AsMemory(1));
        key = hash == FormatHash(parsed.KeyHash) && keyName.ToString() == name ? parsed : null;
        return key is not null;
    }

    /// <summary>Whether <paramref name="signature"/> says to be by this key.</summary>
    public bool Names(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return signature.KeyHash == KeyHash && signature.KeyName.Equals(Name);
    }

    /// <inheritdoc/>
    public bool Equals(VerifierKey? other) =>
        other is not null && Name.Equals(other.Name) && SignatureType == other.SignatureType
        && PublicKey.Span.SequenceEqual(other.PublicKey.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)KeyHash;

    /// <summary>The vkey text.</summary>
    public override string ToString() =>
        $"{Name}+{FormatHash(KeyHash)}+{CanonicalBase64.Encode([SignatureType, .. PublicKey.Span])}";

    private static string FormatHash(uint hash) => hash.ToString("x8", CultureInfo.InvariantCulture);

    private static uint ComputeKeyHash(NoteKeyName name, byte signatureType, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(Sha256.Hash(
            [.. Encoding.UTF8.GetBytes(name.ToString()), (byte)'\n', signatureType, .. publicKey]));
}
