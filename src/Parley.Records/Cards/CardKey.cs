using System.Diagnostics.CodeAnalysis;
using Parley.Records.Notes;

namespace Parley.Records.Cards;

/// <summary>How a key on a card is used.</summary>
public enum CardKeyKind
{
    /// <summary>Ed25519 (RFC 8032), 32 bytes.</summary>
    Ed25519,

    /// <summary>A passkey's P-256 key (SEC 1, uncompressed, 65 bytes) with the relying party's id.</summary>
    WebAuthn,

    /// <summary>ML-DSA-44 (FIPS 204), 1,312 bytes.</summary>
    MlDsa44,
}

/// <summary>A public key on a card.</summary>
public sealed class CardKey : IEquatable<CardKey>
{
    private const int MlDsa44Bytes = 1312;
    private readonly byte[] _bytes;

    // A card's key is asked for under one name: its hash is computed once, and not for every record.
    private VerifierKey? _named;

    private CardKey(CardKeyKind kind, byte[] bytes, string? relyingParty)
    {
        Kind = kind;
        _bytes = bytes;
        RelyingParty = relyingParty;
    }

    /// <summary>How the key is used.</summary>
    public CardKeyKind Kind { get; }

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>For a passkey, the relying party id that its assertions must be for.</summary>
    public string? RelyingParty { get; }

    /// <summary>An Ed25519 key: 32 bytes.</summary>
    public static CardKey Ed25519(ReadOnlySpan<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, 32);
        return new CardKey(CardKeyKind.Ed25519, publicKey.ToArray(), null);
    }

    /// <summary>A passkey: its P-256 key, SEC 1 uncompressed, 65 bytes, and the relying party's id.</summary>
    public static CardKey WebAuthn(ReadOnlySpan<byte> publicKey, string relyingParty)
    {
        if (!IsPasskey(publicKey, relyingParty))
            throw new ArgumentException("A passkey is an uncompressed P-256 point, 65 bytes, and a relying party's id in lower-case letters, digits, dots and hyphens.");
        return new CardKey(CardKeyKind.WebAuthn, publicKey.ToArray(), relyingParty);
    }

    /// <summary>An ML-DSA-44 key: 1,312 bytes.</summary>
    public static CardKey MlDsa44(ReadOnlySpan<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, MlDsa44Bytes);
        return new CardKey(CardKeyKind.MlDsa44, publicKey.ToArray(), null);
    }

    /// <summary>Reads <c>ml-dsa-44 BASE64</c>, the only kind a cosigner may have.</summary>
    public static bool TryParseCosigner(string text, [NotNullWhen(true)] out CardKey? key)
    {
        key = text.Split(' ', 3) is ["ml-dsa-44", var encoded] && CanonicalBase64.TryDecode(encoded, MlDsa44Bytes, out var bytes)
            ? new CardKey(CardKeyKind.MlDsa44, bytes, null)
            : null;
        return key is not null;
    }

    /// <summary>Reads an Ed25519 key, the only kind a root or a node may have.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CardKey? key) =>
        TryParseAny(text, out key) && key.Kind == CardKeyKind.Ed25519;

    /// <summary>Reads an officer's key: <c>ed25519 BASE64</c> or <c>webauthn BASE64 relying-party</c>.</summary>
    public static bool TryParseAny(string text, [NotNullWhen(true)] out CardKey? key)
    {
        key = null;
        var tokens = text.Split(' ', 4);
        if (tokens is ["ed25519", var plain] && CanonicalBase64.TryDecode(plain, 32, out var ed))
            key = new CardKey(CardKeyKind.Ed25519, ed, null);
        else if (tokens is ["webauthn", var point, var relyingParty]
            && CanonicalBase64.TryDecode(point, 65, out var p256)
            && IsPasskey(p256, relyingParty))
            key = new CardKey(CardKeyKind.WebAuthn, p256, relyingParty);
        return key is not null;
    }

    // Whether the point lies on the curve shows at its first signature: off it, none is good.
    private static bool IsPasskey(ReadOnlySpan<byte> point, string relyingParty) =>
        point.Length == 65 && point[0] == 4
        && relyingParty.Length is > 0 and <= 253
        && relyingParty.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    /// <summary>The key as signed notes name it.</summary>
    /// <exception cref="InvalidOperationException">A passkey signs no notes.</exception>
    public VerifierKey ToVerifierKey(string name) => _named is { } known && known.Name.ToString() == name ? known : _named = Kind switch
    {
        CardKeyKind.Ed25519 => new VerifierKey(new NoteKeyName(name), NoteSignatureTypes.Ed25519, _bytes),
        CardKeyKind.MlDsa44 => new VerifierKey(new NoteKeyName(name), NoteSignatureTypes.MlDsa44Cosignature, _bytes),
        _ => throw new InvalidOperationException("A passkey signs no notes."),
    };

    /// <inheritdoc/>
    public bool Equals(CardKey? other) =>
        other is not null && Kind == other.Kind && RelyingParty == other.RelyingParty && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CardKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = Convert.ToBase64String(_bytes);
        return Kind switch
        {
            CardKeyKind.Ed25519 => $"ed25519 {bytes}",
            CardKeyKind.MlDsa44 => $"ml-dsa-44 {bytes}",
            _ => $"webauthn {bytes} {RelyingParty}",
        };
    }
}
