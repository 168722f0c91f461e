using System.Globalization;
using System.Text;
using Parley.Channels;
using Parley.Channels.LineTests;
using Parley.Channels.Proofs;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Proofs;
using Parley.Ledger.Timestamps;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Extracts;

namespace Parley.Verification;

/// <summary>Checks a single file, whatever it is, with what the person who checks trusts. Never throws for what a file holds.</summary>
public sealed class FileVerifier(ICryptoProvider crypto, Trust trust)
{
    private const string KeysAreForTheWords = "That the card is its party's own is for its words to show, read aloud";
    private readonly RecordVerifier _verifier = new(crypto);

    /// <summary>Records that were given beside, by id: a proof or a receipt may be about one of them.</summary>
    public Dictionary<Digest, string> Others { get; } = [];

    /// <summary>The id of a record's file, or nothing.</summary>
    public static Digest? RecordId(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("parley record v1\n"u8) && Record.Parse(bytes).Try(out var record, out _) ? record.Id : null;

    /// <summary>Recognises a file by its content and checks it.</summary>
    public Finding Verify(string path, ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.StartsWith("parley record v1\n"u8))
            return span.IndexOf("\n\nparley extract v1\n"u8) >= 0 ? VerifyExtract(path, span) : VerifyRecord(path, span);
        if (span.StartsWith("parley evidence v1\n"u8))
            return VerifyEvidence(path, bytes);
        if (span.StartsWith("parley card v1\n"u8))
            return VerifyCard(path, span);
        if (span.StartsWith("c2sp.org/tlog-proof@v1\n"u8))
            return VerifyProof(path, span);
        if (SignedCheckpoint.Parse(span).Try(out var checkpoint, out _))
            return VerifyCheckpoint(path, checkpoint);
        return Bad(path, "unknown", "Nothing.", "this is no record, extract, evidence, card, proof or signed checkpoint: the first line says what a file is");
    }

    private Finding VerifyRecord(string path, ReadOnlySpan<byte> bytes)
    {
        var notProven = $"{KeysAreForTheWords}; and when the record was composed is its author's claim.";
        if (!Record.Parse(bytes).Try(out var record, out var fault))
            return Bad(path, "record", notProven, fault.ToString());
        var form = record.Content.Form;
        var kind = form == FormId.DeliveredReceipt || form == FormId.ReadReceipt ? "receipt" : form == FormId.LineTest || form == FormId.LineTestAnswer ? "line-test" : "record";
        if (Check(record.Header) is { } unsigned)
            return Bad(path, kind, notProven, unsigned);
        var proven = $"Record {record.Id}, number {record.Numbering.Number} of {record.Content.Author}, is as its node{Officers(record.Officers)} signed it, {Under(record.Content.Author)}.{Exercise(record.Content)}";
        if (kind == "receipt")
        {
            if (Receipts.Covered(record) is not { } covered)
                return Bad(path, kind, notProven, "CHN-015: it does not read as a list of records");
            var here = covered.Where(Others.ContainsKey).Select(id => Others[id]).ToArray();
            proven += form == FormId.DeliveredReceipt
                ? $" It says that the node of {record.Content.Author} has stored {covered.Count} records and put them into its ledger{Of(here)}."
                : $" It says that an officer of {record.Content.Author} has read {covered.Count} records{Of(here)}.";
            notProven = $"{KeysAreForTheWords}; and that it is true is its author's claim, which the author cannot take back.";
        }
        else if (form == FormId.LineTest)
        {
            if (!LineTest.Parse(record).Try(out var test, out var unreadable))
                return Bad(path, kind, notProven, unreadable.ToString());
            proven += $" It shows the head of a ledger of {test.Checkpoint.Checkpoint.Size} entries.";
        }

        return new Finding(path, kind, true, proven, notProven, [], 1, 0, 0);

        static string Of(string[] here) => here.Length == 0 ? "" : $", among them {string.Join(" and ", here)}";
    }

    private Finding VerifyExtract(string path, ReadOnlySpan<byte> bytes)
    {
        var notProven = $"What the hidden fields say; a reader cannot find it out by guessing. {KeysAreForTheWords}; and when the record was composed is its author's claim.";
        if (!Extract.Parse(bytes).Try(out var extract, out var fault))
            return Bad(path, "extract", notProven, fault.ToString());
        if (Check(extract.Header) is { } unsigned)
            return Bad(path, "extract", notProven, unsigned);
        var (shown, named) = (extract.Fields.Count(f => f.Disclosure == Disclosure.Shown), extract.Fields.Count(f => f.Disclosure == Disclosure.Named));
        return new Finding(path, "extract", true,
            string.Create(CultureInfo.InvariantCulture, $"This is an extract of record {extract.Header.Id}, number {extract.Header.Numbering.Number} of {extract.Header.Content.Author}. Its header is the original's, as its node{Officers(extract.Header.Officers)} signed it, {Under(extract.Header.Content.Author)}. The record has {extract.Fields.Count} fields: {shown} shown as they were signed, {named} by name only, {extract.Fields.Count - shown - named} hidden.{Exercise(extract.Header.Content)}"),
            notProven, [], 1, 0, 0);
    }

    private Finding VerifyEvidence(string path, ReadOnlyMemory<byte> bytes)
    {
        const string NotProven = "Who held the party's keys when they signed, and why. A node that was put back to an old backup without saying so makes such evidence too. That the card is its party's own is for its words to show, read aloud.";
        if (!EvidenceFile.Parse(bytes).Try(out var file, out var fault) || !file.Check(crypto).Try(out var statement, out fault))
            return Bad(path, "evidence", NotProven, fault.ToString());
        var party = statement.Accused.Current.Party;
        var pinned = trust.Cards.TryGetValue(party, out var own) && !own.All.Any(c => c.Hash == statement.Accused.All[0].Hash || statement.Accused.All.Any(a => a.Hash == c.Hash));
        if (pinned)
            return Bad(path, "evidence", NotProven, $"EVD-004: the file's card of {party} is not the one that was given");
        return new Finding(path, "evidence", true,
            $"{party} {statement.Text}, on the channel {statement.Channel.Name}. No honest node does so. Everything needed is in this file, under the card with the words {Ceremony.Words(statement.Accused.All[0])}.",
            NotProven, [], 2, 0, 0);
    }

    private Finding VerifyCard(string path, ReadOnlySpan<byte> bytes)
    {
        const string NotProven = "That the card is its party's own is for its words to show, read aloud over a line that both sides trust.";
        if (new Trust(crypto, default).AddCard(bytes) is { } fault)
            return Bad(path, "card", NotProven, fault.ToString());
        var card = CardHistory.Pin(Records.Notes.SignedNote.TryParse(bytes, out var note, out _) ? note : throw new InvalidOperationException(), crypto).OrThrow().Current;
        return new Finding(path, "card", true, $"This is a card of {card.Party}, version {card.Version}, signed by the root key and the node key that it names. Its words are {Ceremony.Words(card)}.", NotProven, [], 0, 0, 0);
    }

    private Finding VerifyProof(string path, ReadOnlySpan<byte> bytes)
    {
        const string NotProven = "When the record was composed. A cosignature shows that the head, and with it the entry, was there not later than the cosigner's clock said; the log's own signature states no time. What the log's owner writes into an opening, the time and the bearer, is its claim.";
        if (!TlogProof.Parse(bytes).Try(out var proof, out var fault))
            return Bad(path, "proof", NotProven, fault.ToString());
        if (!trust.Verify(proof.Checkpoint, out var counted, out var late).Try(out var verified, out fault))
            return Bad(path, "proof", NotProven, fault + Hint(proof.Checkpoint));

        // LED-061: an opening is checked by what it commits to; other extra data, or none, leaves open what the entry is.
        LeafHash leaf;
        string what;
        if (LedgerEntry.Parse(proof.Extra.Span).Try(out var entry, out _))
        {
            leaf = entry.Commitment.Leaf;
            what = $"record {entry.Record}{(Others.TryGetValue(entry.Record, out var other) ? $" ({other})" : "")}, {(entry.Direction == EntryDirection.Sent ? "sent" : "received")} at {entry.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}Z over {entry.Bearer}";
        }
        else if (Leaf(out leaf, out var given))
        {
            what = $"the entry in {given}";
        }
        else
        {
            return Bad(path, "proof", NotProven, "LED-061: the proof carries no opening, and no --entry FILE was given: what the entry is cannot be told");
        }

        if (!proof.Verify(verified, leaf))
            return Bad(path, "proof", NotProven, "LED-061: the path does not lead from this entry to the root of the checkpoint");
        if (Stamp(verified.Checkpoint, out var stamped) is { } unstamped)
            return Bad(path, "proof", NotProven, unstamped);
        return new Finding(path, "proof", true,
            $"Entry {proof.Index} of the log {verified.Checkpoint.Origin}, which had {verified.Checkpoint.Size} entries, is {what}.{Times(counted, late)}{stamped}",
            NotProven, [], 0, 0, counted.Count);
    }

    /// <summary>The bytes of an entry that a proof without an opening is about: a leaf of the log.</summary>
    public (string Path, byte[] Bytes)? Entry { get; init; }

    /// <summary>A timestamp for the checkpoint of what is checked, and the authority's certificate.</summary>
    public (byte[] Token, byte[] Certificate)? Timestamp { get; init; }

    private bool Leaf(out LeafHash leaf, out string? path)
    {
        leaf = Entry is { } entry ? LeafHash.Of(entry.Bytes) : default;
        path = Entry?.Path;
        return Entry is not null;
    }

    private Finding VerifyCheckpoint(string path, SignedCheckpoint checkpoint)
    {
        const string NotProven = "What the entries are, and when any of them was composed. A cosignature shows that the head was there not later than its time, by the cosigner's clock; the log's own signature states no time.";
        if (!trust.Verify(checkpoint, out var counted, out var late).Try(out var verified, out var fault))
            return Bad(path, "checkpoint", NotProven, fault + Hint(checkpoint));
        return Stamp(verified.Checkpoint, out var stamped) is { } unstamped
            ? Bad(path, "checkpoint", NotProven, unstamped)
            : new Finding(path, "checkpoint", true, $"The log {verified.Checkpoint.Origin} signed a head of {verified.Checkpoint.Size} entries with the root {verified.Checkpoint.Root}.{Times(counted, late)}{stamped}", NotProven, [], 0, 0, counted.Count);
    }

    private string? Stamp(Checkpoint checkpoint, out string text)
    {
        text = "";
        if (Timestamp is not var (token, certificate))
            return null;
        if (!CheckpointTimestamp.Check(checkpoint, token, certificate).Try(out var stamp, out var fault))
            return fault.ToString();
        text = string.Create(CultureInfo.InvariantCulture, $" Stamped by {stamp.Authority} at {stamp.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z{(stamp.Accuracy is { } off ? $" (within {off.TotalSeconds:0.###} s)" : "")}: it was there not later than this time.");
        return null;
    }

    private string? Check(RecordHeader header)
    {
        if (!trust.Cards.TryGetValue(header.Content.Author, out var cards))
            return $"no card of {header.Content.Author} was given: use --card FILE";
        return _verifier.Check(header, cards)?.ToString();
    }

    private string Under(PartyId party) => $"under the card with the words {Ceremony.Words(trust.Cards[party].All[0])}";

    private static string Officers(IReadOnlyList<OfficerSignature> officers) =>
        officers.Count == 0 ? "" : $" and its officers ({string.Join(", ", officers.Select(o => $"{o.Officer} {o.Role.ToString().ToLowerInvariant()} it"))})";

    private static string Exercise(RecordContent content) => content.Exercise ? " It is EXERCISE traffic." : "";

    private static string Times(IReadOnlyList<VerifiedCosignature> counted, IReadOnlyList<VerifiedCosignature> late)
    {
        var text = new StringBuilder();
        if (counted.Count > 0)
            text.Append(" Cosigned by ").AppendJoin(", ", counted.Select(c => $"{c.Key.Name} ({Time(c.Time)})")).Append(": it was there not later than these times.");
        if (late.Count > 0)
            text.Append(" Not counted, for they are dated in the future: ").AppendJoin(", ", late.Select(c => c.Key.Name.ToString())).Append('.');
        return text.ToString();
    }

    private static string Time(CosignatureTime time) => time.Seconds is > 0 and < 253_402_300_800
        ? DateTimeOffset.FromUnixTimeSeconds(time.Seconds).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "no time stated";

    private static string Hint(SignedCheckpoint checkpoint) => LedgerOrigin.TryParse(checkpoint.Checkpoint.Origin.Value, out var origin)
        ? $" (give {origin.Party}'s card with --card FILE)"
        : " (give the log's key with --key VKEY, or a policy with --policy FILE)";

    private static Finding Bad(string path, string kind, string notProven, string fault) => new(path, kind, false, "", notProven, [fault], 0, 0, 0);
}
