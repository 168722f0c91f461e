namespace Parley.Mls.Extensions;

/// <summary>Values that mean nothing, so that peers which choke on the unknown are found early (RFC 9420 §13.5).</summary>
internal static class Grease
{
    public static Capabilities Into(Capabilities capabilities, IRandomness randomness) => capabilities with
    {
        CipherSuites = capabilities.CipherSuites.Add(new CipherSuiteId(Value(randomness))),
        Extensions = capabilities.Extensions.Add((ExtensionType)Value(randomness)),
        Proposals = capabilities.Proposals.Add((ProposalType)Value(randomness)),
        Credentials = capabilities.Credentials.Add((CredentialType)Value(randomness)),
    };

    /// <summary>An extension with up to 15 random bytes; in a key package of a type that its leaf lists (§10).</summary>
    public static Extension Extension(IRandomness randomness, Capabilities? listed = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        randomness.Fill(bytes);
        return new Extension(listed?.Extensions[^1] ?? (ExtensionType)Value(randomness), bytes[..(bytes[15] & 15)].ToArray());
    }

    /// <summary>One of 0x0A0A, 0x1A1A, …, 0xEAEA.</summary>
    private static ushort Value(IRandomness randomness)
    {
        Span<byte> one = stackalloc byte[1];
        randomness.Fill(one);
        return (ushort)(0x0A0A + (0x1010 * (one[0] % 15)));
    }
}
