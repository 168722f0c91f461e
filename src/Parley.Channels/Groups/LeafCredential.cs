using System.Text;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Text;

namespace Parley.Channels.Groups;

/// <summary>
/// What a party's leaf in a channel's group says of itself: a note signed with its node key, which vouches for the key that signs
/// in the group. It is the identity of an MLS basic credential.
/// </summary>
/// <param name="Party">Whose leaf it is.</param>
/// <param name="Founding">The channel, by the hash of its founding policy.</param>
/// <param name="Incarnation">The node's incarnation; the leaf ends with it.</param>
/// <param name="Serial">Grows with each leaf that the party makes for the channel, so that an old key package cannot come back.</param>
/// <param name="Key">The key that signs in the group.</param>
/// <param name="Note">The note.</param>
internal sealed record LeafCredential(PartyId Party, Digest Founding, long Incarnation, long Serial, CardKey Key, SignedNote Note)
{
    private const int MaxBytes = 1024;

    public static LeafCredential Sign(PartyId party, Digest founding, long incarnation, long serial, ReadOnlySpan<byte> key, NoteSigner node)
    {
        var ed25519 = CardKey.Ed25519(key);
        return new LeafCredential(party, founding, incarnation, serial, ed25519, node.SignNote(Text(party, founding, incarnation, serial, ed25519)));
    }

    /// <summary>Reads one; nothing is verified.</summary>
    // GRP-002
    public static Outcome<LeafCredential> Parse(ReadOnlySpan<byte> identity)
    {
        if (identity.Length > MaxBytes || !SignedNote.TryParse(identity, out var note, out _) || note.Signatures.Count != 1)
            return new Fault("GRP-002", 0, $"a leaf's identity is a note of at most {MaxBytes} bytes with one signature");
        var words = Encoding.UTF8.GetString(note.Text.Span).Split([' ', '\n'], 16);
        return words.Length == 15
            && PartyId.TryParse(words[4], out var party)
            && Digest.TryParse(words[6], out var founding)
            && Numbers.TryParse(words[8], out var incarnation)
            && Numbers.TryParse(words[10], out var serial)
            && CardKey.TryParse($"{words[12]} {words[13]}", out var key)
            && note.Text.Span.SequenceEqual(Text(party, founding, incarnation, serial, key))
            ? new LeafCredential(party, founding, incarnation, serial, key, note)
            : new Fault("GRP-002", 0, "a leaf's identity reads 'parley leaf v1', party, channel, incarnation, serial and key, each in a line");
    }

    /// <summary>Whether a node key of that party and incarnation, and not a revoked one, signed it.</summary>
    // GRP-003
    public bool IsSignedBy(CardHistory cards, ICryptoProvider crypto) =>
        cards.NodeKeys(Incarnation).Any(key => Note.Verify(new Ed25519NoteVerifier(key.ToVerifierKey(Party.Value), crypto.Ed25519)).IsVerified);

    private static byte[] Text(PartyId party, Digest founding, long incarnation, long serial, CardKey key) => Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"parley leaf v1\nparty {party}\nchannel {founding}\nincarnation {incarnation}\nserial {serial}\nkey {key}\n"));
}
