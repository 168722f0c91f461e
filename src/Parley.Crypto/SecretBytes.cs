using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>
/// A buffer for a secret: pinned, so that the garbage collector leaves no copies of it behind; zeroed on disposal;
/// compared in fixed time; never printed. Owned by one holder at a time.
/// </summary>
public sealed class SecretBytes : IDisposable
{
    private byte[]? bytes;

    /// <summary>Makes a buffer of <paramref name="length"/> zeros, to be filled through <see cref="Span"/>.</summary>
    public SecretBytes(int length) => bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>Makes a buffer with a copy of <paramref name="secret"/>, which the caller still has to erase.</summary>
    public SecretBytes(ReadOnlySpan<byte> secret)
    {
        bytes = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(bytes);
    }

    /// <summary>Bytes in the buffer.</summary>
    public int Length => Bytes.Length;

    /// <summary>The secret itself. It is valid until <see cref="Dispose"/>; do not keep it.</summary>
    public Span<byte> Span => Bytes;

    private byte[] Bytes => bytes ?? throw new ObjectDisposedException(nameof(SecretBytes));

    /// <summary>A second buffer with the same secret.</summary>
    public SecretBytes Clone() => new(Span);

    /// <summary>Whether <paramref name="other"/> holds the same bytes, in time that depends on the lengths only.</summary>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Erases the secret. Further use throws <see cref="ObjectDisposedException"/>; disposing again does nothing.</summary>
    public void Dispose()
    {
        // Exchange first: of two threads disposing at once, neither may see a buffer half erased.
        var secret = Interlocked.Exchange(ref bytes, null);
        if (secret is not null)
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The type and the length, never the content.</summary>
    public override string ToString() => bytes is { } secret ? $"SecretBytes({secret.Length})" : "SecretBytes(disposed)";
}
