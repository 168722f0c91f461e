namespace Parley.Crypto.Hpke;

/// <summary>
/// How a message is bound to its sender. The mode is always chosen by name and never inferred from what is empty:
/// a missing sender's key must not turn an authenticated message into an anonymous one.
/// Reference: RFC 9180, sections 5.1.1 to 5.1.4.
/// </summary>
public readonly ref struct HpkeAuthentication
{
    private HpkeAuthentication(HpkeMode mode, ReadOnlySpan<byte> senderKey, ReadOnlySpan<byte> psk, ReadOnlySpan<byte> pskId)
    {
        Mode = mode;
        SenderKey = senderKey;
        PreSharedKey = psk;
        PreSharedKeyId = pskId;
    }

    /// <summary>The base mode: no authentication. It is the default.</summary>
    public static HpkeAuthentication None => default;

    /// <summary>The mode.</summary>
    public HpkeMode Mode { get; }

    internal ReadOnlySpan<byte> SenderKey { get; }

    internal ReadOnlySpan<byte> PreSharedKey { get; }

    internal ReadOnlySpan<byte> PreSharedKeyId { get; }

    internal bool UsesSenderKey => Mode is HpkeMode.Auth or HpkeMode.AuthPsk;

    /// <summary>The psk mode. The key needs 32 bytes of entropy (RFC 9180, section 9.5); neither argument may be empty.</summary>
    public static HpkeAuthentication Psk(ReadOnlySpan<byte> psk, ReadOnlySpan<byte> pskId) =>
        new(HpkeMode.Psk, [], Filled(psk), Filled(pskId));

    /// <summary>The auth mode: the sender gives its private key, the receiver that sender's public key.</summary>
    public static HpkeAuthentication Key(ReadOnlySpan<byte> senderKey) => new(HpkeMode.Auth, senderKey, [], []);

    /// <summary>The auth_psk mode: as <see cref="Key"/> and <see cref="Psk"/> together.</summary>
    public static HpkeAuthentication KeyAndPsk(ReadOnlySpan<byte> senderKey, ReadOnlySpan<byte> psk, ReadOnlySpan<byte> pskId) =>
        new(HpkeMode.AuthPsk, senderKey, Filled(psk), Filled(pskId));

    private static ReadOnlySpan<byte> Filled(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? throw new ArgumentException("A pre-shared key and its identifier may not be empty.") : value;
}
