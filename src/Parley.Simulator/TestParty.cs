using System.Security.Cryptography;
using System.Text;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Simulator;

/// <summary>A party with all its keys, made from its name: it can sign whatever an honest or a lying party would.</summary>
public sealed class TestParty
{
    private readonly byte[] _rootKey;
    private int _serial;

    /// <summary>A party; its card names an ML-DSA-44 cosigner where <paramref name="cosigner"/> says so, which costs a simulation more than all else.</summary>
    public TestParty(string id, bool cosigner = false, ICryptoProvider? crypto = null)
    {
        Crypto = crypto ?? SodiumProvider.Instance;
        Id = PartyId.Parse(id);
        _rootKey = Key("root");
        Root = Signer(CardHistory.RootName(Id), _rootKey);
        Node = Signer(id, Key("node"));
        Desk = PostId.Parse($"{id}/duty");
        First = PostId.Parse($"{id}/first");
        Second = PostId.Parse($"{id}/second");
        Seal = SealedBundle.PublicKeyOf(SealPrivateKey.Span, SodiumProvider.Instance);
        Cosigner = cosigner ? Ledger.Checkpoints.Cosigner.MlDsa44(new NoteKeyName(id), Key("cosigner"), SodiumProvider.Instance.MlDsa44) : null;
        Card = SignCard(CardText());
    }

    public ICryptoProvider Crypto { get; }

    public PartyId Id { get; }

    public NoteSigner Root { get; }

    public NoteSigner Node { get; }

    public Ledger.Checkpoints.Cosigner? Cosigner { get; }

    public PostId Desk { get; }

    public PostId First { get; }

    public PostId Second { get; }

    /// <summary>The private half of <see cref="Seal"/>.</summary>
    public ReadOnlyMemory<byte> SealPrivateKey => Key("seal");

    public SealKey Seal { get; }

    public SignedNote Card { get; }

    public Member Member => new(Id, CardKey.Ed25519(Root.Key.PublicKey.Span));

    public PartyCard CardText() => new()
    {
        Party = Id,
        Name = Id.Value,
        Version = 1,
        Incarnation = 1,
        Root = CardKey.Ed25519(Root.Key.PublicKey.Span),
        Node = CardKey.Ed25519(Node.Key.PublicKey.Span),
        Cosigner = Cosigner is null ? null : CardKey.MlDsa44(Cosigner.Key.PublicKey.Span),
        Tls = Digest.Of(Key("tls")),
        Seal = Seal,
        ValidFrom = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero),
        ValidUntil = new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Desks = [Desk],
        Officers = [Officer(First), Officer(Second)],
        Bearers = [new Uri("https://127.0.0.1:9")],
    };

    public SignedNote SignCard(PartyCard card) =>
        SignedNote.Create(card.ToBytes(), Root.Sign(card.ToBytes()), Node.Sign(card.ToBytes()));

    public OfficerSignature Sign(OfficerRole role, PostId officer, RecordContent content)
    {
        var signature = new byte[64];
        Crypto.Ed25519.Sign(Key(officer.Name), OfficerSignature.Input(role, officer, content.ToBytes()), [], signature);
        return new OfficerSignature(role, officer, OfficerSignatureKind.Ed25519, [signature]);
    }

    /// <summary>A content with its officers and fields, to be changed by <paramref name="change"/> before anybody signs.</summary>
    public Saying Say(ChannelId channel, IEnumerable<PostId> to, string text, DateTimeOffset composed,
        Func<RecordContent, RecordContent>? change = null, IReadOnlyList<Field>? form = null, int officers = 2)
    {
        var fields = new SaltedFields(form ?? [new Field("text", text)], Key($"salt {_serial}"));
        var content = new RecordContent
        {
            Id = new ContentId(Key($"content {_serial++}").AsSpan(0, 16)),
            Channel = channel,
            Author = Id,
            Desk = Desk,
            To = [.. to],
            Info = [],
            Seen = [],
            Composed = composed,
            Precedence = Precedence.Routine,
            Form = FormId.Parse("message/1"),
            Language = "en",
            Exercise = Id.IsExercise,
            FieldCount = fields.All.Count,
            FieldsRoot = default,
        };
        content = change?.Invoke(content) ?? content;
        content = content with { FieldsRoot = fields.Root(content.Id, Id, content.Channel) };
        var signed = officers switch
        {
            0 => [],
            1 => new[] { Sign(OfficerRole.Released, First, content) },
            _ => [Sign(OfficerRole.Drafted, First, content), Sign(OfficerRole.Released, Second, content)],
        };
        return new Saying(content, signed, fields);
    }

    /// <summary>A record with whatever number, previous and heads the party cares to claim.</summary>
    public Record Number(Saying said, long number, Digest? previous, long incarnation = 1, params Head[] have) =>
        Record.Create(said.Content, said.Officers, new Numbering(incarnation, number, previous, have), said.Fields, Node);

    private CardOfficer Officer(PostId id)
    {
        var key = new byte[32];
        Crypto.Ed25519.DerivePublicKey(Key(id.Name), key);
        return new CardOfficer(id, CardKey.Ed25519(key));
    }

    private byte[] Key(string use) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Id} {use}"));

    private NoteSigner Signer(string name, byte[] key) => new(new NoteKeyName(name), key, Crypto.Ed25519);
}

/// <summary>What officers have signed and no node has numbered.</summary>
public sealed record Saying(RecordContent Content, IReadOnlyList<OfficerSignature> Officers, SaltedFields Fields)
{
    public Input.Submit Submit(long ticket = 1) => new(ticket, Content, Officers, Fields);
}
