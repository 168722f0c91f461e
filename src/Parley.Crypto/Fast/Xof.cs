namespace Parley.Crypto.Fast;

/// <summary>SHAKE (FIPS 202) and TurboSHAKE (RFC 9861) by libsodium.</summary>
internal sealed unsafe class Xof(string name, delegate*<byte*, nuint, byte*, ulong, int> function) : IXof
{
    private readonly delegate*<byte*, nuint, byte*, ulong, int> function = function;

    public string Name => name;

    public void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        fixed (byte* @in = data, @out = output)
        {
            // libsodium asks for a non-null output even where nothing is to be written.
            byte none;
            function(@out is null ? &none : @out, (nuint)output.Length, @in, (ulong)data.Length);
        }
    }
}
