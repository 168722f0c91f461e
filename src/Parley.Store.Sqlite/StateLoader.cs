using Parley.Channels;
using Parley.Channels.Clocks;
using Parley.Channels.Groups;
using Parley.Channels.Exchanges;
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

namespace Parley.Store.Sqlite;

/// <summary>
/// Reads what an engine keeps in memory. Its size is that of the channels and of what is under way, not of the past, and so is what is read: where
/// SQLite, which knows nothing of how full a table is, would begin with the records, the order of the join or the index is named.
/// </summary>
internal sealed class StateLoader(SqliteStore store, PartyId self, ICryptoProvider crypto)
{
    public EngineState Load()
    {
        var cards = Cards();
        var channels = new Dictionary<ChannelId, ChannelState>();
        var proposed = new Dictionary<ChannelId, SignedNote>();
        var rows = new List<(long Id, ChannelId Channel, SignedNote Note, byte[]? Seed, long Halted)>();
        using (var reader = store.Query("SELECT id, name, founding, policy, ledger_seed, halted FROM channel"))
        {
            while (reader.Read())
                rows.Add((reader.GetInt64(0), new ChannelId(reader.GetString(1), reader.Digest(2)), Note(reader.Bytes(3), "policy"), reader.IsDBNull(4) ? null : reader.Bytes(4), reader.IsDBNull(5) ? 0 : reader.GetInt64(5)));
        }

        var (inForce, changes) = Changes();
        foreach (var (id, channel, note, seed, halted) in rows)
        {
            if (seed is null)
                proposed[channel] = note;
            else
                channels[channel] = Channel(id, channel, inForce.GetValueOrDefault(channel) ?? PolicyChain.Of(note), seed, halted, cards[self].Current);
        }

        return new EngineState { Cards = cards, Channels = channels, Proposed = proposed, Changes = changes, Undelivered = Undelivered(), Held = Held(rows.ToDictionary(r => r.Id, r => r.Channel)) };
    }

    private (Dictionary<ChannelId, PolicyChain> InForce, Dictionary<Digest, PolicyChain> Proposed) Changes()
    {
        var (inForce, proposed) = (new Dictionary<ChannelId, PolicyChain>(), new Dictionary<Digest, PolicyChain>());
        using var reader = store.Query("SELECT hash, name, founding, in_force, chain FROM policy_change");
        while (reader.Read())
        {
            var chain = PolicyChain.Parse(reader.Bytes(4)).OrThrow();
            if (reader.GetInt32(3) == 1)
                inForce[new ChannelId(reader.GetString(1), reader.Digest(2))] = chain;
            else
                proposed[reader.Digest(0)] = chain;
        }

        return (inForce, proposed);
    }

    private Dictionary<PartyId, CardHistory> Cards()
    {
        var cards = new Dictionary<PartyId, CardHistory>();
        using var reader = store.Query("SELECT party, note FROM card ORDER BY party, version");
        while (reader.Read())
        {
            var party = PartyId.Parse(reader.GetString(0));
            var note = Note(reader.Bytes(1), "card");
            var read = cards.TryGetValue(party, out var known) ? known.Accept(note, crypto) : CardHistory.Pin(note, crypto);
            cards[party] = read.Try(out var history, out var fault)
                ? history
                : throw new InvalidDataException($"A stored card of {party} is damaged: {fault}");
        }

        return cards;
    }

    private ChannelState Channel(long row, ChannelId id, PolicyChain policies, byte[] seed, long halted, PartyCard own)
    {
        var heads = new Dictionary<PartyId, Head>();
        var members = policies.Ever.Members;
        foreach (var member in members)
        {
            using var reader = store.Query("SELECT incarnation, number, id FROM record WHERE channel = ?1 AND author = ?2 ORDER BY incarnation DESC, number DESC LIMIT 1", row, member.Party.Value);
            if (reader.Read())
                heads[member.Party] = new Head(member.Party, reader.GetInt64(0), reader.GetInt64(1), reader.Digest(2));
        }

        var size = new TreeSize((long)store.Scalar("SELECT coalesce(max(idx) + 1, 0) FROM leaf WHERE channel = ?1 AND ledger = ?2", row, own.Incarnation)!);
        if (!LedgerState.TryRestore(size, new TileRows((sql, values) => store.Query(sql, values), row, own.Incarnation), out var ledger, out var missing))
            throw new InvalidDataException($"The ledger of {id.Name} is damaged: tile {missing} is missing. Restore a backup, or take the file to 'parley verify'.");

        var unreceipted = new List<PendingReceipt>();
        using (var reader = store.Query("SELECT bytes, ledger_index FROM record INDEXED BY record_unreceipted WHERE channel = ?1 AND direction = 'received' AND service = 0 AND receipt IS NULL AND author <> ?2 ORDER BY seq", row, self.Value))
        {
            while (reader.Read())
            {
                var record = Record.Parse(reader.Bytes(0)).OrThrow();
                unreceipted.Add(new PendingReceipt(record.Id, reader.GetInt64(1), record.Content.Desk, record.Content.Precedence));
            }
        }

        var tests = new Dictionary<PartyId, TestedCheckpoint>();
        var unanswered = new Dictionary<PartyId, Digest>();
        foreach (var member in members.Select(m => m.Party))
        {
            using (var reader = store.Query("SELECT party, incarnation, number, record, note FROM checkpoint WHERE channel = ?1 AND party = ?2 ORDER BY incarnation DESC, size DESC LIMIT 1", row, member.Value))
            {
                if (reader.Read())
                    tests[member] = reader.Tested(0);
            }

            // Answered or not, a refusal is said once: what stands here unanswered after a restart was found good.
            if (member != self && tests.TryGetValue(member, out var tested)
                && store.Scalar("SELECT 1 FROM cosignature WHERE record = ?1 AND member = ?2", tested.Test.Id.ToArray(), self.Value) is null)
            {
                unanswered[member] = tested.Test.Id;
            }
        }

        var testedAt = tests.TryGetValue(self, out var last) && store.Scalar("SELECT at FROM record WHERE id = ?1", last.Test.Id.ToArray()) is long at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : (DateTimeOffset?)null;

        return new ChannelState
        {
            Id = id,
            Policies = policies,
            Heads = heads,
            Ledger = ledger,
            LedgerOrigin = LedgerOrigin.Of(own.Party, own.Incarnation, id),
            LedgerSeed = new SaltSeed(seed),
            Unreceipted = unreceipted,
            Tests = tests,
            TestedAt = testedAt,
            Unanswered = unanswered,
            Clocks = new RunningClocks(Clocks(row)),
            Exchanges = new RunningExchanges(Parts(row), Announced(row)),
            TwoPastsFrom = TwoPastsFrom(row),
            Halted = halted,
            StoredGroup = Group(row),
        };
    }

    private List<ExchangePart> Parts(long channel)
    {
        var parts = new List<ExchangePart>();
        using var reader = store.Query($"SELECT {Columns.OfPart} FROM exchange WHERE channel = ?1 AND over = 0", channel);
        while (reader.Read())
            parts.Add(reader.Part());
        return parts;
    }

    private List<SealedSubmission> Announced(long channel)
    {
        var submissions = new List<SealedSubmission>();
        using var reader = store.Query("SELECT text, officers, fields FROM exchange_sealed WHERE channel = ?1", channel);
        while (reader.Read())
        {
            submissions.Add(new SealedSubmission(
                RecordContent.Parse(reader.Bytes(0)).OrThrow(),
                [.. reader.GetString(1).Split('\n').Select(line => OfficerSignature.TryParseLine(line, out var officer) ? officer : throw new InvalidDataException("A stored officer's signature is damaged."))],
                SaltedFields.Parse(reader.Bytes(2)).OrThrow()));
        }

        return submissions;
    }

    private List<Clock> Clocks(long channel)
    {
        var clocks = new List<Clock>();
        using var reader = store.Query($"SELECT {Columns.OfClock} FROM clock WHERE channel = ?1", channel);
        while (reader.Read())
            clocks.Add(reader.Clock());
        return clocks;
    }

    private StoredGroupState Group(long channel)
    {
        StoredGroup? group = null;
        using (var reader = store.Query("SELECT incarnation, epoch, keys, refreshed_at FROM mls_group WHERE channel = ?1", channel))
        {
            if (reader.Read())
                group = new StoredGroup(reader.GetInt64(0), new GroupSnapshot(reader.Bytes(1), reader.Bytes(2)), reader.UnixMilliseconds(3));
        }

        var commits = new List<GroupCommit>();
        using (var reader = store.Query("SELECT epoch, item, welcome, joined FROM mls_commit WHERE channel = ?1 ORDER BY epoch", channel))
        {
            while (reader.Read())
            {
                commits.Add(new GroupCommit((ulong)reader.GetInt64(0), reader.Bytes(1), reader.IsDBNull(2) ? null : reader.Bytes(2),
                    [.. reader.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PartyId.Parse)]));
            }
        }

        var confirmed = new Dictionary<PartyId, ulong>();
        using (var reader = store.Query("SELECT member, epoch FROM mls_confirmed WHERE channel = ?1", channel))
        {
            while (reader.Read())
                confirmed[PartyId.Parse(reader.GetString(0))] = (ulong)reader.GetInt64(1);
        }

        return new StoredGroupState(group, store.Scalar("SELECT bundle FROM key_package WHERE channel = ?1", channel) as byte[], commits, confirmed);
    }

    private Dictionary<(PartyId Author, long Incarnation), long> TwoPastsFrom(long channel)
    {
        var series = new Dictionary<(PartyId, long), long>();
        using var reader = store.Query("SELECT other FROM evidence WHERE channel = ?1 AND kind IN (?2, ?3)", channel, (int)EvidenceKind.NumberTwice, (int)EvidenceKind.ForkedChain);
        while (reader.Read())
        {
            var other = Record.Parse(reader.Bytes(0)).OrThrow();
            var (author, numbering) = (other.Content.Author, other.Numbering);
            series[(author, numbering.Incarnation)] = Math.Min(numbering.Number, series.GetValueOrDefault((author, numbering.Incarnation), long.MaxValue));
        }

        return series;
    }

    private List<Undelivered> Undelivered()
    {
        var undelivered = new List<Undelivered>();
        using var reader = store.Query("SELECT r.id, o.precedence, o.member, o.service FROM undelivered o CROSS JOIN record r ON r.seq = o.seq ORDER BY o.seq");
        while (reader.Read())
            undelivered.Add(new Undelivered(reader.Digest(0), (Precedence)reader.GetInt32(1), PartyId.Parse(reader.GetString(2)), reader.GetInt32(3) == 1));
        return undelivered;
    }

    private List<HeldPlace> Held(Dictionary<long, ChannelId> channels)
    {
        var held = new List<HeldPlace>();
        using var reader = store.Query("SELECT channel, author, incarnation, max(number) FROM held GROUP BY channel, author, incarnation");
        while (reader.Read())
            held.Add(new HeldPlace(channels[reader.GetInt64(0)], PartyId.Parse(reader.GetString(1)), reader.GetInt64(2), reader.GetInt64(3)));
        return held;
    }

    private static SignedNote Note(byte[] bytes, string what) =>
        SignedNote.TryParse(bytes, out var note, out var error) ? note : throw new InvalidDataException($"A stored {what} is damaged: {error}");
}
