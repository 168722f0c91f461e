using System.Globalization;
using Parley.Records.Text;

namespace Parley.Records.Cards;

/// <summary>A party's keys, bearers and validity, signed by its root key and its node key; pinned when two parties meet.</summary>
public sealed record PartyCard
{
    /// <summary>The party.</summary>
    public required PartyId Party { get; init; }

    /// <summary>The party's name as it writes it itself.</summary>
    public required string Name { get; init; }

    /// <summary>The card's version, from 1; each names the one before.</summary>
    public required long Version { get; init; }

    /// <summary>SHA-256 of the text of the version before; nothing on version 1.</summary>
    public Digest? Previous { get; init; }

    /// <summary>The node's present incarnation: the series of its numbers and ledgers.</summary>
    public required long Incarnation { get; init; }

    /// <summary>The root key (Ed25519, 32 bytes), which signs cards and restarts and is best kept off the node.</summary>
    public required CardKey Root { get; init; }

    /// <summary>The node's key (Ed25519, 32 bytes), which signs records, policies and checkpoints.</summary>
    public required CardKey Node { get; init; }

    /// <summary>The key (ML-DSA-44, 1,312 bytes) that cosigns ledgers besides the node's; nothing where the party has none.</summary>
    public CardKey? Cosigner { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo that the node's TLS certificate must carry.</summary>
    public required Digest Tls { get; init; }

    /// <summary>The key that bundles to the party are sealed to. Only a card from before there was one lacks it: nothing can be sent to its party.</summary>
    public SealKey? Seal { get; init; }

    /// <summary>From when the card holds, UTC.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when the card holds, UTC.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The party's desks.</summary>
    public required IReadOnlyList<PostId> Desks { get; init; }

    /// <summary>The officers who may sign, with their keys.</summary>
    public required IReadOnlyList<CardOfficer> Officers { get; init; }

    /// <summary>How the node is reached: absolute addresses, best first.</summary>
    public required IReadOnlyList<Uri> Bearers { get; init; }

    /// <summary>Keys of earlier versions that are no longer to be believed, and since when.</summary>
    public IReadOnlyList<RevokedKey> Revoked { get; init; } = [];

    /// <summary>The card's exact text.</summary>
    public byte[] ToBytes()
    {
        var writer = new LineWriter()
            .Line(Opening)
            .Value("party", Party.Value)
            .Value("name", Name)
            .Value("version", Version.ToString(CultureInfo.InvariantCulture))
            .Value("previous", Previous?.ToString() ?? "-")
            .Value("incarnation", Incarnation.ToString(CultureInfo.InvariantCulture))
            .Value("root", Root.ToString())
            .Value("node", Node.ToString());
        if (Cosigner is { } cosigner)
            writer.Value("cosigner", cosigner.ToString());
        writer.Value("tls", $"sha256 {Tls}");
        if (Seal is not null)
            writer.Value("seal", Seal.ToString());
        writer
            .Value("valid", $"{Times.ToText(ValidFrom)} {Times.ToText(ValidUntil)}")
            .List("desks", Desks);
        foreach (var officer in Officers)
            writer.Value("officer", $"{officer.Id} {officer.Key}");
        foreach (var bearer in Bearers)
            writer.Value("bearer", bearer.OriginalString);
        foreach (var revoked in Revoked)
            writer.Value("revoked", $"{revoked.Key} {Times.ToText(revoked.Since)}");
        return writer.ToBytes();
    }

    /// <summary>SHA-256 of the card's text.</summary>
    public Digest Hash => Digest.Of(ToBytes());

    internal bool Carries(CardKey key) => Root.Equals(key) || Node.Equals(key) || key.Equals(Cosigner) || Officers.Any(o => o.Key.Equals(key));

    internal const string Opening = "parley card v1";

    internal static Outcome<PartyCard> Parse(ReadOnlySpan<byte> text)
    {
        var reader = LineReader.Open(text, "CRD-001");
        reader.Expect(Opening, "CRD-001");
        var party = reader.Token<PartyId>("party", "CRD-002", PartyId.TryParse, "a party id");
        var name = reader.Value("name");
        if (name.Length > 128 || !PlainText.IsAllowed(name, multiline: false))
            reader.Fail("CRD-003", "the name is longer than 128 characters or holds a character that is not allowed");
        var version = reader.Token<long>("version", "CRD-004", Numbers.TryParse, "a number from 1");
        var previousText = reader.Value("previous");
        Digest? previous = Digest.TryParse(previousText, out var hash) ? hash : null;
        if (previous is null != (version == 1) || (previous is null && previousText != "-"))
            reader.Fail("CRD-005", "'previous' must be the hash of the version before, and a hyphen on version 1 only");
        var incarnation = reader.Token<long>("incarnation", "CRD-006", Numbers.TryParse, "a number from 1");
        var root = reader.Token<CardKey>("root", "CRD-007", CardKey.TryParse, "an Ed25519 key");
        var node = reader.Token<CardKey>("node", "CRD-007", CardKey.TryParse, "an Ed25519 key");
        var cosigner = reader.Next("cosigner") ? reader.Token<CardKey>("cosigner", "CRD-026", CardKey.TryParseCosigner, "an ML-DSA-44 key") : null;
        var tls = reader.Token<Digest>("tls", "CRD-008", TryParseTls, "'sha256' and 64 hexadecimal digits");
        var seal = reader.Next("seal") ? reader.Token<SealKey>("seal", "CRD-032", SealKey.TryParse, "'x-wing' and base64 of 1216 bytes") : null;
        var valid = reader.Token<(DateTimeOffset From, DateTimeOffset Until)>("valid", "CRD-009", TryParsePeriod, "two UTC times, the later last");
        var desks = reader.List<PostId>("desks", "CRD-010", PostId.TryParse, "desks with one space between");
        var officers = reader.Repeated<CardOfficer>("officer", "CRD-011", CardOfficer.TryParse, "an officer and a key");
        var bearers = reader.Repeated<Uri>("bearer", "CRD-012", BearerAddress.TryParse, "an address: https://host:port, relay+https://host:port#pin, or mailto:name@host");
        var revoked = reader.Repeated<RevokedKey>("revoked", "CRD-013", RevokedKey.TryParse, "a key and a UTC time");
        reader.End();
        if (reader.Fault is { } fault)
            return fault;
        if (desks.Count == 0 || desks.Count > Limits.Parties || desks.Distinct().Count() != desks.Count || desks.Any(d => d.Party != party))
            return new Fault("CRD-010", 0, "the desks are not the party's own, each once, between 1 and 64");
        if (officers.Any(o => o.Id.Party != party) || officers.Select(o => o.Id).Distinct().Count() != officers.Count)
            return new Fault("CRD-011", 0, "the officers are not the party's own, each once");
        if (revoked.Select(r => r.Key).Distinct().Count() != revoked.Count)
            return new Fault("CRD-013", 0, "a key is revoked twice");
        // One key in two hands would let one person draft and release.
        if (officers.Select(o => o.Key).Append(root!).Append(node!).Distinct().Count() != officers.Count + 2)
            return new Fault("CRD-016", 0, "a key stands twice: root, node and officers have keys of their own");
        var card = new PartyCard
        {
            Party = party!,
            Name = name,
            Version = version,
            Previous = previous,
            Incarnation = incarnation,
            Root = root!,
            Node = node!,
            Cosigner = cosigner,
            Tls = tls,
            Seal = seal,
            ValidFrom = valid.From,
            ValidUntil = valid.Until,
            Desks = desks,
            Officers = officers,
            Bearers = bearers,
            Revoked = revoked,
        };
        return revoked.Any(r => card.Carries(r.Key)) ? new Fault("CRD-017", 0, "the card revokes a key that it carries") : card;
    }

    private static bool TryParseTls(string text, out Digest value)
    {
        value = default;
        return text.StartsWith("sha256 ", StringComparison.Ordinal) && Digest.TryParse(text.AsSpan(7), out value);
    }

    private static bool TryParsePeriod(string text, out (DateTimeOffset From, DateTimeOffset Until) value)
    {
        value = default;
        if (text.Length != 41 || text[20] != ' ' || !Times.TryParse(text[..20], out var from) || !Times.TryParse(text[21..], out var until))
            return false;
        value = (from, until);
        return from < until;
    }

}
