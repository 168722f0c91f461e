using System.Text;
using System.Text.Json.Nodes;
using Parley.Records.Cards;

namespace Parley.Records.Tests.Vectors;

/// <summary>Cards, good ones and such with one fault.</summary>
internal static class CardVectors
{
    private static readonly string A = new('a', 64);
    private static readonly PartyCard First = Cast.Card(Cast.By);
    private static readonly DateTimeOffset Since = new(2022, 12, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>After a restore: the node key changes, duty-4 is revoked and duty-6 leaves without being revoked.</summary>
    private static readonly PartyCard Second = First with
    {
        Version = 2,
        Previous = First.Hash,
        Incarnation = 2,
        Node = Cast.Ed25519("BY node 2"),
        Officers = [.. First.Officers.Where(o => o.Id.Name is not ("duty-4" or "duty-6"))],
        Revoked = [new RevokedKey(Cast.Ed25519("BY/duty-4"), Since)],
    };

    private static readonly PartyCard WithCosigner = First with { Cosigner = Cast.MlDsa44("BY cosigner") };

    /// <summary>The root changes, and the node key is revoked because it was stolen.</summary>
    private static readonly PartyCard Third = Second with
    {
        Version = 3,
        Previous = Second.Hash,
        Incarnation = 3,
        Root = Cast.Ed25519("BY root 2"),
        Node = Cast.Ed25519("BY node 3"),
        Revoked = [new RevokedKey(Cast.Ed25519("BY node 2"), Since)],
    };

    private static readonly PartyCard Sealed = First with { Seal = Cast.Seal("BY seal 1") };

    public static IReadOnlyList<Vector> Good { get; } =
    [
        Take("by-1", Signed(First, "BY root", "BY node 1")),
        Take("by-2", Signed(Second, "BY root", "BY node 2", "BY node 1"), "by-1"),
        Take("by-3", Cast.Note(Third.ToBytes(), ("BY/root", "BY root 2"), ("BY/root", "BY root"), ("BY", "BY node 3")), "by-1", "by-2"),
        Take("ua-1", Signed(Cast.Card(Cast.Ua), "UA root", "UA node 1")),
        Take("x-by-1", Signed(Cast.Card(Cast.ExerciseBy), "X-BY root", "X-BY node 1")),
        Take("pinned-at-version-2", Signed(Second, "BY root", "BY node 2")),
        Take("least", Signed(First with { Name = "B", Officers = [], Bearers = [], Desks = [First.Desks[0]] }, "BY root", "BY node 1")),
        Take("addresses", Signed(First with { Bearers = [.. Addresses.Select(a => new Uri(a))] }, "BY root", "BY node 1")),
        Take("addresses-of-each-kind", Signed(Sealed with { Bearers = [.. OtherAddresses.Select(a => new Uri(a))] }, "BY root", "BY node 1")),
        Take("most", Signed(Most(), "BY root", "BY node 1")),
        Take("longest-relying-party", Signed(First with { Officers = [new CardOfficer(PostId.Parse("BY/passkey-1"), Cast.Passkey("BY/passkey-1", new string('r', 253)))] }, "BY root", "BY node 1")),
        Take("by-sealed-1", Signed(Sealed, "BY root", "BY node 1")),
        Take("by-sealed-2", Signed(Sealed with { Version = 2, Previous = Sealed.Hash, Seal = Cast.Seal("BY seal 2") }, "BY root", "BY node 1"), "by-sealed-1"),
        Take("seal-comes", Signed(Sealed with { Version = 2, Previous = First.Hash }, "BY root", "BY node 1"), "by-1"),
        Take("cosigner", Signed(WithCosigner, "BY root", "BY node 1")),
        Take("cosigner-revoked", Signed(First with { Version = 2, Previous = WithCosigner.Hash, Revoked = [new RevokedKey(Cast.MlDsa44("BY cosigner"), Since)] }, "BY root", "BY node 1"), "cosigner"),
        Take("keys-stay", Signed(First with { Version = 2, Previous = First.Hash, Name = "Беларусь" }, "BY root", "BY node 1"), "by-1"),
    ];

    public static IReadOnlyList<Vector> Bad { get; } = [.. BadTexts(), .. BadCards.All];

    private static string[] Addresses =>
    [
        "https://a", "https://node.example", "https://xn--e1afmkfd.example:1", "https://1.a:65535", "https://0.0.0.0:80", "https://255.249.199.99:444", "https://[::1]:8443", "https://[2001:db8::2]",
    ];

    private static string[] OtherAddresses =>
    [
        "https://node.example", $"relay+https://relay.example#{A}", $"relay+https://[2001:db8::2]:8443#{A}", $"relay+https://192.0.2.7:80#{A}",
        "mailto:line@by.example", "mailto:a@b", "mailto:parley+duty.1_x@mail.by.example",
    ];

    public static PartyCard Read(string file) => CardHistory.Pin(Cast.ReadNote(Good.Single(v => v.File == file).Bytes), Cast.Crypto).OrThrow().Current;

    private static PartyCard Most() => First with
    {
        Name = new string('Ў', 128),
        Desks = [.. Enumerable.Range(0, 64).Select(i => PostId.Parse($"BY/d{i}"))],
        Officers = [.. Enumerable.Range(0, 256).Select(i => new CardOfficer(PostId.Parse($"BY/o{i}"), Cast.Ed25519($"BY/o{i}")))],
    };

    private static byte[] Signed(PartyCard card, string root, params string[] nodes) =>
        Cast.Note(card.ToBytes(), [(CardHistory.RootName(card.Party), root), .. nodes.Select(n => (card.Party.Value, n))]);

    private static Vector Take(string name, byte[] bytes, params string[] before)
    {
        var note = Cast.ReadNote(bytes);
        var card = CardHistory.Pin(note, Cast.Crypto).OrThrow().Current;
        return new Vector($"cards/{name}.card", bytes)
        {
            Kind = "card",
            Cards = [.. before.Select(b => $"cards/{b}.card")],
            Expected = Facts(card),
        };
    }

    public static JsonObject Facts(PartyCard card)
    {
        var facts = new JsonObject
        {
            ["party"] = card.Party.Value,
            ["version"] = card.Version,
            ["incarnation"] = card.Incarnation,
            ["hash"] = card.Hash.ToString(),
            ["words"] = Ceremony.Words(card),
        };
        if (card.Seal is { } seal)
            facts["mailbox"] = seal.Mailbox.ToString();
        return facts;
    }

    private static IEnumerable<Vector> BadTexts()
    {
        var seal = Cast.Seal("BY seal 1").ToString();
        var key = Cast.Ed25519("somebody").ToString();
        var (node, desks) = (First.Node.ToString(), "BY/mod-duty BY/mfa-duty");
        yield return Harm("CRD-001", "version-2", "card v1", "card v2");
        yield return Harm("CRD-001", "line-missing", "tls          sha256", "ssl          sha256");
        yield return Harm("CRD-001", "lines-swapped", "incarnation  1\n", "", "version      1\n", "incarnation  1\nversion      1\n");
        yield return Harm("CRD-001", "line-more", "bearer       https://192.0.2.7\n", "bearer       https://192.0.2.7\ncomment      x\n");
        yield return Harm("CRD-001", "too-long", "bearer       https://192.0.2.7\n", $"bearer       https://{new string('a', 66000)}\n");
        yield return Harm("CRD-002", "party", "party        BY", "party        by");
        yield return Harm("CRD-003", "name-129", First.Name, new string('n', 129));
        yield return Harm("CRD-003", "name-reversed", First.Name, "\u202EYB");
        yield return Harm("CRD-004", "version-0", "version      1", "version      0");
        yield return Harm("CRD-005", "previous-on-version-1", "previous     -", $"previous     {A}");
        yield return Harm("CRD-005", "no-previous", "version      1", "version      2");
        yield return Harm("CRD-005", "previous-short", "version      1\nprevious     -", $"version      2\nprevious     {A[1..]}");
        yield return Harm("CRD-005", "previous-word", "previous     -", "previous     none");
        yield return Harm("CRD-006", "incarnation-0", "incarnation  1", "incarnation  0");
        yield return Harm("CRD-007", "node-is-a-passkey", node, Cast.Passkey("BY node 1").ToString());
        yield return Harm("CRD-007", "root-31-bytes", First.Root.ToString(), $"ed25519 {Convert.ToBase64String(new byte[31])}");
        yield return Harm("CRD-007", "node-without-kind", node, node[8..]);
        var cosigner = WithCosigner.Cosigner!.ToString();
        yield return Harm("CRD-026", "cosigner-1311-bytes", "\ntls ", $"\ncosigner     ml-dsa-44 {Convert.ToBase64String(WithCosigner.Cosigner.Bytes[..1311])}\ntls ");
        yield return Harm("CRD-026", "cosigner-ed25519", "\ntls ", $"\ncosigner     {key}\ntls ");
        yield return Harm("CRD-001", "cosigner-twice", "\ntls ", $"\ncosigner     {cosigner}\ncosigner     {cosigner}\ntls ");
        yield return Harm("CRD-007", "node-is-a-cosigner", node, cosigner);
        yield return Harm("CRD-011", "officer-is-a-cosigner", Cast.Ed25519("BY/duty-2").ToString(), cosigner);
        yield return Harm("CRD-017", "revokes-own-cosigner", "\ntls ", $"\ncosigner     {cosigner}\ntls ", "https://192.0.2.7\n", $"https://192.0.2.7\nrevoked      {cosigner} 2022-12-01T00:00:00Z\n");
        yield return Harm("CRD-008", "tls-sha1", "sha256 ", "sha1 ");
        yield return Harm("CRD-008", "tls-in-capitals", First.Tls.ToString(), First.Tls.ToString().ToUpperInvariant());
        yield return Harm("CRD-009", "valid-backwards", "2022-01-01T00:00:00Z 2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z 2022-01-01T00:00:00Z");
        yield return Harm("CRD-009", "valid-never", "2027-01-01T00:00:00Z", "2022-01-01T00:00:00Z");
        yield return Harm("CRD-009", "valid-for-ever", " 2027-01-01T00:00:00Z", " 9999-99-99T00:00:00Z");
        yield return Harm("CRD-010", "no-desk", desks, "-");
        yield return Harm("CRD-010", "desk-of-another", desks, "UA/mod-duty");
        yield return Harm("CRD-010", "desk-twice", desks, "BY/mod-duty BY/mod-duty");
        yield return Harm("CRD-010", "65-desks", desks, string.Join(' ', Enumerable.Range(0, 65).Select(i => $"BY/d{i}")));
        yield return Harm("CRD-011", "officer-of-another", "officer      BY/duty-1 ", "officer      UA/duty-1 ");
        yield return Harm("CRD-011", "officer-twice", "officer      BY/duty-1 ", "officer      BY/duty-2 ");
        yield return Harm("CRD-011", "passkey-compressed", "webauthn B", "webauthn A");
        yield return Harm("CRD-011", "relying-party-in-capitals", "parley.example", "Parley.example");
        yield return Harm("CRD-011", "relying-party-254", "parley.example", new string('r', 254));
        yield return Harm("CRD-011", "relying-party-missing", " parley.example", "");
        yield return Harm("CRD-011", "257-officers", "bearer       https://by", string.Concat(Enumerable.Range(0, 250).Select(i => $"officer      BY/o{i} {Cast.Ed25519($"o{i}")}\n")) + "bearer       https://by");
        foreach (var (name, address) in BadCards.Addresses)
            yield return Harm("CRD-012", name, "https://192.0.2.7", address);
        yield return Harm("CRD-013", "revoked-without-time", "https://192.0.2.7\n", $"https://192.0.2.7\nrevoked      {key}\n");
        yield return Harm("CRD-013", "revoked-twice", "https://192.0.2.7\n", $"https://192.0.2.7\nrevoked      {key} 2022-12-01T00:00:00Z\nrevoked      {key} 2022-12-02T00:00:00Z\n");
        foreach (var (name, value) in new[] { ("kind", seal.Replace("x-wing", "ml-kem", StringComparison.Ordinal)), ("1215-bytes", $"x-wing {Convert.ToBase64String(new byte[1215])}"), ("1217-bytes", $"x-wing {Convert.ToBase64String(new byte[1217])}"), ("not-canonical", seal[..^3] + "B=="), ("word-more", seal + " x") })
            yield return Harm("CRD-032", $"seal-{name}", "valid        ", $"seal         {value}\nvalid        ");
        yield return Harm("CRD-016", "two-officers-one-key", Cast.Ed25519("BY/duty-2").ToString(), Cast.Ed25519("BY/duty-1").ToString());
        yield return Harm("CRD-016", "node-is-an-officer", Cast.Ed25519("BY/duty-2").ToString(), node);
        yield return Harm("CRD-017", "revokes-own-officer", "https://192.0.2.7\n", $"https://192.0.2.7\nrevoked      {Cast.Ed25519("BY/duty-2")} 2022-12-01T00:00:00Z\n");
        yield return Harm("CRD-017", "revokes-own-node", "https://192.0.2.7\n", $"https://192.0.2.7\nrevoked      {node} 2022-12-01T00:00:00Z\n");
    }

    private static Vector Harm(string rule, string name, params string[] replacements)
    {
        var text = Encoding.UTF8.GetString(First.ToBytes());
        for (var i = 0; i < replacements.Length; i += 2)
        {
            Assert.Contains(replacements[i], text, StringComparison.Ordinal);
            text = text.Replace(replacements[i], replacements[i + 1], StringComparison.Ordinal);
        }

        return new Vector($"bad/{rule}-{name}.card", Cast.Note(Encoding.UTF8.GetBytes(text), ("BY/root", "BY root"), ("BY", "BY node 1"))) { Kind = "card", Rule = rule };
    }
}
