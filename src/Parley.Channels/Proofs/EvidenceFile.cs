using System.Globalization;
using System.Text;
using Parley.Channels.LineTests;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Channels.Proofs;

/// <summary>
/// A file that shows by itself that a party lied: its cards, and two records or two commits that no honest node signs, or one record of its own and one
/// that passes on what it signed. <c>docs/spec/evidence.md</c>.
/// </summary>
/// <param name="Kind">What is shown.</param>
/// <param name="Cards">The accused party's cards, oldest first.</param>
/// <param name="Known">The record or commit that came first.</param>
/// <param name="Other">The one that contradicts it.</param>
public sealed record EvidenceFile(EvidenceKind Kind, IReadOnlyList<SignedNote> Cards, ReadOnlyMemory<byte> Known, ReadOnlyMemory<byte> Other)
{
    /// <summary>The longest file in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The first line.</summary>
    public const string Opening = "parley evidence v1";

    private const int MaxCards = 256;

    private static readonly Dictionary<EvidenceKind, string> Names = new()
    {
        [EvidenceKind.NumberTwice] = "number-twice",
        [EvidenceKind.ForkedChain] = "forked-chain",
        [EvidenceKind.BrokenLedger] = "broken-ledger",
        [EvidenceKind.CheckpointTwice] = "checkpoint-twice",
        [EvidenceKind.CommitTwice] = "commit-twice",
    };

    private enum Item
    {
        Card,
        Record,
        Commit,
    }

    /// <summary>The kind as the file and the specification name it.</summary>
    public string KindName => Names[Kind];

    /// <summary>
    /// The file for evidence that a node keeps. It has the cards up to the one under which it holds: whoever is caught
    /// may revoke the key afterwards, and has signed all the same.
    /// </summary>
    public static EvidenceFile Of(Evidence evidence, CardHistory accused, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(accused);
        var file = new EvidenceFile(evidence.Kind, accused.Notes, evidence.Known, evidence.Other);
        return Enumerable.Range(1, accused.Notes.Count).Select(count => file with { Cards = [.. accused.Notes.Take(count)] })
            .FirstOrDefault(f => f.Check(crypto).Try(out _, out _)) ?? file;
    }

    /// <summary>Reads a file. Never throws; nothing is believed yet.</summary>
    public static Outcome<EvidenceFile> Parse(ReadOnlyMemory<byte> bytes)
    {
        // EVD-001
        if (bytes.Length > MaxBytes)
            return new Fault("EVD-001", 0, $"the file has {bytes.Length} bytes; {MaxBytes} are allowed");
        var reader = new ItemReader(bytes);
        if (reader.Line() != Opening)
            return new Fault("EVD-001", 1, $"evidence begins with '{Opening}'");

        // EVD-002
        var named = reader.Line();
        if (Names.FirstOrDefault(n => $"kind {n.Value}" == named) is not { Value: not null } kind)
            return new Fault("EVD-002", 2, $"'kind' and one of {string.Join(", ", Names.Values)} are expected here");

        // EVD-003: cards, then two records or commits, then nothing.
        var cards = new List<SignedNote>();
        var pair = new List<ReadOnlyMemory<byte>>();
        while (!reader.AtEnd)
        {
            if (!reader.TryItem<Item>(out var item, out var content) || (item != Item.Card && item != Shown(kind.Key)) || (item == Item.Card && pair.Count > 0) || cards.Count > MaxCards || pair.Count == 2)
                return new Fault("EVD-003", 0, $"after the kind come up to {MaxCards} cards and then two of '{Word(kind.Key)}', each with its length");
            if (item != Item.Card)
                pair.Add(content);
            else if (SignedNote.TryParse(content.Span, out var card, out var error))
                cards.Add(card);
            else
                return new Fault("EVD-003", 0, $"card {cards.Count + 1} is not a signed note ({error})");
        }

        if (cards.Count == 0 || pair.Count != 2)
            return new Fault("EVD-003", 0, $"at least one card and two of '{Word(kind.Key)}' are needed");
        return new EvidenceFile(kind.Key, cards, pair[0], pair[1]);
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Write(FormattableString.Invariant($"{Opening}\nkind {Names[Kind]}\n"));
        foreach (var card in Cards)
            Add("card", card.ToBytes());
        Add(Word(Kind), Known.Span);
        Add(Word(Kind), Other.Span);
        return stream.ToArray();

        void Add(string kind, ReadOnlySpan<byte> item)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{kind} {item.Length}\n"));
            stream.Write(item);
        }

        void Write(string text) => stream.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Checks the file, trusting nothing but the root key on the first card. Never throws.</summary>
    public Outcome<EvidenceStatement> Check(ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(crypto);

        // EVD-004
        if (!CardHistory.Pin(Cards[0], crypto).Try(out var accused, out var unpinned))
            return unpinned;
        foreach (var card in Cards.Skip(1))
        {
            if (!accused.Accept(card, crypto).Try(out var next, out var refused))
                return refused;
            accused = next;
        }

        if (Kind == EvidenceKind.CommitTwice)
            return CommitTwice(accused, crypto);
        if (!Record.Parse(Known.Span).Try(out var known, out var unread))
            return unread;
        if (!Record.Parse(Other.Span).Try(out var other, out unread))
            return unread;
        var party = accused.Current.Party;
        var verifier = new RecordVerifier(crypto);
        foreach (var record in Kind == EvidenceKind.CheckpointTwice ? [known] : new[] { known, other })
        {
            if (record.Content.Author != party)
                return new Fault("EVD-004", 0, $"a record is by {record.Content.Author}, and the cards are {party}'s");
            if (verifier.Check(record.Header, accused) is { } unsigned)
                return unsigned;
        }

        var shown = Kind switch
        {
            EvidenceKind.NumberTwice => NumberTwice(known, other),
            EvidenceKind.ForkedChain => ForkedChain(known, other),
            EvidenceKind.BrokenLedger => BrokenLedger(known, other, accused, crypto),
            _ => CheckpointTwice(known, other, accused, crypto),
        };
        return shown.Try(out var text, out var fault) ? new EvidenceStatement(Kind, accused, known.Content.Channel, text) : fault;
    }

    private static Item Shown(EvidenceKind kind) => kind == EvidenceKind.CommitTwice ? Item.Commit : Item.Record;

    private static string Word(EvidenceKind kind) => kind == EvidenceKind.CommitTwice ? "commit" : "record";

    // EVD-009
    private Outcome<EvidenceStatement> CommitTwice(CardHistory accused, ICryptoProvider crypto)
    {
        if (!SignedCommit.Parse(Known).Try(out var known, out var fault) || !SignedCommit.Parse(Other).Try(out var other, out fault))
            return fault;
        if (!known.IsSignedBy(accused, crypto) || !other.IsSignedBy(accused, crypto))
            return new Fault("EVD-009", 0, $"a commit is not by a leaf that a node key on {accused.Current.Party}'s cards vouches for, over its own bytes and the context beside it");
        return known.Contradicts(other)
            ? new EvidenceStatement(Kind, accused, null, $"signed two different commits for epoch {known.Context.Epoch} of one group of the channel that was founded by {known.Leaf.Founding}")
            : new Fault("EVD-009", 0, "these are not two different commits of one leaf in one context");
    }

    private static bool SameSeries(Record one, Record other) =>
        one.Content.Channel == other.Content.Channel && one.Numbering.Incarnation == other.Numbering.Incarnation;

    // EVD-005
    private static Outcome<string> NumberTwice(Record known, Record other) =>
        SameSeries(known, other) && known.Numbering.Number == other.Numbering.Number && known.Id != other.Id
            ? $"signed two different records, {known.Id} and {other.Id}, under the number {known.Numbering.Number}"
            : new Fault("EVD-005", 0, "these are not two different records under one number of one series");

    // EVD-006
    private static Outcome<string> ForkedChain(Record known, Record other) =>
        SameSeries(known, other) && other.Numbering.Number == known.Numbering.Number + 1 && other.Numbering.Previous != known.Id
            ? $"signed record {known.Id} under the number {known.Numbering.Number}, and a record {other.Numbering.Number} that follows another one"
            : new Fault("EVD-006", 0, "the second record is not the next of the same series with another one before it");

    // EVD-007
    private static Outcome<string> BrokenLedger(Record known, Record other, CardHistory accused, ICryptoProvider crypto)
    {
        if (!SameSeries(known, other))
            return new Fault("EVD-007", 0, "the two line tests are not of one series");
        if (!Test(known, accused, crypto).Try(out var before, out var fault))
            return fault;
        if (!Test(other, accused, crypto).Try(out var after, out fault))
            return fault;
        return after.Contradicts(known.Head, before.Checkpoint.Checkpoint, other.Head) is { } lie
            ? $"signed two line tests of which the later does not continue the ledger of the earlier: {lie}"
            : new Fault("EVD-007", 0, "the later line test may well continue the ledger of the earlier");
    }

    // EVD-008
    private static Outcome<string> CheckpointTwice(Record known, Record other, CardHistory accused, ICryptoProvider crypto)
    {
        if (!Test(known, accused, crypto).Try(out var test, out var fault))
            return fault;
        if (!LineTest.Parse(other).Try(out var teller, out fault))
            return fault;
        var own = test.Checkpoint.Checkpoint;
        var origin = LedgerOrigin.Of(accused.Current.Party, known.Numbering.Incarnation, known.Content.Channel);
        return teller.Known.Any(c => c.Checkpoint.Origin == own.Origin && c.Checkpoint.Size == own.Size && c.Checkpoint.Root != own.Root
            && c.Verify(LedgerKeys.Of(accused, origin, crypto), []).Try(out _, out _))
                ? $"signed two different ledgers of {own.Size} entries, one in its line test {known.Numbering.Number} and one that {other.Content.Author} was shown"
                : new Fault("EVD-008", 0, "the second line test passes on no other checkpoint of that ledger and size");
    }

    private static Outcome<LineTest> Test(Record record, CardHistory accused, ICryptoProvider crypto)
    {
        if (record.Content.Form != FormId.LineTest)
            return new Fault("EVD-007", 0, $"{record.Content.Form} is no line test");
        if (!LineTest.Parse(record).Try(out var test, out var fault))
            return fault;
        var origin = LedgerOrigin.Of(accused.Current.Party, record.Numbering.Incarnation, record.Content.Channel);
        if (test.Checkpoint.Checkpoint.Origin != origin.Line)
            return new Fault("CHN-052", 0, $"the checkpoint is of {test.Checkpoint.Checkpoint.Origin}, and not of {origin}");
        return test.Checkpoint.Verify(LedgerKeys.Of(accused, origin, crypto), []).Try(out _, out var unsigned) ? test : unsigned;
    }
}
