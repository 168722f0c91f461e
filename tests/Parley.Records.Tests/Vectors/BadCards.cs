using Parley.Records.Cards;

namespace Parley.Records.Tests.Vectors;

/// <summary>Cards whose text is good and whose signatures or place are not.</summary>
internal static class BadCards
{
    private static readonly PartyCard First = Cast.Card(Cast.By);
    private static readonly PartyCard Next = First with { Version = 2, Previous = First.Hash, Name = "Беларусь" };

    public static IEnumerable<(string Name, string Address)> Addresses { get; } =
    [
        ("address-http", "http://node.example"),
        ("address-capitals", "https://Node.example"),
        ("address-slash", "https://node.example/"),
        ("address-path", "https://node.example/parley"),
        ("address-query", "https://node.example?x"),
        ("address-user", "https://user@node.example"),
        ("address-port-443", "https://node.example:443"),
        ("address-port-0", "https://node.example:0"),
        ("address-port-65536", "https://node.example:65536"),
        ("address-port-leading-zero", "https://node.example:08443"),
        ("address-port-empty", "https://node.example:"),
        ("address-number", "https://3221225991"),
        ("address-hexadecimal", "https://0x7f.1"),
        ("address-octal", "https://0300.0.2.7"),
        ("address-256", "https://192.0.2.256"),
        ("address-three-numbers", "https://192.0.2"),
        ("address-six-long", "https://[0:0:0:0:0:0:0:1]"),
        ("address-six-zone", "https://[fe80::1%25eth0]"),
        ("address-six-number", "https://[1234]"),
        ("address-not-latin", "https://вузел.example"),
        ("address-label-64", $"https://{new string('a', 64)}.example"),
        ("address-label-hyphen", "https://node-.example"),
        ("address-two-dots", "https://node..example"),
        ("address-257", $"https://{string.Join('.', Enumerable.Repeat(new string('a', 49), 4))}.{new string('a', 49)}"),
        ("address-empty", "https://"),
        ("relay-without-pin", "relay+https://relay.example"),
        ("relay-pin-short", $"relay+https://relay.example#{new string('a', 63)}"),
        ("relay-pin-in-capitals", $"relay+https://relay.example#{new string('A', 64)}"),
        ("relay-port-443", $"relay+https://relay.example:443#{new string('a', 64)}"),
        ("relay-http", $"relay+http://relay.example#{new string('a', 64)}"),
        ("https-with-pin", $"https://relay.example#{new string('a', 64)}"),
        ("mail-without-name", "mailto:@by.example"),
        ("mail-name-65", $"mailto:{new string('a', 65)}@by.example"),
        ("mail-capitals", "mailto:Line@by.example"),
        ("mail-two-dots-host", "mailto:line@by..example"),
        ("mail-header", "mailto:line@by.example?bcc=a@b"),
        ("mail-address-list", "mailto:line@by.example,a@b"),
        ("mail-number", "mailto:line@192.0.2.7"),
        ("address-backslash", "https:\\\\node.example"),
    ];

    public static IEnumerable<Vector> All { get; } =
    [
        Bad("CRD-014", "root-missing", First, [], ("BY", "BY node 1")),
        Bad("CRD-014", "root-of-another", First, [], ("BY/root", "UA root"), ("BY", "BY node 1")),
        Bad("CRD-014", "node-signs-as-root", First, [], ("BY/root", "BY node 1"), ("BY", "BY node 1")),
        Bad("CRD-014", "root-under-nodes-name", First, [], ("BY", "BY root"), ("BY", "BY node 1")),
        Bad("CRD-015", "node-missing", First, [], ("BY/root", "BY root")),
        Bad("CRD-015", "node-of-another", First, [], ("BY/root", "BY root"), ("BY", "UA node 1")),
        Bad("CRD-019", "five-signatures", First, [], ("BY/root", "BY root"), ("BY", "BY node 1"), ("BY", "a"), ("BY", "b"), ("BY", "c")),
        Bad("CRD-019", "name-of-another", First, [], ("BY/root", "BY root"), ("BY", "BY node 1"), ("UA", "UA node 1")),
        Long("CRD-019", "signature-65-bytes"),
        Bad("CRD-020", "another-party", Cast.Card(Cast.Ua), ["cards/by-1.card"], ("UA/root", "UA root"), ("UA", "UA node 1")),
        Bad("CRD-021", "version-skipped", Next with { Version = 3 }, ["cards/by-1.card"], Signed("BY node 1")),
        Bad("CRD-021", "version-again", First with { Name = "Беларусь" }, ["cards/by-1.card"], Signed("BY node 1")),
        Bad("CRD-021", "previous-of-another", Next with { Previous = Digest.Of([]) }, ["cards/by-1.card"], Signed("BY node 1")),
        Bad("CRD-022", "incarnation-back", Back(), ["cards/by-1.card", "cards/by-2.card"], Signed("BY node 2")),
        Bad("CRD-023", "new-root-alone", Next with { Root = Cast.Ed25519("BY root 2") }, ["cards/by-1.card"], ("BY/root", "BY root 2"), ("BY", "BY node 1")),
        Bad("CRD-023", "new-root-and-node-for-old-root", Next with { Root = Cast.Ed25519("BY root 2") }, ["cards/by-1.card"], ("BY/root", "BY root 2"), ("BY/root", "BY node 1"), ("BY", "BY node 1")),
        Bad("CRD-024", "new-node-alone", Next with { Node = Cast.Ed25519("BY node 2") }, ["cards/by-1.card"], Signed("BY node 2")),
        Bad("CRD-024", "another-key-revoked", Next with { Node = Cast.Ed25519("BY node 2"), Revoked = [new(Cast.Ed25519("BY node 9"), Cast.Noon)] }, ["cards/by-1.card"], Signed("BY node 2")),
        Bad("CRD-025", "revoked-officer-again", Returned(c => c with { Officers = First.Officers }), ["cards/by-1.card", "cards/by-2.card"], Signed("BY node 2")),
        Bad("CRD-025", "revoked-officer-as-node", Returned(c => c with { Node = Cast.Ed25519("BY/duty-4") }), ["cards/by-1.card", "cards/by-2.card"], [.. Signed("BY/duty-4"), ("BY", "BY node 2")]),
    ];

    private static PartyCard Second => CardVectors.Read("cards/by-2.card");

    private static (string, string)[] Signed(string node) => [("BY/root", "BY root"), ("BY", node)];

    private static PartyCard Back() => Returned(c => c with { Incarnation = 1 });

    private static PartyCard Returned(Func<PartyCard, PartyCard> change) => change(Second with { Version = 3, Previous = Second.Hash, Revoked = [] });

    private static Vector Bad(string rule, string name, PartyCard card, string[] before, params (string, string)[] signatures) =>
        new($"bad/{rule}-{name}.card", Cast.Note(card.ToBytes(), signatures)) { Kind = "card", Rule = rule, Cards = before };

    private static Vector Long(string rule, string name) => new(
        $"bad/{rule}-{name}.card",
        [.. Cast.Note(First.ToBytes(), Signed("BY node 1")), .. System.Text.Encoding.UTF8.GetBytes($"— BY {Convert.ToBase64String(new byte[69])}\n")]) { Kind = "card", Rule = rule };
}
