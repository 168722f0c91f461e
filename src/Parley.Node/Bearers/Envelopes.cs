using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>Signs and seals what goes out, and opens and checks what comes in, whatever bearer brings it.</summary>
public sealed class Envelopes(NodeLoop loop, PartyId self, NodeKeys node, SealKeys keys, ICryptoProvider crypto)
{
    /// <summary>Seals a bundle to its recipient's present card.</summary>
    public Outcome<OutgoingBundle> Seal(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (!loop.View.Cards.TryGetValue(bundle.To, out var cards) || cards.Current.Seal is not { } key)
            return new Fault("CRD-032", 0, $"{bundle.To}'s card has no seal key, and nothing leaves unsealed: it needs a newer card");
        return SealedBundle.Seal(bundle, key, node.Signer, crypto, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize));
    }

    /// <summary>1. is it whole; 2. is it for this node; 3. open it; 4. who sent it. Never throws for what the bytes hold.</summary>
    public Outcome<IncomingBundle> Open(ReadOnlyMemory<byte> bytes)
    {
        // 1.
        if (!SealedBundle.Parse(bytes).Try(out var closed, out var fault))
            return fault;

        // 2.
        if (!keys.TryFind(closed.Mailbox, out var key))
            return new Fault("BND-015", 0, "the bundle is sealed to a key that this node does not have");

        // 3.
        if (!closed.Open(key.Span, crypto).Try(out var signed, out fault))
            return fault;

        // 4.
        if (signed.Verify(self, loop.View.Cards, crypto).Try(out var bundle, out fault))
            return new IncomingBundle(bundle, signed.Answer);
        signed.Dispose();
        return fault;
    }

    /// <summary>Opens what this node sealed to itself, for a self test. Whatever a bearer brings goes through <see cref="Open"/>, which refuses it.</summary>
    public Outcome<Bundle> OpenOwn(ReadOnlyMemory<byte> bytes)
    {
        if (!SealedBundle.Parse(bytes).Try(out var closed, out var fault))
            return fault;
        if (!keys.TryFind(closed.Mailbox, out var key))
            return new Fault("BND-015", 0, "the bundle is sealed to a key that this node does not have");
        if (!closed.Open(key.Span, crypto).Try(out var signed, out fault))
            return fault;
        using (signed)
            return signed.VerifyOwn(loop.View.Cards[self], crypto);
    }

    /// <summary>Seals an answer that the bearer brings straight back.</summary>
    public static byte[] Seal(BundleAnswer answer, AnswerSeal seal) => seal.Seal(answer, RandomNumberGenerator.GetBytes(AnswerSeal.SaltSize));
}
