using Parley.Crypto;

namespace Parley.Records.Notes;

/// <summary>An Ed25519 key (type 0x01) that signs notes in a name.</summary>
public sealed class NoteSigner
{
    private readonly ISignatureScheme _ed25519;
    private readonly ReadOnlyMemory<byte> _privateKey;

    /// <summary>Takes the name to sign in and the 32-byte seed of RFC 8032.</summary>
    public NoteSigner(NoteKeyName name, ReadOnlyMemory<byte> privateKey, ISignatureScheme ed25519)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ed25519);
        if (privateKey.Length != ed25519.PrivateKeySize)
            throw new ArgumentException("Not an Ed25519 private key.", nameof(privateKey));

        (_privateKey, _ed25519) = (privateKey, ed25519);
        var publicKey = new byte[ed25519.PublicKeySize];
        if (!ed25519.DerivePublicKey(privateKey.Span, publicKey))
            throw new ArgumentException("Not an Ed25519 private key.", nameof(privateKey));
        Key = new(name, NoteSignatureTypes.Ed25519, publicKey);
    }

    /// <summary>The key that checks what this signer signs.</summary>
    public VerifierKey Key { get; }

    /// <summary>Signs a note's text, final newline included; throws <see cref="ArgumentException"/> where it cannot be one.</summary>
    public NoteSignature Sign(ReadOnlySpan<byte> text)
    {
        if (SignedNote.CheckText(text) is { Fault: not NoteFault.None } error)
            throw new ArgumentException($"Not a note's text: {error}.", nameof(text));

        var signature = new byte[_ed25519.MaxSignatureSize];
        var size = _ed25519.Sign(_privateKey.Span, text, [], signature);
        return new(Key.Name, Key.KeyHash, signature.AsMemory(0, size));
    }

    /// <summary>A signer with the same key and another name, such as that of a log.</summary>
    public NoteSigner As(NoteKeyName name) => new(name, _privateKey, _ed25519);

    /// <summary>A note of <paramref name="text"/> with this one signature.</summary>
    public SignedNote SignNote(ReadOnlySpan<byte> text) => SignedNote.Create(text, Sign(text));
}
