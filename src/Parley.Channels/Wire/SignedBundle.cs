using System.Text;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Channels.Wire;

/// <summary>A bundle out of its seal, whose sender is a claim until <see cref="Verify"/>.</summary>
public sealed class SignedBundle : IDisposable
{
    /// <summary>Bytes in the longest signature line: its dash, a party's name, 68 bytes in base64, spaces and newline.</summary>
    internal const int MaxSignatureSize = 128;

    private readonly Bundle _bundle;
    private readonly byte[] _statement;
    private readonly NoteSignature _signature;

    private SignedBundle(Bundle bundle, byte[] statement, NoteSignature signature, AnswerSeal answer) =>
        (_bundle, _statement, _signature, Answer) = (bundle, statement, signature, answer);

    /// <summary>Who says to have sent it.</summary>
    public PartyId ClaimedFrom => _bundle.From;

    /// <summary>Seals the answer, where the bearer can bring one straight back.</summary>
    public AnswerSeal Answer { get; }

    /// <summary>
    /// The bundle, if it is for <paramref name="self"/> and by a node key of its sender that is not revoked. A sender that has a
    /// new key introduces it by its next cards, in the bundle itself: they are by the root key that was pinned.
    /// </summary>
    public Outcome<Bundle> Verify(PartyId self, IReadOnlyDictionary<PartyId, CardHistory> cards, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(cards);
        // BND-012
        if (_bundle.To != self || _bundle.From == self)
            return new Fault("BND-012", 0, $"the bundle is from {_bundle.From} to {_bundle.To}, and this is {self}");
        // BND-016
        if (!cards.TryGetValue(_bundle.From, out var known))
            return new Fault("BND-016", 0, $"{_bundle.From} has not been met: no card of it is pinned here");
        if (IsBy(known, crypto))
            return _bundle;
        // BND-018
        foreach (var item in _bundle.Items.Where(i => i.Kind == ItemKind.Card))
        {
            if (!SignedNote.TryParse(item.Bytes.Span, out var note, out _))
                break;
            if (known.Notes.Any(n => n.Text.Span.SequenceEqual(note.Text.Span)))
                continue;
            // The first that does not follow ends it: whoever makes up 256 cards must not have as many of them checked.
            if (!known.Accept(note, crypto).Try(out var next, out _))
                break;
            known = next;
            if (IsBy(known, crypto))
                return _bundle;
        }

        return new Fault("BND-016", 0, $"no node key on a card of {_bundle.From} signed the bundle, or the one that did is revoked");
    }

    /// <summary>The bundle, if this node made it for itself: a self test, which no bearer brings.</summary>
    public Outcome<Bundle> VerifyOwn(CardHistory own, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(own);
        return _bundle.From == own.Current.Party && _bundle.To == own.Current.Party && IsBy(own, crypto)
            ? _bundle
            : new Fault("BND-016", 0, $"{own.Current.Party}'s own node key did not sign the bundle");
    }

    /// <inheritdoc/>
    public void Dispose() => Answer.Dispose();

    /// <summary>The signature line over a bundle's bytes for a mailbox.</summary>
    internal static byte[] Sign(ReadOnlySpan<byte> content, MailboxId mailbox, NoteSigner node) => node.Sign(Statement(content, mailbox)).ToBytes();

    /// <summary>Reads what the seal held: bundle, signature line, zeros.</summary>
    internal static Outcome<SignedBundle> Read(ReadOnlyMemory<byte> plain, MailboxId mailbox, AnswerSeal answer)
    {
        var reader = new ItemReader(plain);
        if (!Bundle.Read(reader).Try(out var bundle, out var fault))
            return fault;
        var rest = plain.Span[reader.At..];
        var end = rest[..Math.Min(rest.Length, MaxSignatureSize)].IndexOf((byte)'\n');
        if (end < 0 || !NoteSignature.TryParse(rest[..end], out var signature, out _) || signature.KeyName.ToString() != bundle.From.Value)
            return new Fault("BND-016", 0, $"a signature line of {bundle.From} is expected behind the last item");
        // BND-017: whatever the padding held, nobody would look at it, and it would be signed by nobody.
        if (rest[(end + 1)..].ContainsAnyExcept((byte)0))
            return new Fault("BND-017", 0, "what follows the signature is not all zeros");
        return new SignedBundle(bundle, Statement(plain.Span[..reader.At], mailbox), signature, answer);
    }

    private bool IsBy(CardHistory cards, ICryptoProvider crypto) => cards.NodeKeys()
        .Select(k => k.ToVerifierKey(_bundle.From.Value))
        .Any(k => k.Names(_signature) && new Ed25519NoteVerifier(k, crypto.Ed25519).Verify(_statement, _signature.Signature.Span));

    // A note's text, so that no other text of this project can be taken for it. The mailbox keeps a recipient from passing the bundle on as sent to somebody else.
    private static byte[] Statement(ReadOnlySpan<byte> content, MailboxId mailbox) =>
        Encoding.ASCII.GetBytes($"parley bundle signature v2\nmailbox {mailbox}\nbundle {Digest.Of(content)}\n");
}
