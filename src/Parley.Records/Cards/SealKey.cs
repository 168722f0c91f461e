using System.Diagnostics.CodeAnalysis;
using Parley.Records.Notes;

namespace Parley.Records.Cards;

/// <summary>
/// The public key that bundles to a party are sealed to: X-Wing, 1216 bytes (ML-KEM-768 and X25519, HPKE's KEM 0x647A),
/// so that whoever records the traffic of today needs to break both to read it.
/// </summary>
public sealed class SealKey : IEquatable<SealKey>
{
    private const string Kind = "x-wing";
    private readonly byte[] _bytes;

    /// <summary>Takes exactly <see cref="Size"/> bytes.</summary>
    public SealKey(ReadOnlySpan<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, Size);
        _bytes = publicKey.ToArray();
        Mailbox = MailboxId.Of(publicKey);
    }

    /// <summary>Bytes in the key.</summary>
    public const int Size = 1216;

    /// <summary>The key's bytes, as draft-connolly-cfrg-xwing-kem encodes them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What bearers know of the key, and of its party.</summary>
    public MailboxId Mailbox { get; }

    // CRD-032. That the key is well formed shows when something is sealed to it.
    /// <summary>Reads <c>x-wing BASE64</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SealKey? key)
    {
        key = text.Split(' ', 3) is [Kind, var base64] && CanonicalBase64.TryDecode(base64, Size, out var bytes) ? new SealKey(bytes) : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public bool Equals(SealKey? other) => other is not null && Mailbox == other.Mailbox;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SealKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Mailbox.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {CanonicalBase64.Encode(_bytes)}";
}
