namespace Parley.Crypto.Hpke;

/// <summary>The sender's end of an HPKE context. Not for use by two threads at once. Reference: RFC 9180, sections 5.2 and 5.3.</summary>
public sealed class HpkeSender : IDisposable
{
    private readonly HpkeContext context;

    internal HpkeSender(HpkeContext context) => this.context = context;

    internal HpkeContext Context => context;

    /// <summary>
    /// Encrypts the next message; <paramref name="ciphertext"/> is 16 bytes longer than <paramref name="plaintext"/>.
    /// False, with nothing written, when the context has used up its sequence numbers.
    /// </summary>
    public bool Seal(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        var aead = context.RequireAead();
        if (context.IsExhausted)
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[aead.NonceSize];
        context.WriteNonce(nonce);
        aead.Seal(context.Key, nonce, associatedData, plaintext, ciphertext);
        context.Sequence++;
        return true;
    }

    /// <summary>Derives a secret that the receiver can derive too; at most 255 × Nh bytes.</summary>
    public void Export(ReadOnlySpan<byte> exporterContext, Span<byte> secret) => context.Export(exporterContext, secret);

    /// <summary>Erases the keys.</summary>
    public void Dispose() => context.Dispose();
}
