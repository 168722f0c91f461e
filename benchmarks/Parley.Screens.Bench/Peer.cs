using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Screens.Bench;

/// <summary>The other party: it says flashes, signed by two officers and brought by HTTPS as its node would bring them.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly PartyId Self = PartyId.Parse("X-UA");
    private readonly SodiumProvider _crypto = SodiumProvider.Instance;
    private readonly KeyFile _key;
    private readonly Officers _officers;
    private readonly X509Certificate2 _certificate;
    private readonly HttpClient _client;
    private readonly PartyCard _to;
    private readonly ChannelId _channel;
    private Head _last;

    public Peer(NodeDirectory directory, NodeDirectory to, IArchive archive, ChannelId channel)
    {
        _key = KeyFile.Read(directory.NodeKey, _crypto);
        _officers = new Officers(Self, directory, _crypto);
        _certificate = TlsIdentity.Read(Path.Combine(directory.Path, "keys", "tls.pem"));
        _client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13, ClientCertificates = [_certificate], RemoteCertificateValidationCallback = (_, _, _, _) => true },
        })
        { BaseAddress = new Uri($"https://{NodeConfiguration.Read(to.Path).Listen}"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        _to = SignedNote.TryParse(File.ReadAllBytes(Path.Combine(to.Path, "card.txt")), out var card, out _) ? CardHistory.Pin(card, _crypto).OrThrow().Current : throw new InvalidDataException("the node's card does not read");
        (_channel, _last) = (channel, archive.Heads(channel, [Self]).Single());
    }

    /// <summary>Says the next one; the time at which the node has stored it.</summary>
    public async Task<DateTimeOffset> SayAsync(IArchive archive)
    {
        var fields = new SaltedFields([new Field("text", "An object has crossed your border.")], RandomNumberGenerator.GetBytes(SaltedFields.SeedSize));
        var id = new ContentId(RandomNumberGenerator.GetBytes(ContentId.Size));
        var content = new RecordContent
        {
            Id = id,
            Channel = _channel,
            Author = Self,
            Desk = PostId.Parse("X-UA/mod-duty"),
            To = [PostId.Parse("X-BY/mod-duty")],
            Info = [],
            Seen = [],
            Composed = Records.Text.Times.Truncate(TimeProvider.System.GetUtcNow()),
            Precedence = Precedence.Flash,
            Form = FormId.Parse("message/1"),
            Language = "en",
            Exercise = true,
            FieldCount = fields.All.Count,
            FieldsRoot = fields.Root(id, Self, _channel),
        };
        var record = Record.Create(content, _officers.Sign(content), new Numbering(1, _last.Number + 1, _last.Id, []), fields, _key.ToNoteSigner());
        _last = new Head(Self, 1, record.Numbering.Number, record.Id);
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), Self, _to.Party, DateTimeOffset.UnixEpoch, [new BundleItem(ItemKind.Record, record.Bytes.ToArray())]);
        var outgoing = SealedBundle.Seal(bundle, _to.Seal!, _key.ToNoteSigner(), _crypto, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)).OrThrow();
        using var body = new ReadOnlyMemoryContent(outgoing.Sealed);
        using var response = await _client.PostAsync(new Uri("/parley/v1/bundle", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        var answer = outgoing.Answer.Open(await response.Content.ReadAsByteArrayAsync())!.Items.Single();
        return archive.Find(record.Id)?.At ?? throw new InvalidOperationException($"the flash was not stored: {answer.Fate} {answer.Fault?.Rule} {answer.Fault?.Detail}");
    }

    public void Dispose()
    {
        _client.Dispose();
        _certificate.Dispose();
        _officers.Dispose();
        _key.Dispose();
    }
}
