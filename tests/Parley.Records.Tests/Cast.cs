using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Records.Tests;

/// <summary>Keys whose private half is known to everybody: the seed of each is the SHA-256 of <c>parley test key </c> and its name.</summary>
internal static class Cast
{
    public const string RelyingParty = "parley.example";
    public static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    public static readonly PartyId By = PartyId.Parse("BY");
    public static readonly PartyId Ua = PartyId.Parse("UA");
    public static readonly PartyId ExerciseBy = PartyId.Parse("X-BY");
    public static readonly ChannelId Channel = new("by-ua-pl.border", Digest.Of("a founding policy"u8));
    public static readonly DateTimeOffset Noon = new(2022, 12, 29, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Seed(string key) => SHA256.HashData(Encoding.UTF8.GetBytes("parley test key " + key));

    public static CardKey MlDsa44(string key)
    {
        var publicKey = new byte[Crypto.MlDsa44.PublicKeySize];
        Crypto.MlDsa44.DerivePublicKey(Seed(key), publicKey);
        return CardKey.MlDsa44(publicKey);
    }

    public static CardKey Ed25519(string key)
    {
        var publicKey = new byte[32];
        Assert.True(Crypto.Ed25519.DerivePublicKey(Seed(key), publicKey));
        return CardKey.Ed25519(publicKey);
    }

    public static CardKey Passkey(string key, string relyingParty = RelyingParty)
    {
        var publicKey = new byte[65];
        Assert.True(Crypto.EcdsaP256.DerivePublicKey(Seed(key), publicKey));
        return CardKey.WebAuthn(publicKey, relyingParty);
    }

    public static SealKey Seal(string key)
    {
        var publicKey = new byte[SealKey.Size];
        Assert.True(Crypto.XWing.DerivePublicKey(Seed(key), publicKey));
        return new SealKey(publicKey);
    }

    public static NoteSigner Signer(string name, string key) => new(new NoteKeyName(name), Seed(key), Crypto.Ed25519);

    /// <summary>A signature line made by hand, so that it stands over texts that no signer takes.</summary>
    public static byte[] SignatureLine(string name, string key, ReadOnlySpan<byte> text)
    {
        var signature = new byte[64];
        Crypto.Ed25519.Sign(Seed(key), text, [], signature);
        var verifier = new VerifierKey(new NoteKeyName(name), NoteSignatureTypes.Ed25519, Ed25519(key).Bytes.ToArray());
        return new NoteSignature(verifier.Name, verifier.KeyHash, signature).ToBytes();
    }

    /// <summary>A note whose signatures are each <c>name</c> by <c>key</c>.</summary>
    public static byte[] Note(ReadOnlySpan<byte> text, params (string Name, string Key)[] signatures)
    {
        var note = new List<byte>([.. text, (byte)'\n']);
        foreach (var (name, key) in signatures)
            note.AddRange(SignatureLine(name, key, text));
        return [.. note];
    }

    public static SignedNote ReadNote(byte[] bytes) =>
        SignedNote.TryParse(bytes, out var note, out var error) ? note : throw new InvalidOperationException(error.ToString());

    /// <summary>The first card of a party; its keys are called <c>BY root</c>, <c>BY node 1</c>, <c>BY/duty-1</c>.</summary>
    public static PartyCard Card(PartyId party) => new()
    {
        Party = party,
        Name = party == By ? "Рэспубліка Беларусь" : party == Ua ? "Україна" : $"The party {party}",
        Version = 1,
        Incarnation = 1,
        Root = Ed25519($"{party} root"),
        Node = Ed25519($"{party} node 1"),
        Tls = Digest.Of(Seed($"{party} tls")),
        ValidFrom = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero),
        ValidUntil = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Desks = [PostId.Parse($"{party}/mod-duty"), PostId.Parse($"{party}/mfa-duty")],
        Officers =
        [
            .. Enumerable.Range(1, 6).Select(i => PostId.Parse($"{party}/duty-{i}")).Select(o => new CardOfficer(o, Ed25519(o.ToString()))),
            new CardOfficer(PostId.Parse($"{party}/passkey-1"), Passkey($"{party}/passkey-1")),
        ],
        Bearers = [new Uri($"https://{party.Value.ToLowerInvariant()}.example:8443"), new Uri("https://192.0.2.7")],
    };

    /// <summary>The card as a note signed by root and node.</summary>
    public static byte[] Sign(PartyCard card, string root, string node) =>
        Note(card.ToBytes(), (CardHistory.RootName(card.Party), root), (card.Party.Value, node));

    public static CardHistory Pinned(PartyId party) =>
        CardHistory.Pin(ReadNote(Sign(Card(party), $"{party} root", $"{party} node 1")), Crypto).OrThrow();
}
