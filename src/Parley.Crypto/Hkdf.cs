using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>HKDF over a provider's HMAC. Reference: RFC 5869.</summary>
internal sealed class Hkdf(string name, IMac hmac) : IKdf
{
    // RFC 5869, section 2.3: the block counter is one octet.
    private const int MaxBlocks = 255;

    private const int MaxMacSize = 64;

    public string Name => name;

    public int Size => hmac.Size;

    public void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> prk)
    {
        Require.Size(prk, Size);

        // An empty HMAC key and one of Size zeros are the same key: HMAC pads with zeros.
        hmac.Compute(salt, inputKey, prk);
    }

    public void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> output)
    {
        if (output.Length > MaxBlocks * Size)
        {
            throw new ArgumentException($"{Name} gives at most {MaxBlocks * Size} bytes, not {output.Length}.", nameof(output));
        }

        Span<byte> scratch = stackalloc byte[512];
        Span<byte> block = stackalloc byte[MaxMacSize];
        block = block[..Size];
        for (byte counter = 1; output.Length > 0; counter++)
        {
            var input = new Concatenation(scratch);
            if (counter > 1)
            {
                input.Append(block);
            }

            input.Append(info);
            input.Append(counter);
            hmac.Compute(prk, input.Written, block);
            input.Dispose();

            var taken = Math.Min(output.Length, Size);
            block[..taken].CopyTo(output);
            output = output[taken..];
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
