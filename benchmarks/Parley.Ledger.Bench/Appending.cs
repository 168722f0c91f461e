using System.Diagnostics;
using System.Globalization;
using Parley.Channels;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Store.Sqlite;

namespace Parley.Ledger.Bench;

/// <summary>What an append costs: in memory, and in the store with an fsync for each group.</summary>
internal sealed record Appending(double LedgerMicroseconds, double StoreCpuMicroseconds, double StoreMicroseconds, double FsyncMicroseconds, double BytesPerEntry, double RecordBytes)
{
    private const int Group = 256;

    public static Appending Measure(string folder, int records)
    {
        var crypto = SodiumProvider.Instance;
        var (root, node) = (Signer("BY/root", 1), Signer("BY", 2));
        var self = PartyId.Parse("BY");
        var desk = PostId.Parse("BY/duty");
        var now = new DateTimeOffset(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);
        var card = new PartyCard
        {
            Party = self,
            Name = "BY",
            Version = 1,
            Incarnation = 1,
            Root = CardKey.Ed25519(root.Key.PublicKey.Span),
            Node = CardKey.Ed25519(node.Key.PublicKey.Span),
            Tls = Digest.Of("tls"u8),
            ValidFrom = now,
            ValidUntil = now.AddYears(1),
            Desks = [desk],
            Officers = [],
            Bearers = [],
        };
        var other = Signer("UA/root", 3);
        var policy = new ChannelPolicy
        {
            Name = "bench",
            Version = 1,
            Exercise = false,
            Track = Track.Traffic,
            Members = [new Member(self, card.Root), new Member(PartyId.Parse("UA"), CardKey.Ed25519(other.Key.PublicKey.Span))],
            Depositary = self,
            LineTestSeconds = 3600,
            Answer = AnswerTimes.Default,
            Languages = ["en"],
            SingleKey = [],
        };
        var channel = new ChannelId(policy.Name, policy.Hash);
        var origin = LedgerOrigin.Of(self, 1, channel);
        var seed = new SaltSeed(new byte[32]);

        // Records are made and signed before the clock runs: a receipt of one record each, as small as a record gets.
        var made = new Record[records];
        for (var i = 0; i < records; i++)
        {
            var fields = new SaltedFields([new Field("records", Digest.Of(BitConverter.GetBytes(i)).ToString())], Digest.Of(BitConverter.GetBytes(~i)).ToArray());
            var id = new ContentId(Digest.Of(BitConverter.GetBytes(i)).ToArray().AsSpan(0, ContentId.Size));
            var content = new RecordContent
            {
                Id = id,
                Channel = channel,
                Author = self,
                Desk = desk,
                To = [PostId.Parse("UA/duty")],
                Info = [],
                Seen = [],
                Composed = now,
                Precedence = Precedence.Routine,
                Form = FormId.DeliveredReceipt,
                Language = "en",
                Exercise = false,
                FieldCount = 1,
                FieldsRoot = fields.Root(id, self, channel),
            };
            made[i] = Record.Create(content, [], new Numbering(1, i + 1, i == 0 ? null : made[i - 1].Id, []), fields, node);
        }

        // 1. The ledger alone: salt, entry, leaf, tree, tiles. Twice for the compiler, once for the clock, and once to keep what the store is given.
        var effects = new Effect.StoreRecord[records];
        var ledger = 0.0;
        for (var pass = 0; pass < 4; pass++)
        {
            var state = LedgerState.Empty;
            var began = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < records; i++)
            {
                var entry = LedgerEntry.Create(made[i].Id, EntryDirection.Sent, now, "local", seed.Derive(origin, new LeafIndex(i)));
                var leaf = entry.Commitment.Leaf;
                var appended = state.Append(leaf);
                state = appended.State;
                if (pass == 3)
                    effects[i] = new Effect.StoreRecord(made[i], channel, origin, i, entry, leaf, appended.FullTiles, null);
            }

            if (pass == 2)
                ledger = (Environment.CpuUsage.TotalTime - began).TotalMicroseconds / records;
        }


        // 2. The store: record, leaf and tiles, one transaction and one fsync for each group.
        var path = Path.Combine(folder, "append.db");
        using var store = new SqliteStore(path, TimeProvider.System);
        store.Begin();
        store.Apply(new Effect.StoreCard(self, SignedNote.Create(card.ToBytes(), root.Sign(card.ToBytes()), node.Sign(card.ToBytes()))));
        store.Apply(new Effect.StorePolicy(channel, SignedNote.Create(policy.ToBytes(), node.Sign(policy.ToBytes())), new byte[32]));
        store.Commit();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        foreach (var group in effects.Chunk(Group))
        {
            store.Begin();
            foreach (var effect in group)
                store.Apply(effect);
            store.Commit();
        }

        var wall = watch.Elapsed.TotalMicroseconds / records;
        var spent = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / records;
        store.Dispose();
        return new Appending(ledger, spent, wall, Fsync(folder), new FileInfo(path).Length / (double)records, made.Average(r => (double)r.Bytes.Length));

        NoteSigner Signer(string name, byte key) => new(new NoteKeyName(name), Enumerable.Repeat(key, 32).ToArray(), crypto.Ed25519);
    }

    private static double Fsync(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "fsync"), FileMode.Create);
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            file.Write(new byte[4096]);
            var watch = Stopwatch.StartNew();
            file.Flush(flushToDisk: true);
            times.Add(watch.Elapsed.TotalMicroseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"append: {LedgerMicroseconds:0.0} µs CPU in the ledger (salt, entry, leaf, tree, tiles); with its record in SQLite (WAL, synchronous FULL, {Group} in a group) {StoreCpuMicroseconds:0.0} µs CPU and {StoreMicroseconds:0.0} µs in all; an fsync here takes {FsyncMicroseconds:0} µs; {BytesPerEntry:0} bytes on disk an entry, of which its record has {RecordBytes:0}");
}
