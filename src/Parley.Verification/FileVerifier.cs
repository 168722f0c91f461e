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
using Parley.Records.Notes;

namespace Parley.Verification;

/// <summary>Checks a single file, whatever it is, with what the person who checks trusts. Never throws for what a file holds.</summary>
public sealed class FileVerifier(ICryptoProvider crypto, Trust trust)
{
    private const string KeysAreForTheWords = "That the card is its party's own is for its words to show, read aloud";
    private readonly RecordVerifier _verifier = new(crypto);

    private readonly List<(string Path, VerifiedCheckpoint Head)> _heads = [];

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
        if (SignedNote.TryParse(span, out var note, out _))
            return VerifyNote(path, note, "What the text means, and when it was written: a note's signature states neither.");
        return Bad(path, "unknown", "Nothing.", "this is no record, extract, evidence, card, proof, signed checkpoint or other signed note: the first line says what a file is");
    }

    /// <summary>A log as static files: its signed head, and all that it stands on.</summary>
    public Finding VerifyLog(string directory, Action<long, long> progress)
    {
        const string NotProven = "What the entries mean, and when any of them was composed; and that the log shows everybody the same: compare its head with one from elsewhere. A cosignature shows that the head was there not later than its time, by the cosigner's clock.";
        var file = System.IO.Path.Combine(directory, TileLogVerifier.CheckpointFile);
        if (!ArchiveFile.TryRead(file, SignedNote.MaxSize, out var bytes, out var unread))
            return Bad(directory, "log", NotProven, $"{file}: {unread}");
        if (!SignedCheckpoint.Parse(bytes).Try(out var signed, out var fault))
            return Bad(directory, "log", NotProven, $"{file}: {fault}");
        if (!Believe(signed, out var counted, out var late).Try(out var verified, out fault))
            return Bad(directory, "log", NotProven, $"{file}: {fault}{Hint(signed)}");
        var tiles = new TileLogVerifier(directory, progress);
        if (tiles.Check(verified.Checkpoint) is { } broken)
            return Bad(directory, "log", NotProven, broken);
        _heads.Add((directory, verified));
        var from = tiles.HasEntries ? "its entries, and every tile is as they make it" : "its tiles of leaf hashes, for its entries are not here in the form of tlog-tiles, and every tile above is as they make it";
        return Signed(new Finding(directory, "log", true, $"The log {verified.Checkpoint.Origin} signed a head of {verified.Checkpoint.Size} entries. Its root {verified.Checkpoint.Root} is recomputed from {from}.{Times(counted, late)}",
            NotProven, [], 0, 1, counted.Count), verified, counted, late);
    }

    /// <summary>Of all heads that were found good, two that no append-only log can both have.</summary>
    public IEnumerable<Finding> Conflicts()
    {
        // LED-050
        foreach (var (one, other) in from later in Enumerable.Range(0, _heads.Count) from earlier in Enumerable.Range(0, later) select (_heads[earlier], _heads[later]))
        {
            if (CheckpointConflict.Judge(one.Head, other.Head, null, out _) == CheckpointRelation.Conflict)
            {
                yield return Bad($"{one.Path} and {other.Path}", "conflict", "Who held the log's keys when they signed, and why.",
                    $"LED-050: the log {one.Head.Checkpoint.Origin} signed two heads of {one.Head.Checkpoint.Size} entries with different roots: it has shown two pasts. The two files together are evidence; keep both");
            }
        }
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
        var proven = $"Record {record.Id}, number {record.Numbering.Number} of {record.Content.Author}, is as its node{Officers(record.Officers)} signed it, {Under(record.Content.Author)}.{RevokedSince(record.Header)}{Exercise(record.Content)}";
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
            string.Create(CultureInfo.InvariantCulture, $"This is an extract of record {extract.Header.Id}, number {extract.Header.Numbering.Number} of {extract.Header.Content.Author}. Its header is the original's, as its node{Officers(extract.Header.Officers)} signed it, {Under(extract.Header.Content.Author)}.{RevokedSince(extract.Header)} The record has {extract.Fields.Count} fields: {shown} shown as they were signed, {named} by name only, {extract.Fields.Count - shown - named} hidden.{Exercise(extract.Header.Content)}"),
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
            $"{party} {statement.Text}{(statement.Channel is { } channel ? $", on the channel {channel.Name}" : "")}. No honest node does so. Everything needed is in this file, under the card with the words {Ceremony.Words(statement.Accused.All[0])}.",
            NotProven, [], 2, 0, 0);
    }

    private Finding VerifyCard(string path, ReadOnlySpan<byte> bytes)
    {
        const string NotProven = "That the card is its party's own is for its words to show, read aloud over a line that both sides trust.";
        if (new Trust(crypto, default).AddCard(bytes) is { } fault)
            return Bad(path, "card", NotProven, fault.ToString());
        var card = CardHistory.Pin(SignedNote.TryParse(bytes, out var note, out _) ? note : throw new InvalidOperationException(), crypto).OrThrow().Current;
        return new Finding(path, "card", true, $"This is a card of {card.Party}, version {card.Version}, signed by the root key and the node key that it names. Its words are {Ceremony.Words(card)}.", NotProven, [], 0, 0, 0);
    }

    private Finding VerifyProof(string path, ReadOnlySpan<byte> bytes)
    {
        const string NotProven = "When the record was composed. A cosignature shows that the head, and with it the entry, was there not later than the cosigner's clock said; the log's own signature states no time. What the log's owner writes into an opening, the time and the bearer, is its claim.";
        if (!TlogProof.Parse(bytes).Try(out var proof, out var fault))
            return Bad(path, "proof", NotProven, fault.ToString());
        if (!Believe(proof.Checkpoint, out var counted, out var late).Try(out var verified, out fault))
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
        _heads.Add((path, verified));
        return Signed(new Finding(path, "proof", true,
            $"Entry {proof.Index} of the log {verified.Checkpoint.Origin}, which had {verified.Checkpoint.Size} entries, is {what}.{Times(counted, late)}{stamped}",
            NotProven, [], 0, 0, counted.Count) { Index = proof.Index.Value }, verified, counted, late);
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
        if (!Believe(checkpoint, out var counted, out var late).Try(out var verified, out var fault))
        {
            // Whoever gave only witnesses' keys asks what they say, and is told that and no more.
            return trust.KnowsOnlyWitnesses(checkpoint.Checkpoint.Origin)
                ? VerifyNote(path, checkpoint.Note, $"That the log {checkpoint.Checkpoint.Origin} signed this head: no key of it was given. {NotProven}", fault + Hint(checkpoint))
                : Bad(path, "checkpoint", NotProven, fault + Hint(checkpoint));
        }

        _heads.Add((path, verified));
        return Stamp(verified.Checkpoint, out var stamped) is { } unstamped
            ? Bad(path, "checkpoint", NotProven, unstamped)
            : Signed(new Finding(path, "checkpoint", true, $"The log {verified.Checkpoint.Origin} signed a head of {verified.Checkpoint.Size} entries with the root {verified.Checkpoint.Root}.{Times(counted, late)}{stamped}", NotProven, [], 0, 0, counted.Count), verified, counted, late);
    }

    /// <summary>A note of any kind, or a head whose log is not known: who signed it, of the keys that were given.</summary>
    private Finding VerifyNote(string path, SignedNote note, string notProven, string? otherwise = null)
    {
        var head = otherwise is null ? null : Checkpoint.Parse(note.Text.Span).Value;
        var kind = head is null ? "note" : "checkpoint";
        var verification = trust.Verify(note);
        if (!verification.IsVerified)
        {
            return Bad(path, kind, notProven, verification.Offending is { } bad
                ? $"LED-033: the signature of {bad.KeyName} is not good"
                : otherwise ?? "no key that was given signed this note: use --key VKEY");
        }

        // LED-042: a cosignature of the future is none.
        var signers = verification.Verified.Select(v => Signer(v.Key, CosignatureTime.In(v.Signature) is { } time && v.Key.SignatureType != NoteSignatureTypes.Ed25519 ? time : null)).ToArray();
        if (!signers.Any(s => s.Counted))
            return Bad(path, kind, notProven, "LED-042: the only good cosignatures are dated in the future");
        return new Finding(path, kind, true,
            $"This {(head is null ? $"note of {note.Text.Length} bytes" : $"head of {head.Size} entries of the log {head.Origin}")} is signed by {string.Join(", ", signers.Select(s => s.Name + (s.Time is { } at ? $" ({Time(new(at))}{(s.Counted ? "" : ", in the future: not counted")})" : "")))}.",
            notProven, [], 0, 0, signers.Count(s => s is { Time: not null, Counted: true })) { Head = head is null ? null : Head(head), Signers = signers };
    }

    private Outcome<VerifiedCheckpoint> Believe(SignedCheckpoint signed, out IReadOnlyList<VerifiedCosignature> counted, out IReadOnlyList<VerifiedCosignature> late)
    {
        // LED-034
        if (!trust.Verify(signed, out counted, out late).Try(out var verified, out var fault))
            return fault;
        return signed.Checkpoint.Size == TreeSize.Zero && signed.Checkpoint.Root != TreeHash.Empty
            ? new Fault("LED-034", 0, $"the log {signed.Checkpoint.Origin} signed a head without entries and with a root that no such log has")
            : verified;
    }

    private Finding Signed(Finding finding, VerifiedCheckpoint verified, IReadOnlyList<VerifiedCosignature> counted, IReadOnlyList<VerifiedCosignature> late) => finding with
    {
        Head = Head(verified.Checkpoint),
        Signers = [Signer(verified.LogKey, null), .. counted.Concat(late).Select(c => Signer(c.Key, c.Time))],
    };

    private static HeadFinding Head(Checkpoint head) => new(head.Origin.Value, head.Size.Value, Convert.ToBase64String(head.Root.AsSpan()));

    private SignerFinding Signer(VerifierKey key, CosignatureTime? time) => new(key.Name.ToString(), key.KeyHash.ToString("x8", CultureInfo.InvariantCulture),
        key.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? "ML-DSA-44" : "Ed25519", time?.Seconds, time is not { } at || !trust.IsLate(at));

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
        return _verifier.Check(header, cards) is not { } fault ? null
            : fault.Rule == "REC-040" && cards.HasRevokedNodeKey(header.Numbering.Incarnation)
                ? $"{fault}. A node key of its incarnation was revoked since: only the archive shows whether the next key vouches for it (CHN-067)"
                : fault.ToString();
    }

    private string RevokedSince(RecordHeader header) => _verifier.RevokedSince(header, trust.Cards[header.Content.Author]) is { Count: > 0 } officers
        ? $" The key of {string.Join(", ", officers)} was revoked since; the node says that it was signed before." : "";

    private string Under(PartyId party) => $"under the card with the words {Ceremony.Words(trust.Cards[party].All[0])}";

    private static string Officers(IReadOnlyList<OfficerSignature> officers) =>
        officers.Count == 0 ? "" : $" and its officers ({string.Join(", ", officers.Select(o => $"{o.Officer} {o.Role.ToString().ToLowerInvariant()} it"))})";

    private static string Exercise(RecordContent content) => content.Exercise ? " It is EXERCISE traffic." : "";

    private string Times(IReadOnlyList<VerifiedCosignature> counted, IReadOnlyList<VerifiedCosignature> late)
    {
        var text = new StringBuilder();
        if (counted.Count > 0)
            text.Append(" Cosigned by ").AppendJoin(", ", counted.GroupBy(c => (Name: c.Key.Name.ToString(), c.Time)).Select(c => $"{c.Key.Name} ({Time(c.Key.Time)}{(c.Count() > 1 || c.Single().Key.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? ", " + string.Join(" and ", c.Select(o => Signer(o.Key, o.Time).Algorithm)) : "")})")).Append(": it was there not later than these times.");
        if (late.Count > 0)
            text.Append(" Not counted, for they are dated in the future: ").AppendJoin(", ", late.Select(c => c.Key.Name.ToString()).Distinct()).Append('.');
        return text.ToString();
    }

    private static string Time(CosignatureTime time) => time.Seconds is > 0 and < 253_402_300_800
        ? DateTimeOffset.FromUnixTimeSeconds(time.Seconds).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "no time stated";

    private static string Hint(SignedCheckpoint checkpoint) => LedgerOrigin.TryParse(checkpoint.Checkpoint.Origin.Value, out var origin)
        ? $" (give {origin.Party}'s card with --card FILE)"
        : " (give the log's key with --key VKEY, or a policy with --policy FILE; where the key has another name than the log, --origin NAME says that it is the log's)";

    private static Finding Bad(string path, string kind, string notProven, string fault) => new(path, kind, false, "", notProven, [fault], 0, 0, 0);
}
