using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels.Wire;

/// <summary>
/// How the owner of a mailbox shows a relay that it is: the relay seals a token to the mailbox's key, and whoever has the private
/// half can bring it back. It tells the relay no name. The relay's own key is bound in, so that one relay cannot
/// have the owner open another's token.
/// </summary>
public static class MailboxProof
{
    /// <summary>Bytes in a token.</summary>
    public const int TokenSize = 40;

    /// <summary>Bytes in a sealed token.</summary>
    public const int SealedSize = Encapsulation + TokenSize + Tag;

    private const int Encapsulation = 1120;
    private const int Tag = 16;

    /// <summary>Seals a token to a key, with 64 fresh random bytes; nothing where the key is none.</summary>
    public static byte[]? Seal(ReadOnlySpan<byte> token, SealKey key, Digest relayPin, ICryptoProvider crypto, ReadOnlySpan<byte> randomness)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNotEqual(token.Length, TokenSize);
        var bytes = new byte[SealedSize];
        return Suite(crypto).Seal(key.Bytes, Info(relayPin), [], token, randomness, bytes.AsSpan(0, Encapsulation), bytes.AsSpan(Encapsulation)) ? bytes : null;
    }

    // BND-033
    /// <summary>Opens a token that the relay of <paramref name="relayPin"/> has sealed; nothing where it is none.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> privateKey, Digest relayPin, ICryptoProvider crypto)
    {
        if (bytes.Length != SealedSize)
            return null;
        var token = new byte[TokenSize];
        return Suite(crypto).Open(bytes[..Encapsulation], privateKey, Info(relayPin), [], bytes[Encapsulation..], token) ? token : null;
    }

    private static byte[] Info(Digest relayPin) => Encoding.ASCII.GetBytes($"parley relay v1 {relayPin}");

    private static HpkeSuite Suite(ICryptoProvider crypto) => new(crypto, HpkeKemId.XWing, HpkeKdfId.HkdfSha256, HpkeAeadId.Aes256Gcm);
}
