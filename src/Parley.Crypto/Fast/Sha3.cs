namespace Parley.Crypto.Fast;

/// <summary>SHA3-256 by libsodium. Reference: FIPS 202, section 6.1.</summary>
internal sealed unsafe class Sha3 : IHash
{
    public string Name => "SHA3-256";

    public int Size => 32;

    public void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Size(digest, 32);
        fixed (byte* @in = data, @out = digest)
        {
            Libsodium.crypto_hash_sha3256(@out, @in, (ulong)data.Length);
        }
    }
}
