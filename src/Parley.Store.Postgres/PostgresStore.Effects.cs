using Parley.Channels;
using Parley.Channels.Ladders;
using Parley.Ledger.Entries;

namespace Parley.Store.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public void Apply(Effect.Stored effect)
    {
        switch (effect)
        {
            case Effect.StoreRecord store:
                ApplyRecord(store);
                break;
            case Effect.HoldRecord hold:
                Write("INSERT INTO held VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    Id(hold.Channel), hold.Record.Content.Author.Value, hold.Record.Numbering.Incarnation, hold.Record.Numbering.Number,
                    hold.Record.Id.ToArray(), hold.From.Value, hold.Bearer, hold.Record.Bytes.ToArray(),
                    (int)hold.Record.Content.Precedence, hold.Record.Content.Form.IsService ? 1 : 0, _clock.GetUtcNow().ToUnixTimeMilliseconds());
                break;
            case Effect.DropHeld drop:
                Write("DELETE FROM held WHERE channel = $1 AND author = $2 AND incarnation = $3 AND number = $4",
                    Id(drop.Channel), drop.Author.Value, drop.Incarnation, drop.Number);
                break;
            case Effect.Climb climb:
                ApplyClimb(climb);
                break;
            case Effect.Receipted receipted:
                Write("UPDATE record SET receipt = $1 WHERE id = ANY($2)", receipted.Receipt.ToArray(), receipted.Records.Select(r => r.ToArray()).ToArray());
                break;
            case Effect.StorePolicy policy:
                if (!TryId(policy.Channel, out var made))
                    _channelIds[policy.Channel] = made = _channelIds.Values.DefaultIfEmpty().Max() + 1;
                Write("INSERT INTO channel (id, name, founding, policy, ledger_seed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (founding) DO UPDATE SET policy = excluded.policy, ledger_seed = excluded.ledger_seed",
                    made, policy.Channel.Name, policy.Channel.Founding.ToArray(), policy.Policy.ToBytes(), policy.LedgerSeed);
                break;
            case Effect.StoreCard card:
                Write("INSERT INTO card SELECT $1, coalesce(max(version), 0) + 1, $2 FROM card WHERE party = $1", card.Party.Value, card.Card.ToBytes());
                break;
            case Effect.Halt halt:
                Write("UPDATE channel SET halted = $2 WHERE id = $1", Id(halt.Channel), halt.Incarnation);
                break;
            case Effect.StoreCheckpoint { Tested: var tested } store:
                Write("INSERT INTO checkpoint VALUES ($1, $2, $3, $4, $5, $6, $7)", tested.Test.Id.ToArray(), Id(store.Channel),
                    tested.Test.Author.Value, tested.Test.Incarnation, tested.Test.Number, tested.Signed.Checkpoint.Size.Value, tested.Signed.ToBytes());
                break;
            case Effect.StoreCosignature cosignature:
                Write("INSERT INTO cosignature VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", cosignature.Test.ToArray(), cosignature.Member.Value, string.Join('\n', cosignature.Lines));
                break;
            case Effect.StoreWitness witness:
                Write("INSERT INTO cosignature VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", witness.Test.ToArray(), witness.Line.KeyName.ToString(), witness.Line.ToString());
                break;
            case Effect.StoreClock { Clock: var clock } store:
                Write("""
                    INSERT INTO clock VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (record, owes, kind) DO UPDATE SET
                        channel = excluded.channel, author = excluded.author, number = excluded.number, precedence = excluded.precedence, due = excluded.due,
                        open = excluded.open, subject = excluded.subject, asked = excluded.asked, ask_at = excluded.ask_at
                    """,
                    clock.Record.ToArray(), clock.Owes.Value, (int)clock.Kind, Id(store.Channel), clock.Author.Value, clock.Number, (int)clock.Precedence,
                    clock.Due.ToUnixTimeSeconds(), string.Join(' ', clock.Open), clock.Subject, clock.Asked, clock.AskAt?.ToUnixTimeSeconds());
                break;
            case Effect.StopClock stop:
                Write("DELETE FROM clock WHERE record = $1 AND owes = $2 AND kind = $3", stop.Record.ToArray(), stop.Owes.Value, (int)stop.Kind);
                break;
            case Effect.StorePart { Part: var part } store:
                Write("""
                    INSERT INTO exchange VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0) ON CONFLICT (header) DO UPDATE SET
                        channel = excluded.channel, subject = excluded.subject, parties = excluded.parties, party = excluded.party, number = excluded.number, content = excluded.content,
                        content_hash = excluded.content_hash, reveal_by = excluded.reveal_by, at = excluded.at, revealed = excluded.revealed, over = 0
                    """,
                    part.Header.ToArray(), Id(store.Channel), part.Key.Subject, string.Join(' ', part.Key.Parties), part.Party.Value, part.Number, part.Content.ToArray(), part.ContentHash.ToArray(),
                    part.RevealBy.ToUnixTimeSeconds(), part.At.ToUnixTimeSeconds(), part.Revealed?.ToArray());
                break;
            case Effect.EndExchange end:
                Write("UPDATE exchange SET over = 1 WHERE header = ANY($1)", (object)end.Headers.Select(h => h.ToArray()).ToArray());
                break;
            case Effect.StoreAnnounced { Submission: var submission } store:
                Write("INSERT INTO exchange_sealed VALUES ($1, $2, $3, $4, $5) ON CONFLICT (channel, content) DO UPDATE SET text = excluded.text, officers = excluded.officers, fields = excluded.fields",
                    Id(store.Channel), submission.Content.Id.ToArray(), submission.Content.ToBytes(), string.Join('\n', submission.Officers.Select(o => o.ToLine())), submission.Fields.ToBytes());
                break;
            case Effect.DropAnnounced drop:
                Write("DELETE FROM exchange_sealed WHERE channel = $1 AND content = $2", Id(drop.Channel), drop.Content.ToArray());
                break;
            case Effect.StoreEvidence { Evidence: var evidence }:
                // Bounded: whoever lies a thousand times has been proven a liar.
                Write("""
                    INSERT INTO evidence (seq, channel, author, kind, known, other, other_id) SELECT (SELECT coalesce(max(seq), 0) + 1 FROM evidence), $1, $2, $3, $4, $5, $6
                    WHERE (SELECT count(*) FROM evidence WHERE author = $2) < 1000 ON CONFLICT (channel, author, other_id) DO NOTHING
                    """,
                    Id(evidence.Channel), evidence.Author.Value, (int)evidence.Kind, evidence.Known.ToArray(), evidence.Other.ToArray(), evidence.OtherId.ToArray());
                break;
            case Effect.StoreChange change:
                if (change.InForce)
                    Write("DELETE FROM policy_change WHERE founding = $1", change.Channel.Founding.ToArray());
                Write("INSERT INTO policy_change VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO UPDATE SET name = excluded.name, founding = excluded.founding, in_force = excluded.in_force, chain = excluded.chain",
                    change.Hash.ToArray(), change.Channel.Name, change.Channel.Founding.ToArray(), change.InForce ? 1 : 0, change.Policies.ToBytes());
                break;
            case Effect.Depart depart:
                Write("DELETE FROM outbox WHERE member = $2 AND record IN (SELECT id FROM record WHERE channel = $1)", Id(depart.Channel), depart.Member.Value);
                break;
            case Effect.StoreGroup group:
                Write("""
                    INSERT INTO mls_group VALUES ($1, $2, $3, $4, $5) ON CONFLICT (channel) DO UPDATE SET
                        incarnation = excluded.incarnation, epoch = excluded.epoch, keys = excluded.keys, refreshed_at = excluded.refreshed_at
                    """,
                    Id(group.Channel), group.Group.Incarnation, group.Group.Snapshot.Epoch.ToArray(), group.Group.Snapshot.Messages.ToArray(), group.Group.RefreshedAt.ToUnixTimeMilliseconds());
                break;
            case Effect.StoreGroupKeys keys:
                Write("UPDATE mls_group SET keys = $2 WHERE channel = $1", Id(keys.Channel), keys.Messages.ToArray());
                break;
            case Effect.ForgetGroup forget:
                foreach (var table in (string[])["mls_group", "mls_commit", "mls_confirmed", "sealed"])
                    Write($"DELETE FROM {table} WHERE channel = $1", Id(forget.Channel));
                break;
            case Effect.StoreKeyPackage { Bundle: { } bundle } package:
                Write("INSERT INTO key_package VALUES ($1, $2) ON CONFLICT (channel) DO UPDATE SET bundle = excluded.bundle", Id(package.Channel), bundle);
                break;
            case Effect.StoreKeyPackage package:
                Write("DELETE FROM key_package WHERE channel = $1", Id(package.Channel));
                break;
            case Effect.StoreCommit { Commit: var commit } store:
                Write("INSERT INTO mls_commit VALUES ($1, $2, $3, $4, $5)", Id(store.Channel), (long)commit.Epoch, commit.Commit, commit.Welcome, string.Join(' ', commit.Joined));
                break;
            case Effect.StoreConfirmed { Epoch: { } confirmed } by:
                Write("INSERT INTO mls_confirmed VALUES ($1, $2, $3) ON CONFLICT (channel, member) DO UPDATE SET epoch = excluded.epoch", Id(by.Channel), by.Member.Value, (long)confirmed);
                break;
            case Effect.StoreConfirmed by:
                Write("DELETE FROM mls_confirmed WHERE channel = $1 AND member = $2", Id(by.Channel), by.Member.Value);
                break;
            case Effect.DropCommits drop:
                Write("DELETE FROM mls_commit WHERE channel = $1 AND epoch < $2", Id(drop.Channel), (long)drop.Before);
                break;
            case Effect.StoreSealed { Sealed: var was } store:
                Write("INSERT INTO sealed VALUES ($1, $2, $3, $4) ON CONFLICT (record) DO UPDATE SET epoch = excluded.epoch, bytes = excluded.bytes", was.Record.ToArray(), Id(store.Channel), (long)was.Epoch, was.Bytes.ToArray());
                break;
            case Effect.StoreAttachments attached:
                for (var i = 0; i < attached.Attachments.Count; i++)
                {
                    var file = attached.Attachments[i];
                    Write("INSERT INTO attachment VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        attached.Record.Id.ToArray(), i + 1, file.Root.ToArray(), file.Size, file.MediaType, file.Name, file.Key.ToArray());
                }

                Write("INSERT INTO attached VALUES ($1, $2) ON CONFLICT (author) DO UPDATE SET bytes = attached.bytes + excluded.bytes", attached.Record.Content.Author.Value, attached.Attachments.Sum(a => a.Size));
                Write("INSERT INTO outstanding VALUES ($1)", attached.Record.Id.ToArray());
                break;
            case Effect.Settle settled:
                Write("DELETE FROM outstanding WHERE record = $1", settled.Record.ToArray());
                break;
            case Effect.StoreAlarm { Alarm: var alarm }:
                object?[] told = [_clock.GetUtcNow().ToUnixTimeMilliseconds(), alarm.Rule, alarm.Channel is { } channel ? Id(channel) : 0L, alarm.About.Value, alarm.Text];
                // Bounded by rule, so that a flood of one kind never keeps another kind from the watch.
                Write("""
                    INSERT INTO alarm (seq, first_at, last_at, times, rule, channel, about, text) SELECT (SELECT coalesce(max(seq), 0) + 1 FROM alarm), $1, $1, 0, $2, $3, $4, $5
                    WHERE (SELECT count(*) FROM alarm WHERE about = $4 AND rule = $2) < 1000
                      AND NOT EXISTS (SELECT 1 FROM alarm WHERE about = $4 AND rule = $2 AND channel = $3 AND text = $5)
                    """, told);
                Write("UPDATE alarm SET last_at = $1, times = times + 1 WHERE about = $4 AND rule = $2 AND channel = $3 AND text = $5", told);
                break;
            default:
                throw new ArgumentException($"This store does not know the effect {effect?.GetType().Name}.", nameof(effect));
        }
    }

    private void ApplyRecord(Effect.StoreRecord store)
    {
        var (record, channel) = (store.Record, Id(store.Channel));
        var content = record.Content;
        Write("""
            INSERT INTO record (seq, channel, id, content, author, incarnation, number, precedence, service, ledger, ledger_index, direction, at, bearer, flag, read, bytes, repeats)
            VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM record), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            channel, record.Id.ToArray(), content.Id.ToArray(), content.Author.Value, record.Numbering.Incarnation, record.Numbering.Number,
            (int)content.Precedence, content.Form.IsService ? 1 : 0, store.Ledger.Incarnation, store.LedgerIndex,
            store.Entry.Direction == EntryDirection.Sent ? "sent" : "received", store.Entry.Time.ToUnixTimeMilliseconds(), store.Entry.Bearer,
            store.Flag, content.Author == store.Ledger.Party ? 1 : 0, record.Bytes.ToArray(), store.Repeats?.ToArray());
        if (!content.Form.IsService)
            Write("INSERT INTO form SELECT $1, max(seq) FROM record", content.Form.Value);
        foreach (var target in ClaimReader.Targets(record))
            Write("INSERT INTO reference VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", target.ToArray(), content.Author.Value, record.Id.ToArray());
        Write("INSERT INTO leaf VALUES ($1, $2, $3, $4)", channel, store.Ledger.Incarnation, store.LedgerIndex, store.Leaf.ToArray());
        foreach (var tile in store.FullTiles)
        {
            Write("INSERT INTO tile VALUES ($1, $2, $3, $4, $5, $6)",
                channel, store.Ledger.Incarnation, tile.Address.Level, tile.Address.Index, tile.Root().ToArray(), tile.ToBytes());
        }
    }

    private void ApplyClimb(Effect.Climb climb)
    {
        var record = climb.Record.ToArray();
        Write("INSERT INTO ladder VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            record, climb.Member.Value, (int)climb.Rung, climb.Claim?.ToArray(), climb.At.ToUnixTimeSeconds());
        switch (climb.Rung)
        {
            case Rung.Queued:
                Write("INSERT INTO outbox SELECT $1, $2, precedence, service FROM record WHERE id = $1 ON CONFLICT DO NOTHING", record, climb.Member.Value);
                break;
            case Rung.Sent:
                Done("AND service = 1");
                break;
            default:
                Done("");
                // Read here: the receipt that says so is one of this node's own.
                if (climb.Rung == Rung.Read)
                    Write("UPDATE record SET read = 1 WHERE id = $1 AND direction = 'received' AND EXISTS (SELECT 1 FROM record r WHERE r.id = $2 AND r.direction = 'sent')", record, climb.Claim?.ToArray());
                break;
        }

        // What nobody waits for any more is not kept sealed: its key is gone at everybody who opened it.
        void Done(string condition) => Write($"""
            WITH gone AS (DELETE FROM outbox WHERE record = $1 AND member = $2 {condition} RETURNING record)
            DELETE FROM sealed USING gone WHERE sealed.record = gone.record AND NOT EXISTS (SELECT 1 FROM outbox WHERE record = $1 AND member <> $2)
            """, record, climb.Member.Value);
    }

    private void Write(string sql, params ReadOnlySpan<object?> values) => _session.Write(sql, values);
}
