using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests;

/// <summary>Keys whose private half is known to everybody.</summary>
internal static class Keys
{
    public static readonly ChannelId Channel = new("by-ua-pl.border", Digest.Of("policy"u8));
    public static readonly LedgerOrigin Origin = LedgerOrigin.Of(PartyId.Parse("X-BY"), 1, Channel);
    public static readonly NoteSigner Log = Signer(Origin.ToString(), 1);
    public static readonly DateTimeOffset Now = new(2022, 12, 29, 7, 25, 0, TimeSpan.Zero);

    public static NoteVerifier LogVerifier { get; } = new Ed25519NoteVerifier(Log.Key, SodiumProvider.Instance.Ed25519);

    public static NoteSigner Signer(string name, byte seed) => new(new(name), Seed(seed), SodiumProvider.Instance.Ed25519);

    public static Cosigner Cosigner(string name, byte seed) => Ledger.Checkpoints.Cosigner.Ed25519(new(name), Seed(seed), SodiumProvider.Instance.Ed25519);

    public static CosignatureVerifier VerifierOf(Cosigner cosigner) => new(cosigner.Key, SodiumProvider.Instance.Ed25519);

    public static SignedCheckpoint Sign(int size, NoteSigner? signer = null) => Sign(size, MemoryTiles.Of(size).State.Root, signer);

    public static SignedCheckpoint Sign(int size, Parley.Ledger.Merkle.TreeHash root, NoteSigner? signer = null) =>
        SignedCheckpoint.Sign(new(LogOrigin.Parse((signer ?? Log).Key.Name.ToString()), new(size), root), signer ?? Log);

    public static VerifiedCheckpoint Verified(SignedCheckpoint signed, params NoteVerifier[] cosigners) =>
        signed.Verify([LogVerifier], cosigners).OrThrow();

    /// <summary>A party's first card with this node key.</summary>
    public static CardHistory Card(string party, NoteSigner node)
    {
        var root = Signer($"{party}/root", 200);
        var card = new PartyCard
        {
            Party = PartyId.Parse(party),
            Name = party,
            Version = 1,
            Incarnation = 1,
            Root = CardKey.Ed25519(root.Key.PublicKey.Span),
            Node = CardKey.Ed25519(node.Key.PublicKey.Span),
            Tls = Digest.Of("tls"u8),
            ValidFrom = Now,
            ValidUntil = Now.AddYears(1),
            Desks = [PostId.Parse($"{party}/duty")],
            Officers = [],
            Bearers = [],
        };
        return CardHistory.Pin(SignedNote.Create(card.ToBytes(), root.Sign(card.ToBytes()), node.Sign(card.ToBytes())), SodiumProvider.Instance).OrThrow();
    }

    private static byte[] Seed(byte seed) => [.. Enumerable.Repeat(seed, 32)];
}
