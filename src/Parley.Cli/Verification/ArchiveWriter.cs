using System.Globalization;
using System.Text;
using Parley.Crypto;
using Parley.Channels.Proofs;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Cli.Verification;

/// <summary>
/// Writes a node's archive: <c>cards/</c>, <c>evidence/</c>, and for each channel <c>policy.txt</c>, the exact
/// <c>records/</c>, a <c>reading/</c> copy of each for people, and the <c>ledger/</c> with its signed checkpoint and the
/// opening of every entry.
/// </summary>
internal static class ArchiveWriter
{
    private const int Page = 500;

    /// <summary>Writes into a directory that is not there yet, and returns the number of records.</summary>
    public static long Write(NodeDirectory node, string target, ICryptoProvider crypto, Action<long, long> progress)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new CommandFailure($"{target} is not empty; an archive is written into a directory of its own");
        var archive = NodeDatabase.FindArchive(node)
            ?? throw new CommandFailure($"there is no node in {node.Path}: its store {node.Database} is missing");
        CreatePrivate(target);
        using var key = KeyFile.Read(node.NodeKey, crypto);
        var self = PartyId.Parse(key.Name);

        Directory.CreateDirectory(Path.Combine(target, "cards"));
        var cards = new Dictionary<PartyId, CardHistory>();
        foreach (var note in archive.Cards())
        {
            var card = CardHistory.Pin(note, crypto).OrThrow().Current;
            cards[card.Party] = (cards.TryGetValue(card.Party, out var known) ? known.Accept(note, crypto) : CardHistory.Pin(note, crypto)).OrThrow();
            File.WriteAllBytes(Path.Combine(target, "cards", string.Create(CultureInfo.InvariantCulture, $"{card.Party}.{card.Version:000}.txt")), note.ToBytes());
        }

        var channels = archive.Channels().Where(c => c.LedgerSeed is not null).ToArray();
        var all = channels.SelectMany(c => archive.Ledgers(c.Id)).Sum(l => l.Size.Value);
        var done = 0L;
        foreach (var channel in channels)
        {
            // Two channels may have one name, and would lie in one directory.
            var alone = channels.Count(c => c.Id.Name == channel.Id.Name) == 1;
            var place = Path.Combine(target, "channels", alone ? channel.Id.Name : $"{channel.Id.Name}-{channel.Id.Founding.ToString()[..16]}");
            foreach (var part in new[] { "records", "reading" })
                Directory.CreateDirectory(Path.Combine(place, part));
            foreach (var (note, version) in channel.Policies.Notes.Select((n, i) => (n, i + 1)))
                File.WriteAllBytes(Path.Combine(place, version == 1 ? "policy.txt" : string.Create(CultureInfo.InvariantCulture, $"policy-{version}.txt")), note.ToBytes());

            var (after, ordinal) = (0L, 0L);
            foreach (var stored in archive.Ledgers(channel.Id))
            {
                var origin = LedgerOrigin.Of(self, stored.Incarnation, channel.Id);
                var folder = Path.Combine(place, "ledgers", stored.Incarnation.ToString(CultureInfo.InvariantCulture));
                Directory.CreateDirectory(folder);
                var seed = new SaltSeed(channel.LedgerSeed);
                var ledger = LedgerState.Empty;
                using var entries = File.Create(Path.Combine(folder, "entries.txt"));
                while (ledger.Size < stored.Size)
                {
                    var before = ledger.Size;
                    foreach (var archived in archive.Records(channel.Id, after, Page, withService: true)
                        .TakeWhile(r => r.Ledger == stored.Incarnation && r.LedgerIndex < stored.Size.Value))
                    {
                        after = archived.Sequence;
                        var record = archived.Record;
                        var name = string.Create(CultureInfo.InvariantCulture, $"{ordinal++:000000}-{record.Content.Author}-{record.Numbering.Incarnation}-{record.Numbering.Number}");
                        File.WriteAllBytes(Path.Combine(place, "records", name + ".record"), record.Bytes);
                        File.WriteAllText(Path.Combine(place, "reading", name + ".txt"), RecordRendering.ToText(record));
                        var entry = LedgerEntry.Create(record.Id, archived.Direction == "sent" ? EntryDirection.Sent : EntryDirection.Received,
                            archived.At, archived.Bearer, seed.Derive(origin, new LeafIndex(archived.LedgerIndex)));
                        entries.Write(entry.ToBytes());
                        ledger = ledger.Append(entry.Commitment.Leaf).State;
                        progress(++done, all);
                    }

                    if (ledger.Size == before)
                        throw new InvalidDataException($"The store is damaged: the ledger of {channel.Id.Name} has {stored.Size} entries, and only {ledger.Size} records are there. Restore a backup.");
                }

                var checkpoint = new Checkpoint(origin.Line, ledger.Size, ledger.Root);
                File.WriteAllBytes(Path.Combine(folder, "checkpoint.txt"), SignedCheckpoint.Sign(checkpoint, key.ToLedgerSigner(origin)).Note.ToBytes());
            }

            // What was tested and cosigned: of this node's own ledgers, and of the others'.
            foreach (var tested in archive.Checkpoints(channel.Id))
            {
                Directory.CreateDirectory(Path.Combine(place, "cosigned"));
                var name = string.Create(CultureInfo.InvariantCulture, $"{tested.Tested.Test.Author}-{tested.Tested.Test.Incarnation}.txt");
                File.WriteAllBytes(Path.Combine(place, "cosigned", name), tested.Signed.ToBytes());
            }
        }

        var number = 0;
        foreach (var evidence in archive.Evidence())
        {
            Directory.CreateDirectory(Path.Combine(target, "evidence"));
            var name = string.Create(CultureInfo.InvariantCulture, $"{++number:000}-{evidence.Author}-{evidence.Kind.ToString().ToLowerInvariant()}");
            File.WriteAllBytes(Path.Combine(target, "evidence", name + ".evidence"), EvidenceFile.Of(evidence, cards[evidence.Author], crypto).ToBytes());
        }

        File.WriteAllText(Path.Combine(target, "README.txt"), $"""
            Archive of {self}'s node.

            channels/NAME/reading   each record for reading
            channels/NAME/records   the exact bytes, which signatures and hashes cover
            channels/NAME/ledgers   of each incarnation of {self}'s node: the signed head of its ledger, and the opening of each entry
            channels/NAME/cosigned  the head of each party's ledger that was tested last, with the others' cosignatures
            evidence                where somebody lied: files that show it by themselves
            cards                   the parties' keys; compare their words with the parties before you believe anything here

            Check all of it, without a node and without a network: parley verify DIRECTORY

            """, Encoding.UTF8);
        return done;
    }

    /// <summary>An archive is everything that was said, in plain text: at first for its owner only.</summary>
    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
