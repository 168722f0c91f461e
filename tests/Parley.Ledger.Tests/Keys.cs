using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
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

    private static byte[] Seed(byte seed) => [.. Enumerable.Repeat(seed, 32)];
}
