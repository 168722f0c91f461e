using System.Globalization;
using System.Text;
using Parley.Channels.Policies;
using Parley.Channels.Proofs;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Verification;

/// <summary>
/// Checks an archive with no node and no network. It trusts the root keys on the cards in it and nothing else; cards that
/// were given beside must be the same.
/// </summary>
public sealed class ArchiveVerifier(ICryptoProvider crypto, Trust given, DateTimeOffset now, Action<long, long> progress)
{
    private const int MostFaults = 50;
    private readonly List<string> _faults = [];
    private readonly Trust _trust = new(crypto, now);
    private readonly VouchedRecords _vouched = new(crypto);
    private readonly HashSet<ChannelId> _channels = [];
    private long _records;
    private long _ledgers;
    private long _cosignatures;
    private long _lost;
    private long _unsigned;
    private long _anybodys;

    /// <summary>Is given each record whose signatures are good, channel by channel in the order of the archive.</summary>
    public Action<AuthenticRecord>? Found { get; init; }

    /// <summary>1. cards; 2. each channel's policy; 3. its records, one by one and as chains; 4. its ledger.</summary>
    public Finding Verify(string directory)
    {
        // 1.
        foreach (var file in Files(Path.Combine(directory, "cards"), "*.txt"))
            ReadCard(file);

        foreach (var (party, own) in given.Cards)
        {
            if (_trust.Cards.TryGetValue(party, out var found) && !found.All.Any(c => own.All.Any(o => o.Hash == c.Hash)))
                Fault(directory, $"the card of {party} in the archive is not the one that was given");
        }

        // 2. to 4.
        var channels = Folders(Path.Combine(directory, "channels"));
        var all = channels.Sum(c => (long)Files(Path.Combine(c, "records"), "*.record").Length);
        foreach (var channel in channels)
            VerifyChannel(channel, all);

        if (_records == 0)
            Fault(directory, "there are no records here: an archive has cards/ and channels/NAME/records/");
        foreach (var file in Files(Path.Combine(directory, "evidence"), "*.evidence"))
            VerifyEvidence(file);
        var words = string.Join("; ", _trust.Cards.Values.Select(c => $"{c.Current.Party} {Ceremony.Words(c.All[0])}"));
        var cosigned = _cosignatures == 0 ? "" : $" {_cosignatures} cosignatures of other members are good, over heads of these ledgers and of their own.";
        var lost = _lost == 0 ? "" : $" The node was restored: {_lost} entries of a former incarnation, which others cosigned, are not in it; what came back stands in its present ledger.";
        var unsigned = _unsigned == 0 ? "" : $" {_unsigned} other heads count for nothing: the keys that signed them were revoked since.";
        var anybodys = _anybodys == 0 ? "" : $" BUT {_anybodys} of them are by a node's key that their author has revoked since, and no later record of his vouches for them: they were there, and may be somebody else's.";
        return new Finding(directory, "archive", _faults.Count == 0,
            $"{_records} records in {channels.Length} channels are as their authors' nodes and officers signed them, each author's are numbered without a gap and each follows the one before, no content is there twice, and {_ledgers} signed ledger heads are recomputed from exactly these records.{anybodys}{cosigned}{unsigned}{lost} All this under the cards with these words: {words}.",
            "That the cards are the parties' own is for their words to show, read aloud. When a record was composed is its author's claim; a ledger's head shows only that it was there when the head was signed, and a cosignature that it was there not later than its time. That nothing was withheld at the end of a series cannot be seen here.",
            _faults, _records, _ledgers, _cosignatures);
    }

    private void VerifyEvidence(string file)
    {
        if (Read(file) is not { } bytes)
            return;
        if (!EvidenceFile.Parse(bytes).Try(out var evidence, out var fault) || !evidence.Check(crypto).Try(out _, out fault))
            Fault(file, fault.ToString());
    }

    private void ReadCard(string file)
    {
        if (Read(file) is { } bytes && _trust.AddCard(bytes) is { } fault)
            Fault(file, fault.ToString());
    }

    private void VerifyChannel(string directory, long all)
    {
        var policyFile = Path.Combine(directory, "policy.txt");
        if (ReadPolicy(policyFile) is not { } policy)
            return;
        var id = new ChannelId(policy.Name, policy.Hash);
        if (!_channels.Add(id))
            Fault(policyFile, $"the channel {id.Name} is here a second time");
        var members = Members(directory, policy);
        var ids = new List<Digest>();
        var heads = new Dictionary<PartyId, Head>();
        var contents = new HashSet<(PartyId, long Incarnation, ContentId)>();
        var readings = Files(Path.Combine(directory, "reading"), "*").ToHashSet();
        var files = Files(Path.Combine(directory, "records"), "*.record");
        if (_trust.Cards.Values.Any(c => c.RevokesKeys))
            ReadVouchers(files);
        foreach (var file in files)
        {
            progress(++_records, all);
            if (Read(file) is not { } bytes)
                continue;
            if (!Record.Parse(bytes).Try(out var record, out var fault))
            {
                Fault(file, fault.ToString());
                continue;
            }

            ids.Add(record.Id);
            var author = record.Content.Author;
            if (record.Content.Channel != id || !members.Contains(author))
                Fault(file, $"the record is of another channel, or its author {author} is not a member");
            else if (!_trust.Cards.TryGetValue(author, out var cards))
                Fault(file, $"there is no card of {author} here");
            else if (_vouched.Authenticate(record, cards).Try(out var authentic, out var signature))
                Found?.Invoke(authentic);
            else if (_vouched.IsAnybodys(record, cards))
                _anybodys++;
            else
                Fault(file, signature.ToString());
            // CHN-007: another author's use of the same id is no fault, nor that of one whose node was restored.
            if (!contents.Add((author, record.Numbering.Incarnation, record.Content.Id)))
                Fault(file, $"its content {record.Content.Id} is there twice");
            heads.TryGetValue(author, out var head);
            var due = head is not null && head.Incarnation == record.Numbering.Incarnation ? head.Number + 1 : 1;
            if (record.Numbering.Number != due || (due > 1 && record.Numbering.Previous != head!.Id) || head?.Incarnation > record.Numbering.Incarnation)
                Fault(file, $"number {record.Numbering.Number} of {author} does not follow its number {due - 1}");
            heads[author] = record.Head;

            // People read the copy, and believe what was found of the record.
            var reading = Path.Combine(directory, "reading", Path.GetFileNameWithoutExtension(file) + ".txt");
            if (readings.Remove(reading) && Read(reading) is { } text && !text.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(RecordRendering.ToText(record))))
                Fault(reading, "this copy for reading does not say what the record says");
        }

        foreach (var reading in readings)
            Fault(reading, "this copy for reading is of no record here");

        VerifyLedgers(directory, id, ids);
    }

    /// <summary>Which records a later one vouches for. What is wrong with a file is said when it is read in its turn.</summary>
    private void ReadVouchers(string[] files)
    {
        foreach (var file in Enumerable.Reverse(files))
        {
            if (ArchiveFile.TryRead(file, ArchiveFile.MaxBytes, out var bytes, out _) && Record.Parse(bytes).Try(out var record, out _)
                && _trust.Cards.TryGetValue(record.Content.Author, out var author))
            {
                _vouched.Read(record, author);
            }
        }
    }

    /// <summary>Whoever was a member under any of the channel's policies; each later one is checked for the signatures that it takes.</summary>
    private HashSet<PartyId> Members(string directory, ChannelPolicy founding)
    {
        var members = founding.Members.Select(m => m.Party).ToHashSet();
        var before = founding;
        for (var version = 2; File.Exists(Path.Combine(directory, FormattableString.Invariant($"policy-{version}.txt"))); version++)
        {
            var file = Path.Combine(directory, FormattableString.Invariant($"policy-{version}.txt"));
            if (Read(file) is not { } bytes || !SignedNote.TryParse(bytes, out var note, out _) || !ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out _))
            {
                Fault(file, "this is not a channel's signed policy");
                break;
            }

            if (!PolicyChange.Of(before, policy).Try(out var change, out var fault))
                Fault(file, fault.ToString());
            else if (!change.IsInForce([.. change.Signers.Where(p => IsSignedBy(note, p))]))
                Fault(file, $"this policy lacks signatures: it takes {change.Needed} of {string.Join(", ", change.Signers)}");
            members.UnionWith(policy.Members.Select(m => m.Party));
            before = policy;
        }

        return members;
    }

    private bool IsSignedBy(SignedNote note, PartyId party) => _trust.Cards.TryGetValue(party, out var cards)
        && cards.All.Any(c => note.Verify(new Ed25519NoteVerifier(c.Node.ToVerifierKey(party.Value), crypto.Ed25519)).IsVerified);

    private ChannelPolicy? ReadPolicy(string file)
    {
        if (Read(file) is not { } bytes || !SignedNote.TryParse(bytes, out var note, out _) || !ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out var fault))
        {
            Fault(file, "this is not a channel's signed policy");
            return null;
        }

        foreach (var member in policy.Members)
        {
            var signed = _trust.Cards.TryGetValue(member.Party, out var cards)
                && cards.All.Any(c => c.Root.Equals(member.Root) && note.Verify(new Ed25519NoteVerifier(c.Node.ToVerifierKey(member.Party.Value), crypto.Ed25519)).IsVerified);
            if (!signed)
                Fault(file, $"{member.Party} has not signed this policy with a key on its card");
        }

        return policy;
    }

    /// <summary>1. of each incarnation, oldest first, its entries and its head; 2. together they are the records; 3. the heads that were cosigned.</summary>
    private void VerifyLedgers(string directory, ChannelId id, List<Digest> records)
    {
        // 1.
        var folders = Folders(Path.Combine(directory, "ledgers")).OrderBy(d => long.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
        var inLedgers = new List<Digest>();
        var cosigned = Files(Path.Combine(directory, "cosigned"), "*.txt").Select(Cosigned).OfType<VerifiedCheckpoint>().ToArray();
        LedgerOrigin? before = null;
        foreach (var folder in folders)
            before = VerifyLedger(folder, id, inLedgers, cosigned, before);

        // 2.
        if (!inLedgers.SequenceEqual(records))
            Fault(Path.Combine(directory, "ledgers"), "the entries do not name exactly the records that are here, in their order");

        VerifiedCheckpoint? Cosigned(string file)
        {
            if (Read(file) is not { } bytes || !SignedCheckpoint.Parse(bytes).Try(out var signed, out var unread))
            {
                Fault(file, "this is not a signed checkpoint");
                return null;
            }

            if (!LedgerOrigin.TryParse(signed.Checkpoint.Origin.Value, out var origin) || !origin.IsOf(id))
                Fault(file, "this is not the head of a ledger of this channel");
            else if (_trust.Verify(signed, out var counted, out var late).Try(out var verified, out var bad))
            {
                _cosignatures += counted.Count;
                if (late.Count > 0)
                    Fault(file, $"LED-042: the cosignature of {late[0].Key.Name} is dated in the future");
                return verified;
            }
            else if (_trust.Cards.TryGetValue(origin.Party, out var cards) && signed.Note.Verify(LedgerKeys.Revoked(cards, origin, crypto)).IsVerified)
            {
                // It shows nothing any more, and is no fault of the archive's.
                _unsigned++;
            }
            else
            {
                Fault(file, bad.ToString());
            }

            return null;
        }
    }

    private LedgerOrigin? VerifyLedger(string directory, ChannelId id, List<Digest> inLedgers, VerifiedCheckpoint[] cosigned, LedgerOrigin? before)
    {
        var file = Path.Combine(directory, "checkpoint.txt");
        if (Read(file) is not { } bytes || !SignedCheckpoint.Parse(bytes).Try(out var signed, out _)
            || !LedgerOrigin.TryParse(signed.Checkpoint.Origin.ToString(), out var origin) || !origin.IsOf(id))
        {
            Fault(file, "this is not a signed head of a ledger of this channel");
            return before;
        }

        // One node's ledgers, one for each incarnation: heads of others would be believed for entries that they never had.
        if (before is not null && (origin.Party != before.Party || origin.Incarnation <= before.Incarnation))
            Fault(file, $"the ledger {origin} does not come after {before}");

        if (!_trust.Verify(signed, out _, out _).Try(out _, out var unsigned))
            Fault(file, $"the head is not signed by {origin.Party}'s key: {unsigned.Detail}");
        var checkpoint = signed.Checkpoint;
        var tested = cosigned.Where(c => c.Checkpoint.Origin == checkpoint.Origin).OrderBy(c => c.Checkpoint.Size).ToArray();

        var entriesFile = Path.Combine(directory, "entries.txt");
        var ledger = LedgerState.Empty;
        Compare(ledger);
        foreach (var text in ArchiveFile.Entries(entriesFile, fault => Fault(entriesFile, fault)))
        {
            if (!LedgerEntry.Parse(text).Try(out var entry, out var fault))
            {
                Fault(entriesFile, $"entry {ledger.Size}: {fault}");
                return origin;
            }

            inLedgers.Add(entry.Record);
            ledger = ledger.Append(entry.Commitment.Leaf).State;
            Compare(ledger);
        }

        if (ledger.Size != checkpoint.Size || ledger.Root != checkpoint.Root)
            Fault(file, $"the entries make a ledger of {ledger.Size} with another root than the signed head of {checkpoint.Size}");

        // 3. A head that others cosigned and that lies beyond these entries: lost by a restore, or withheld.
        if (tested.LastOrDefault() is { } last && last.Checkpoint.Size > ledger.Size)
        {
            if (_trust.Cards[origin.Party].Current.Incarnation > origin.Incarnation)
                _lost += last.Checkpoint.Size.Value - ledger.Size.Value;
            else
                Fault(file, $"others cosigned {last.Checkpoint.Size} entries of this ledger, and {ledger.Size} are here");
        }

        _ledgers++;
        return origin;

        void Compare(LedgerState state)
        {
            foreach (var head in tested)
            {
                if (head.Checkpoint.Size == state.Size && head.Checkpoint.Root != state.Root)
                    Fault(file, $"the head of {state.Size} entries that others cosigned has another root than the entries here make");
            }
        }
    }

    private byte[]? Read(string file)
    {
        if (ArchiveFile.TryRead(file, ArchiveFile.MaxBytes, out var bytes, out var fault))
            return bytes;
        Fault(file, fault);
        return null;
    }

    private string[] Folders(string directory)
    {
        if (!Directory.Exists(directory))
            return [];
        var (links, folders) = (new List<string>(), new List<string>());
        foreach (var folder in Directory.GetDirectories(directory).Order(StringComparer.Ordinal))
            ((File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0 ? links : folders).Add(folder);
        foreach (var link in links)
            Fault(link, "this is a link, and may lead out of the archive");
        return [.. folders];
    }

    private static string[] Files(string directory, string pattern) =>
        Directory.Exists(directory) ? [.. Directory.GetFiles(directory, pattern).Order(StringComparer.Ordinal)] : [];

    private void Fault(string file, string detail)
    {
        if (_faults.Count < MostFaults)
            _faults.Add($"{file}: {detail}");
    }
}
