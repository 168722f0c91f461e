using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Cli.Verification;

/// <summary>Checks an archive with no node and no network. It trusts the root keys on the cards and nothing else.</summary>
internal sealed class ArchiveVerifier(ICryptoProvider crypto, Action<long, long> progress)
{
    private const int MostFaults = 50;
    private readonly List<string> _faults = [];
    private readonly Dictionary<PartyId, CardHistory> _cards = [];
    private readonly RecordVerifier _verifier = new(crypto);
    private long _records;
    private long _ledgers;

    /// <summary>1. cards; 2. each channel's policy; 3. its records, one by one and as chains; 4. its ledger.</summary>
    public Finding Verify(string directory)
    {
        // 1.
        foreach (var file in Files(Path.Combine(directory, "cards"), "*.txt"))
            ReadCard(file);

        // 2. to 4.
        var channels = Directory.Exists(Path.Combine(directory, "channels")) ? Directory.GetDirectories(Path.Combine(directory, "channels")).Order(StringComparer.Ordinal).ToArray() : [];
        var all = channels.Sum(c => (long)Files(Path.Combine(c, "records"), "*.record").Length);
        foreach (var channel in channels)
            VerifyChannel(channel, all);

        if (_records == 0)
            Fault(directory, "there are no records here: an archive has cards/ and channels/NAME/records/");
        var words = string.Join("; ", _cards.Values.Select(c => $"{c.Current.Party} {Ceremony.Words(c.All[0])}"));
        return new Finding(directory, _faults.Count == 0,
            $"{_records} records in {channels.Length} channels are as their authors' nodes and officers signed them, each author's are numbered without a gap and each follows the one before, no content is there twice, and {_ledgers} signed ledger heads are recomputed from exactly these records. All this under the cards with these words: {words}.",
            "That the cards are the parties' own is for their words to show, read aloud. When a record was composed is its author's claim; a ledger's head shows only that it was there when the head was signed. That nothing was withheld at the end of a series cannot be seen here.",
            _faults, _records, _ledgers);
    }

    private void ReadCard(string file)
    {
        if (Read(file) is not { } bytes)
            return;
        if (!SignedNote.TryParse(bytes, out var note, out var error))
        {
            Fault(file, $"this is not a signed note ({error})");
            return;
        }

        if (!CardHistory.Pin(note, crypto).Try(out var offered, out var fault))
        {
            Fault(file, fault.ToString());
            return;
        }

        var party = offered.Current.Party;
        var read = _cards.TryGetValue(party, out var known) ? known.Accept(note, crypto) : offered;
        if (read.Try(out var history, out var refused))
            _cards[party] = history;
        else
            Fault(file, refused.ToString());
    }

    private void VerifyChannel(string directory, long all)
    {
        var policyFile = Path.Combine(directory, "policy.txt");
        if (ReadPolicy(policyFile) is not { } policy)
            return;
        var id = new ChannelId(policy.Name, policy.Hash);
        var ids = new List<Digest>();
        var heads = new Dictionary<PartyId, Head>();
        var contents = new HashSet<ContentId>();
        foreach (var file in Files(Path.Combine(directory, "records"), "*.record"))
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
            if (record.Content.Channel != id || !policy.HasMember(author))
                Fault(file, $"the record is of another channel, or its author {author} is not a member");
            else if (!_cards.TryGetValue(author, out var cards))
                Fault(file, $"there is no card of {author} here");
            else if (!_verifier.Authenticate(record, cards).Try(out _, out var signature))
                Fault(file, signature.ToString());
            if (!contents.Add(record.Content.Id))
                Fault(file, $"its content {record.Content.Id} is there twice");
            heads.TryGetValue(author, out var head);
            var due = head is not null && head.Incarnation == record.Numbering.Incarnation ? head.Number + 1 : 1;
            if (record.Numbering.Number != due || (due > 1 && record.Numbering.Previous != head!.Id))
                Fault(file, $"number {record.Numbering.Number} of {author} does not follow its number {due - 1}");
            heads[author] = record.Head;
        }

        VerifyLedger(directory, id, ids);
    }

    private ChannelPolicy? ReadPolicy(string file)
    {
        if (Read(file) is not { } bytes || !SignedNote.TryParse(bytes, out var note, out _) || !ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out var fault))
        {
            Fault(file, "this is not a channel's signed policy");
            return null;
        }

        foreach (var member in policy.Members)
        {
            var signed = _cards.TryGetValue(member.Party, out var cards)
                && cards.All.Any(c => c.Root.Equals(member.Root) && note.Verify(new Ed25519NoteVerifier(c.Node.ToVerifierKey(member.Party.Value), crypto.Ed25519)).IsVerified);
            if (!signed)
                Fault(file, $"{member.Party} has not signed this policy with a key on its card");
        }

        return policy;
    }

    private void VerifyLedger(string directory, ChannelId id, List<Digest> records)
    {
        var file = Path.Combine(directory, "ledger", "checkpoint.txt");
        if (Read(file) is not { } bytes || !SignedCheckpoint.Parse(bytes).Try(out var signed, out _)
            || !LedgerOrigin.TryParse(signed.Checkpoint.Origin.ToString(), out var origin) || !origin.IsOf(id))
        {
            Fault(file, "this is not a signed head of a ledger of this channel");
            return;
        }

        var keys = _cards.TryGetValue(origin.Party, out var cards)
            ? cards.NodeKeys(origin.Incarnation).Select(k => new Ed25519NoteVerifier(k.ToVerifierKey(origin.ToString()), crypto.Ed25519))
            : [];
        if (!signed.Verify(keys, []).Try(out _, out var unsigned))
            Fault(file, $"the head is not signed by {origin.Party}'s key: {unsigned.Detail}");
        var checkpoint = signed.Checkpoint;

        var entriesFile = Path.Combine(directory, "ledger", "entries.txt");
        var ledger = LedgerState.Empty;
        var inLedger = new List<Digest>();
        foreach (var text in ArchiveFile.Entries(entriesFile, fault => Fault(entriesFile, fault)))
        {
            if (!LedgerEntry.Parse(text).Try(out var entry, out var fault))
            {
                Fault(entriesFile, $"entry {inLedger.Count}: {fault}");
                return;
            }

            inLedger.Add(entry.Record);
            ledger = ledger.Append(entry.Commitment.Leaf).State;
        }

        if (ledger.Size != checkpoint.Size || ledger.Root != checkpoint.Root)
            Fault(file, $"the entries make a ledger of {ledger.Size} with another root than the signed head of {checkpoint.Size}");
        if (!inLedger.SequenceEqual(records))
            Fault(entriesFile, "the entries do not name exactly the records that are here, in their order");
        _ledgers++;
    }

    private byte[]? Read(string file)
    {
        if (ArchiveFile.TryRead(file, ArchiveFile.MaxBytes, out var bytes, out var fault))
            return bytes;
        Fault(file, fault);
        return null;
    }

    private static string[] Files(string directory, string pattern) =>
        Directory.Exists(directory) ? [.. Directory.GetFiles(directory, pattern).Order(StringComparer.Ordinal)] : [];

    private void Fault(string file, string detail)
    {
        if (_faults.Count < MostFaults)
            _faults.Add($"{file}: {detail}");
    }
}
