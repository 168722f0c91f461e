namespace Parley.Node.Accounts;

/// <summary>A passkey of an account (W3C WebAuthn, ES256).</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="PublicKey">The COSE key.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedAt">When it was enrolled.</param>
/// <param name="SignCount">The authenticator's counter; 0 where it keeps none.</param>
/// <param name="Transports">How a browser reaches it.</param>
/// <param name="BackupEligible">Whether it may leave its device.</param>
/// <param name="BackedUp">Whether it has.</param>
public sealed record Passkey(byte[] Id, byte[] PublicKey, string Name, DateTimeOffset CreatedAt, uint SignCount, IReadOnlyList<string> Transports, bool BackupEligible, bool BackedUp)
{
    /// <summary>The name that passkeys are bound to (W3C WebAuthn's relying party): that of this machine, under which the console answers.</summary>
    public const string RelyingParty = "localhost";

    // The one form of a P-256 key for ES256 in CTAP2's canonical CBOR (RFC 9053 §7.1.1): map of five, kty 2, alg -7, crv 1, x and y of 32 bytes.
    private static ReadOnlySpan<byte> BeforeX => [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];

    private static ReadOnlySpan<byte> BeforeY => [0x22, 0x58, 0x20];

    /// <summary>The key as a party card carries it: SEC 1, uncompressed, 65 bytes; nothing where it is no P-256 key for ES256.</summary>
    public byte[]? ToPoint()
    {
        const int Coordinate = 32;
        var (x, y) = (BeforeX.Length, BeforeX.Length + Coordinate + BeforeY.Length);
        return PublicKey.Length == y + Coordinate && PublicKey.AsSpan().StartsWith(BeforeX) && PublicKey.AsSpan(x + Coordinate, BeforeY.Length).SequenceEqual(BeforeY)
            ? [4, .. PublicKey.AsSpan(x, Coordinate), .. PublicKey.AsSpan(y, Coordinate)]
            : null;
    }
}
