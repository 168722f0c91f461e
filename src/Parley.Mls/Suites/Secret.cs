namespace Parley.Mls.Suites;

/// <summary>
/// Bytes that must not outlive their use. States that follow one another share secrets, so a secret counts
/// its holders and is wiped when the last one lets go.
/// </summary>
internal sealed class Secret : Counted
{
    private readonly byte[] bytes;
    private Secret(byte[] bytes) => this.bytes = bytes;

    public int Length => bytes.Length;

    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsWiped, this);
            return bytes;
        }
    }

    public static Secret Copy(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    public static Secret Zero(int length) => new(new byte[length]);

    /// <summary>A secret that the caller fills before anyone else sees it.</summary>
    public static Secret Zero(int length, out Span<byte> bytes)
    {
        var array = new byte[length];
        bytes = array;
        return new Secret(array);
    }

    public static Secret Random(int length, IRandomness randomness)
    {
        var secret = Zero(length, out var bytes);
        randomness.Fill(bytes);
        return secret;
    }

    private protected override void Wipe()
    {
        CryptographicOperations.ZeroMemory(bytes);
    }

    public override string ToString() => FormattableString.Invariant($"secret of {bytes.Length} bytes");
}
