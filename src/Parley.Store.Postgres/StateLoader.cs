using Npgsql;
using Parley.Channels;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Channels.Policies;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Mls.Groups;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Store.Postgres;

/// <summary>Reads what an engine keeps in memory, of all channels at once. Its size is that of the channels and of what is under way, not of the past.</summary>
internal sealed class StateLoader(Session session, PartyId self, ICryptoProvider crypto)
{
    private readonly Dictionary<PartyId, CardHistory> _cards = [];
    private readonly List<(long Row, ChannelId Id, SignedNote Note, byte[]? Seed, long Halted)> _channels = [];
    private readonly Dictionary<ChannelId, PolicyChain> _inForce = [];
    private readonly Dictionary<Digest, PolicyChain> _changes = [];
    private readonly Dictionary<(long Channel, PartyId Author), Head> _heads = [];
    private readonly Dictionary<(long Channel, long Ledger), long> _sizes = [];
    private readonly List<(long Channel, PartyId Author, PendingReceipt Receipt)> _unreceipted = [];
    private readonly Dictionary<(long Channel, PartyId Party), (TestedCheckpoint Tested, DateTimeOffset? At, bool Answered)> _tests = [];
    private readonly List<(long Channel, Clock Clock)> _clocks = [];
    private readonly List<(long Channel, ExchangePart Part)> _parts = [];
    private readonly List<(long Channel, SealedSubmission Submission)> _announced = [];
    private readonly Dictionary<long, StoredGroup> _groups = [];
    private readonly Dictionary<long, byte[]> _packages = [];
    private readonly List<(long Channel, GroupCommit Commit)> _commits = [];
    private readonly List<(long Channel, PartyId Member, ulong Epoch)> _confirmed = [];
    private readonly Dictionary<(long Channel, PartyId Author, long Incarnation), long> _twoPastsFrom = [];
    private readonly List<Undelivered> _undelivered = [];
    private readonly List<(long Channel, PartyId Author, long Incarnation, long Number)> _held = [];

    public EngineState Load()
    {
        Read();
        var channels = new Dictionary<ChannelId, ChannelState>();
        var proposed = new Dictionary<ChannelId, SignedNote>();
        foreach (var (row, id, note, seed, halted) in _channels)
        {
            if (seed is null)
                proposed[id] = note;
            else
                channels[id] = Channel(row, id, _inForce.GetValueOrDefault(id) ?? PolicyChain.Of(note), seed, halted, _cards[self].Current);
        }

        var names = _channels.ToDictionary(c => c.Row, c => c.Id);
        return new EngineState
        {
            Cards = _cards,
            Channels = channels,
            Proposed = proposed,
            Changes = _changes,
            Undelivered = _undelivered,
            Held = [.. _held.Select(h => new HeldPlace(names[h.Channel], h.Author, h.Incarnation, h.Number))],
        };
    }

    /// <summary>One round trip: each question with what reads a row of its answer.</summary>
    private void Read()
    {
        (NpgsqlBatchCommand Question, Action<NpgsqlDataReader> Row)[] reads =
        [
            (Session.Command("SELECT party, note FROM card ORDER BY party, version"), Card),
            (Session.Command("SELECT id, name, founding, policy, ledger_seed, halted FROM channel ORDER BY id"),
                r => _channels.Add((r.GetInt64(0), new ChannelId(r.GetString(1), r.Digest(2)), Note(r.Bytes(3), "policy"), r.BytesOrNull(4), r.IsDBNull(5) ? 0 : r.GetInt64(5)))),
            (Session.Command("SELECT hash, name, founding, in_force, chain FROM policy_change"), Change),
            // The latest of each author: one look into an index for each, however many records there are.
            (Session.Command("""
                WITH RECURSIVE author (channel, author) AS (
                    (SELECT channel, author FROM record ORDER BY channel, author LIMIT 1)
                    UNION ALL
                    SELECT n.channel, n.author FROM author a CROSS JOIN LATERAL (
                        SELECT channel, author FROM record WHERE (channel, author) > (a.channel, a.author) ORDER BY channel, author LIMIT 1) n)
                SELECT a.channel, a.author, h.incarnation, h.number, h.id FROM author a CROSS JOIN LATERAL (
                    SELECT incarnation, number, id FROM record r WHERE r.channel = a.channel AND r.author = a.author ORDER BY incarnation DESC, number DESC LIMIT 1) h
                """),
                r => _heads[(r.GetInt64(0), r.Party(1))] = new Head(r.Party(1), r.GetInt64(2), r.GetInt64(3), r.Digest(4))),
            (Session.Command("""
                WITH RECURSIVE ledger (channel, ledger) AS (
                    (SELECT channel, ledger FROM leaf ORDER BY channel, ledger LIMIT 1)
                    UNION ALL
                    SELECT n.channel, n.ledger FROM ledger l CROSS JOIN LATERAL (
                        SELECT channel, ledger FROM leaf WHERE (channel, ledger) > (l.channel, l.ledger) ORDER BY channel, ledger LIMIT 1) n)
                SELECT l.channel, l.ledger, (SELECT max(idx) + 1 FROM leaf f WHERE f.channel = l.channel AND f.ledger = l.ledger) FROM ledger l
                """),
                r => _sizes[(r.GetInt64(0), r.GetInt64(1))] = r.GetInt64(2)),
            (Session.Command("SELECT channel, author, bytes, ledger_index FROM record WHERE direction = 'received' AND service = 0 AND receipt IS NULL ORDER BY seq"), Unreceipted),
            (Session.Command("""
                SELECT c.channel, c.party, c.incarnation, c.number, c.record, c.note, r.at, EXISTS (SELECT 1 FROM cosignature s WHERE s.record = c.record AND s.member = $1)
                FROM (SELECT DISTINCT ON (channel, party) channel, party, incarnation, number, record, note FROM checkpoint ORDER BY channel, party, incarnation DESC, number DESC) c
                LEFT JOIN record r ON r.id = c.record
                """, self.Value),
                r => _tests[(r.GetInt64(0), r.Party(1))] = (r.Tested(1), r.IsDBNull(6) ? null : r.UnixMilliseconds(6), r.GetBoolean(7))),
            (Session.Command($"SELECT {Columns.OfClock}, channel FROM clock"), r => _clocks.Add((r.GetInt64(11), r.Clock()))),
            (Session.Command($"SELECT {Columns.OfPart}, channel FROM exchange WHERE over = 0"), r => _parts.Add((r.GetInt64(10), r.Part()))),
            (Session.Command("SELECT channel, text, officers, fields FROM exchange_sealed"), Announced),
            (Session.Command("SELECT channel, incarnation, epoch, keys, refreshed_at FROM mls_group"),
                r => _groups[r.GetInt64(0)] = new StoredGroup(r.GetInt64(1), new GroupSnapshot(r.Bytes(2), r.Bytes(3)), r.UnixMilliseconds(4))),
            (Session.Command("SELECT channel, bundle FROM key_package"), r => _packages[r.GetInt64(0)] = r.Bytes(1)),
            (Session.Command("SELECT channel, epoch, item, welcome, joined FROM mls_commit ORDER BY channel, epoch"),
                r => _commits.Add((r.GetInt64(0), new GroupCommit((ulong)r.GetInt64(1), r.Bytes(2), r.BytesOrNull(3),
                    [.. r.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PartyId.Parse)])))),
            (Session.Command("SELECT channel, member, epoch FROM mls_confirmed"), r => _confirmed.Add((r.GetInt64(0), r.Party(1), (ulong)r.GetInt64(2)))),
            (Session.Command("SELECT channel, other FROM evidence WHERE kind IN ($1, $2)", (int)EvidenceKind.NumberTwice, (int)EvidenceKind.ForkedChain), TwoPasts),
            (Session.Command("SELECT o.record, o.precedence, o.member, o.service FROM outbox o JOIN record r ON r.id = o.record ORDER BY r.seq, o.member"),
                r => _undelivered.Add(new Undelivered(r.Digest(0), (Precedence)r.GetInt64(1), r.Party(2), r.GetInt64(3) == 1))),
            (Session.Command("SELECT channel, author, incarnation, max(number) FROM held GROUP BY channel, author, incarnation"),
                r => _held.Add((r.GetInt64(0), r.Party(1), r.GetInt64(2), r.GetInt64(3)))),
        ];
        using var reader = session.Query(reads.Select(r => r.Question));
        foreach (var (_, row) in reads)
        {
            while (reader.Read())
                row(reader);
            reader.NextResult();
        }
    }

    private void Card(NpgsqlDataReader reader)
    {
        var (party, note) = (reader.Party(0), Note(reader.Bytes(1), "card"));
        var read = _cards.TryGetValue(party, out var known) ? known.Accept(note, crypto) : CardHistory.Pin(note, crypto);
        _cards[party] = read.Try(out var history, out var fault)
            ? history
            : throw new InvalidDataException($"A stored card of {party} is damaged: {fault}");
    }

    private void Change(NpgsqlDataReader reader)
    {
        var chain = PolicyChain.Parse(reader.Bytes(4)).OrThrow();
        if (reader.GetInt64(3) == 1)
            _inForce[new ChannelId(reader.GetString(1), reader.Digest(2))] = chain;
        else
            _changes[reader.Digest(0)] = chain;
    }

    private void Unreceipted(NpgsqlDataReader reader)
    {
        var record = Record.Parse(reader.Bytes(2)).OrThrow();
        _unreceipted.Add((reader.GetInt64(0), reader.Party(1), new PendingReceipt(record.Id, reader.GetInt64(3), record.Content.Desk, record.Content.Precedence)));
    }

    private void Announced(NpgsqlDataReader reader) => _announced.Add((reader.GetInt64(0), new SealedSubmission(
        RecordContent.Parse(reader.Bytes(1)).OrThrow(),
        [.. reader.GetString(2).Split('\n').Select(line => OfficerSignature.TryParseLine(line, out var officer) ? officer : throw new InvalidDataException("A stored officer's signature is damaged."))],
        SaltedFields.Parse(reader.Bytes(3)).OrThrow())));

    private void TwoPasts(NpgsqlDataReader reader)
    {
        var other = Record.Parse(reader.Bytes(1)).OrThrow();
        var series = (reader.GetInt64(0), other.Content.Author, other.Numbering.Incarnation);
        _twoPastsFrom[series] = Math.Min(other.Numbering.Number, _twoPastsFrom.GetValueOrDefault(series, long.MaxValue));
    }

    private ChannelState Channel(long row, ChannelId id, PolicyChain policies, byte[] seed, long halted, PartyCard own)
    {
        var members = policies.Ever.Members.Select(m => m.Party).ToArray();
        var size = new TreeSize(_sizes.GetValueOrDefault((row, own.Incarnation)));
        if (!LedgerState.TryRestore(size, new TileRows((sql, values) => session.Query(sql, values), row, own.Incarnation), out var ledger, out var missing))
            throw new InvalidDataException($"The ledger of {id.Name} is damaged: tile {missing} is missing. Restore a backup.");
        var tests = members.Where(m => _tests.ContainsKey((row, m))).ToDictionary(m => m, m => _tests[(row, m)]);
        return new ChannelState
        {
            Id = id,
            Policies = policies,
            Heads = members.Where(m => _heads.ContainsKey((row, m))).ToDictionary(m => m, m => _heads[(row, m)]),
            Ledger = ledger,
            LedgerOrigin = LedgerOrigin.Of(own.Party, own.Incarnation, id),
            LedgerSeed = new SaltSeed(seed),
            Unreceipted = [.. _unreceipted.Where(u => u.Channel == row && u.Author != self).Select(u => u.Receipt)],
            Tests = tests.ToDictionary(t => t.Key, t => t.Value.Tested),
            TestedAt = tests.TryGetValue(self, out var last) ? last.At : null,
            // Answered or not, a refusal is said once: what stands here unanswered after a restart was found good.
            Unanswered = tests.Where(t => t.Key != self && !t.Value.Answered).ToDictionary(t => t.Key, t => t.Value.Tested.Test.Id),
            Clocks = new RunningClocks([.. _clocks.Where(c => c.Channel == row).Select(c => c.Clock)]),
            Exchanges = new RunningExchanges([.. _parts.Where(p => p.Channel == row).Select(p => p.Part)], [.. _announced.Where(a => a.Channel == row).Select(a => a.Submission)]),
            TwoPastsFrom = _twoPastsFrom.Where(c => c.Key.Channel == row).ToDictionary(c => (c.Key.Author, c.Key.Incarnation), c => c.Value),
            Halted = halted,
            StoredGroup = new StoredGroupState(
                _groups.GetValueOrDefault(row), _packages.GetValueOrDefault(row), [.. _commits.Where(c => c.Channel == row).Select(c => c.Commit)],
                _confirmed.Where(c => c.Channel == row).ToDictionary(c => c.Member, c => c.Epoch)),
        };
    }

    private static SignedNote Note(byte[] bytes, string what) =>
        SignedNote.TryParse(bytes, out var note, out var error) ? note : throw new InvalidDataException($"A stored {what} is damaged: {error}");
}
