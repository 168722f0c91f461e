using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Channels.Policies;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Channels.Tests;

/// <summary>The published vectors of the sealed bundle: the generator makes the same bytes, and the reader agrees with each.</summary>
[Trait("suite", "vectors")]
public sealed class BundleVectorTests
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly PartyId By = PartyId.Parse("BY"), Ua = PartyId.Parse("UA");
    private static readonly SealKey UaSeal = SealedBundle.PublicKeyOf(Seed("UA seal"), Crypto);
    private static readonly Dictionary<PartyId, CardHistory> Cards = new[] { By, Ua }.ToDictionary(p => p, p => CardHistory.Pin(Card(p), Crypto).OrThrow());
    private static readonly string Folder = Path.Combine(RuleNumberTests.Root(), "tests", "vectors", "bundle");

    private static IEnumerable<(string File, string? Rule, byte[] Bytes)> All()
    {
        var hello = new BundleItem(ItemKind.Record, "hello"u8.ToArray());
        var bundle = new Bundle(new BundleId(Seed("id").AsSpan(0, 16)), By, Ua, new DateTimeOffset(2022, 12, 29, 7, 25, 0, TimeSpan.Zero), []);
        yield return ("good/none.bundle", null, Seal(bundle));
        yield return ("good/card.bundle", null, Seal(bundle with { Items = [new BundleItem(ItemKind.Card, Card(By).ToBytes())] }));
        yield return ("good/each-kind.bundle", null, Seal(bundle with { Items = [.. Enum.GetValues<ItemKind>().Take(5).Select(k => new BundleItem(k, Encoding.ASCII.GetBytes(k.ToString())))] }));
        yield return ("good/group.bundle", null, Seal(bundle with { Items = [new BundleItem(ItemKind.Group, new GroupItem(GroupItemKind.Request, Digest.Of("founding"u8), 1672298700000, []).ToBytes())] }));
        yield return ("good/change.bundle", null, Seal(bundle with { Items = [new BundleItem(ItemKind.Change, Change())] }));
        yield return ("good/sealed.bundle", null, Seal(bundle with { Items = [new BundleItem(ItemKind.Sealed, "an MLS PrivateMessage"u8.ToArray())] }));
        yield return ("good/256-items.bundle", null, Seal(bundle with { Items = [.. Enumerable.Repeat(hello, 256)] }));
        yield return ("bad/BND-004-257-items.bundle", "BND-004", Seal(bundle with { Items = [.. Enumerable.Repeat(hello, 257)] }));
        yield return ("bad/BND-012-to-another.bundle", "BND-012", Seal(bundle with { To = PartyId.Parse("PL") }));
        yield return ("bad/BND-012-from-oneself.bundle", "BND-012", SealedBundle.Seal(bundle with { From = Ua }, UaSeal, Node(Ua), Crypto, Random("bundle")).OrThrow().Sealed.ToArray());
        var good = Seal(bundle with { Items = [hello] });
        yield return ("bad/BND-014-cut-off.bundle", "BND-014", good[..^1]);
        yield return ("bad/BND-014-half.bundle", "BND-014", good[..1024]);
        yield return ("bad/BND-014-opening.bundle", "BND-014", [(byte)'P', .. good[1..]]);
        yield return ("bad/BND-015-mailbox.bundle", "BND-015", Flip(good, 24));
        yield return ("bad/BND-015-encapsulation.bundle", "BND-015", Flip(good, 56));
        yield return ("bad/BND-015-ciphertext.bundle", "BND-015", Flip(good, good.Length - 1));
        yield return ("bad/BND-016-another-node.bundle", "BND-016", SealedBundle.Seal(bundle, UaSeal, Node(Ua).As(new NoteKeyName("BY")), Crypto, Random("bundle")).OrThrow().Sealed.ToArray());
        yield return ("bad/BND-016-root-key.bundle", "BND-016", SealedBundle.Seal(bundle, UaSeal, Root(By).As(new NoteKeyName("BY")), Crypto, Random("bundle")).OrThrow().Sealed.ToArray());

        byte[] Seal(Bundle one) => SealedBundle.Seal(one, UaSeal, Node(By), Crypto, Random("bundle")).OrThrow().Sealed.ToArray();
    }

    // A channel between the two whose line is tested twice as often from its second version on, signed by BY.
    private static byte[] Change()
    {
        var founding = new ChannelPolicy
        {
            Name = "by-ua.vectors",
            Version = 1,
            Exercise = false,
            Track = Track.Traffic,
            Members = [.. new[] { By, Ua }.Select(p => new Member(p, CardKey.Ed25519(Root(p).Key.PublicKey.Span)))],
            Depositary = By,
            LineTestSeconds = 3600,
            Answer = AnswerTimes.Default,
            Languages = ["en"],
            SingleKey = [],
        };
        var next = founding with { Version = 2, Previous = founding.Hash, LineTestSeconds = 1800 };
        return PolicyChain.Of(SignedNote.Create(founding.ToBytes(), Node(By).Sign(founding.ToBytes()), Node(Ua).Sign(founding.ToBytes())))
            .With(Node(By).SignNote(next.ToBytes()), next).ToBytes();
    }

    [Fact]
    public void Generator_MakesThePublishedBytes()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE_VECTORS") == "1")
            Write();
        foreach (var (file, _, bytes) in All())
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Folder, file))), $"{file} is not what the generator makes");
        Assert.Equal(Index(), File.ReadAllText(Path.Combine(Folder, "index.json")));
        var published = Directory.EnumerateFiles(Folder, "*.bundle", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'));
        Assert.Equal(All().Select(v => v.File).Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Vectors_AreJudgedAsPublished()
    {
        foreach (var (file, rule, bytes) in All())
        {
            var read = Read(bytes);
            Assert.True(rule == read.Fault?.Rule, $"{file}: {read.Fault}");
        }
    }

    [Fact]
    public void Answer_OfThePublishedSalt_IsThePublishedOne()
    {
        var index = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!["answer"]!;
        var bytes = File.ReadAllBytes(Path.Combine(Folder, index["bundle"]!.GetValue<string>()));
        var opened = SealedBundle.Parse(bytes).OrThrow().Open(Seed("UA seal"), Crypto).OrThrow();
        Assert.Equal((string)index["text"]!, Encoding.ASCII.GetString(opened.Answer.Open(Convert.FromBase64String((string)index["sealed"]!))!.ToBytes()));
    }

    private static Outcome<Bundle> Read(byte[] bytes)
    {
        if (!SealedBundle.Parse(bytes).Try(out var closed, out var fault))
            return fault;
        if (closed.Mailbox != UaSeal.Mailbox)
            return new Fault("BND-015", 0, "another's mailbox");
        return closed.Open(Seed("UA seal"), Crypto).Try(out var opened, out fault) ? opened.Verify(Ua, Cards, Crypto) : fault;
    }

    private static string Index()
    {
        var none = SealedBundle.Parse(All().First().Bytes).OrThrow().Open(Seed("UA seal"), Crypto).OrThrow();
        var answer = new BundleAnswer(Read(All().First().Bytes).OrThrow().Id, [new ItemAnswer(ItemFate.Stored), new ItemAnswer(ItemFate.Refused, new Fault("CHN-001", 0, "no such channel"))]);
        var index = new JsonObject
        {
            ["sealPrivateKey"] = Convert.ToHexStringLower(Seed("UA seal")),
            ["mailbox"] = UaSeal.Mailbox.ToString(),
            ["cards"] = new JsonArray(Card(By).ToString(), Card(Ua).ToString()),
            ["vectors"] = new JsonArray([.. All().Select(v => (JsonNode)Facts(v.File, v.Rule, v.Bytes))]),
            ["answer"] = new JsonObject { ["bundle"] = All().First().File, ["text"] = Encoding.ASCII.GetString(answer.ToBytes()), ["sealed"] = Convert.ToBase64String(none.Answer.Seal(answer, Seed("salt"))) },
        };
        return index.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject Facts(string file, string? rule, byte[] bytes)
    {
        var facts = new JsonObject { ["file"] = file, ["verdict"] = rule is null ? "good" : "bad" };
        if (rule is not null)
            facts["rule"] = rule;
        else
            facts["items"] = new JsonArray([.. Read(bytes).OrThrow().Items.Select(i => (JsonNode)$"{i.Kind.ToString().ToLowerInvariant()} {Digest.Of(i.Bytes.Span)}")]);
        return facts;
    }

    private static void Write()
    {
        foreach (var (file, _, bytes) in All())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
            File.WriteAllBytes(Path.Combine(Folder, file), bytes);
        }

        File.WriteAllText(Path.Combine(Folder, "index.json"), Index());
    }

    private static NoteSigner Node(PartyId party) => new(new NoteKeyName(party.Value), Seed($"{party} node"), Crypto.Ed25519);

    private static NoteSigner Root(PartyId party) => new(new NoteKeyName(CardHistory.RootName(party)), Seed($"{party} root"), Crypto.Ed25519);

    private static SignedNote Card(PartyId party)
    {
        var text = new PartyCard
        {
            Party = party,
            Name = party.Value,
            Version = 1,
            Incarnation = 1,
            Root = CardKey.Ed25519(Root(party).Key.PublicKey.Span),
            Node = CardKey.Ed25519(Node(party).Key.PublicKey.Span),
            Tls = Digest.Of(Seed($"{party} tls")),
            Seal = SealedBundle.PublicKeyOf(Seed($"{party} seal"), Crypto),
            ValidFrom = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero),
            ValidUntil = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Desks = [PostId.Parse($"{party}/duty")],
            Officers = [],
            Bearers = [],
        }.ToBytes();
        return SignedNote.Create(text, Root(party).Sign(text), Node(party).Sign(text));
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    private static byte[] Seed(string use) => SHA256.HashData(Encoding.UTF8.GetBytes($"parley bundle vectors {use}"));

    private static byte[] Random(string use) => [.. Seed(use), .. Seed(use + " more")];
}
