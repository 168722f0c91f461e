namespace Parley.Crypto.Hpke;

/// <summary>The receiver's end of an HPKE context. Not for use by two threads at once. Reference: RFC 9180, sections 5.2 and 5.3.</summary>
public sealed class HpkeReceiver : IDisposable
{
    private readonly HpkeContext context;

    internal HpkeReceiver(HpkeContext context) => this.context = context;

    internal HpkeContext Context => context;

    /// <summary>
    /// Decrypts the next message; <paramref name="plaintext"/> is 16 bytes shorter than <paramref name="ciphertext"/>.
    /// False when it is not authentic, which leaves the sequence number where it was, or when the numbers are used up.
    /// </summary>
    public bool Open(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        var aead = context.RequireAead();
        if (context.IsExhausted)
        {
            plaintext.Clear();
            return false;
        }

        Span<byte> nonce = stackalloc byte[aead.NonceSize];
        context.WriteNonce(nonce);
        if (!aead.Open(context.Key, nonce, associatedData, ciphertext, plaintext))
        {
            return false;
        }

        context.Sequence++;
        return true;
    }

    /// <summary>Derives a secret that the sender can derive too; at most 255 × Nh bytes.</summary>
    public void Export(ReadOnlySpan<byte> exporterContext, Span<byte> secret) => context.Export(exporterContext, secret);

    /// <summary>Erases the keys.</summary>
    public void Dispose() => context.Dispose();
}
