using Microsoft.Data.Sqlite;
using Parley.Channels;
using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

/// <summary>The file itself: old, new, damaged, large.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("parley-file-").FullName, "node.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Fact]
    public void Schema_Newer_RefusedAndTheFileLeftAlone()
    {
        Fill();
        Sql("PRAGMA user_version = 99");
        var e = Assert.Throws<InvalidDataException>(() => new SqliteStore(_path, TimeProvider.System));
        Assert.Contains("schema version 99", e.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", e.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Sql("PRAGMA user_version"));
    }

    [Theory]
    [InlineData(99, "newer program")]
    [InlineData(11, "earlier program")]
    public void Schema_OfAnotherProgram_IsNotReadAsIfItWereKnown(int version, string expected)
    {
        Fill();
        var known = Sql("PRAGMA user_version");
        Sql($"PRAGMA user_version = {version}");
        var e = Assert.Throws<InvalidDataException>(() => new SqliteArchive(_path).Cards());
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Sql($"PRAGMA user_version = {known}");
        Assert.NotEmpty(new SqliteArchive(_path).Cards());
    }

    [Fact]
    public void Schema_OfVersion1_IsBroughtUpToDateWithAllThatItHeld()
    {
        Fill();
        var old = _path + ".old";
        using (var stream = typeof(SqliteStore).Assembly.GetManifestResourceStream("001.sql")!)
        using (var reader = new StreamReader(stream))
        using (var connection = new SqliteConnection($"Data Source={old};Pooling=False"))
        {
            connection.Open();
            var columns = "seq, channel, id, content, author, incarnation, number, precedence, service, ledger_index, direction, at, bearer, flag, receipt, read, bytes";
            using var command = new SqliteCommand(reader.ReadToEnd() + $"""
                ATTACH '{_path}' AS n;
                INSERT INTO card SELECT * FROM n.card;
                INSERT INTO channel SELECT id, name, founding, policy, ledger_seed FROM n.channel;
                INSERT INTO record ({columns}) SELECT {columns} FROM n.record;
                INSERT INTO leaf SELECT channel, idx, hash FROM n.leaf;
                INSERT INTO outbox SELECT * FROM n.outbox;
                INSERT INTO evidence SELECT 1, channel, author, 0, bytes, bytes, id FROM n.record LIMIT 1;
                PRAGMA user_version = 1;
                """, connection);
            command.ExecuteNonQuery();
        }

        using var now = new SqliteStore(_path, TimeProvider.System);
        using var upgraded = new SqliteStore(old, TimeProvider.System);
        var (expected, found) = (now.Load(Desk.By.Id, SodiumProvider.Instance), upgraded.Load(Desk.By.Id, SodiumProvider.Instance));
        var (one, other) = (expected.Channels[Desk.Channel], found.Channels[Desk.Channel]);
        Assert.Equal((one.Ledger.Size, one.Ledger.Root), (other.Ledger.Size, other.Ledger.Root));
        Assert.Equal(one.Heads.OrderBy(h => h.Key), other.Heads.OrderBy(h => h.Key));
        Assert.Equal(expected.Undelivered, found.Undelivered);
        Assert.Equal(one.Unreceipted, other.Unreceipted);
        Assert.Empty(other.Tests);
        Assert.Single(new SqliteArchive(old).Evidence());
    }

    public static TheoryData<int> VersionsBefore => [.. Enumerable.Range(1, typeof(SqliteStore).Assembly.GetManifestResourceNames().Count(n => n.EndsWith(".sql", StringComparison.Ordinal)) - 1)];

    [Theory, MemberData(nameof(VersionsBefore))]
    public void Schema_OfEachVersionBefore_IsBroughtUpToDateWithAllThatItHeld(int version)
    {
        Fill();
        var (absent, said) = (Digest.Of("a record that is not here"u8), new SqliteArchive(_path).Records(null, 0, 1000, withService: true)[0].Record.Id);
        using (var store = new SqliteStore(_path, TimeProvider.System))
        {
            store.Begin();
            store.Apply(new Effect.Climb(Desk.Channel, absent, Desk.Ua.Id, Rung.Read, null, Desk.Now));
            store.Apply(new Effect.StoreSealed(Desk.Channel, new SealedRecord(said, 1, new byte[] { 1, 2, 3 })));
            store.Commit();
        }

        var old = _path + ".old";
        using (var connection = new SqliteConnection($"Data Source={old};Pooling=False"))
        {
            connection.Open();
            for (var step = 1; step <= version; step++)
            {
                using var stream = typeof(SqliteStore).Assembly.GetManifestResourceStream(FormattableString.Invariant($"{step:000}.sql"))!;
                using var reader = new StreamReader(stream);
                Run(reader.ReadToEnd());
            }

            // What a program of that version had: of each of its tables the columns that it knew.
            Run($"ATTACH '{_path}' AS n");
            foreach (var table in Strings("SELECT name FROM main.sqlite_schema WHERE type = 'table'"))
            {
                var columns = string.Join(", ", Strings($"SELECT name FROM pragma_table_info('{table}', 'main') INTERSECT SELECT name FROM pragma_table_info('{table}', 'n')"));
                if (columns.Length > 0)
                    Run($"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM n.{table}");
            }

            Run(FormattableString.Invariant($"DETACH n; PRAGMA user_version = {version}"));

            void Run(string sql)
            {
                using var command = new SqliteCommand(sql, connection);
                command.ExecuteNonQuery();
            }

            List<string> Strings(string sql)
            {
                using var command = new SqliteCommand(sql, connection);
                using var rows = command.ExecuteReader();
                var strings = new List<string>();
                while (rows.Read())
                    strings.Add(rows.GetString(0));
                return strings;
            }
        }

        using var now = new SqliteStore(_path, TimeProvider.System);
        using var upgraded = new SqliteStore(old, TimeProvider.System);
        var (expected, found) = (now.Load(Desk.By.Id, SodiumProvider.Instance), upgraded.Load(Desk.By.Id, SodiumProvider.Instance));
        var (one, other) = (expected.Channels[Desk.Channel], found.Channels[Desk.Channel]);
        Assert.Equal((one.Ledger.Size, one.Ledger.Root), (other.Ledger.Size, other.Ledger.Root));
        Assert.Equal(one.Heads.OrderBy(h => h.Key), other.Heads.OrderBy(h => h.Key));
        Assert.Equal(expected.Undelivered, found.Undelivered);
        Assert.Equal(one.Unreceipted, other.Unreceipted);
        var (all, again) = (new SqliteArchive(_path).Records(null, 0, 1000, withService: true), new SqliteArchive(old).Records(null, 0, 1000, withService: true));
        Assert.NotEmpty(all);
        Assert.Equal(all.Select(r => Convert.ToHexString(r.Record.Bytes)), again.Select(r => Convert.ToHexString(r.Record.Bytes)));
        Assert.NotEmpty(new SqliteArchive(old).Ladder(said));
        Assert.All(all, r => Assert.Equal(new SqliteArchive(_path).Ladder(r.Record.Id), new SqliteArchive(old).Ladder(r.Record.Id)));
        Assert.True(upgraded.HasClaim(Desk.Ua.Id, absent));
        // Version 5 brought what is kept sealed.
        Assert.Equal(version < 5 ? null : now.FindSealed(said)?.Bytes.ToArray(), upgraded.FindSealed(said)?.Bytes.ToArray());
        Assert.NotEmpty(OfForm(_path));
        Assert.Equal(OfForm(_path), OfForm(old));
        // Version 9 brought what is attached, and 13 which of it is outstanding.
        Assert.Equal(version < 9 ? (0, 0L) : (1, 2000L), (new SqliteArchive(old).Outstanding().Count, new SqliteArchive(old).BytesAttached(Desk.Ua.Id)));

        static IEnumerable<Digest> OfForm(string path) => new SqliteArchive(path).OfForms([FormId.Parse("message/1")], 0, 1000).Select(r => r.Record.Id);
    }

    [Fact]
    public void References_OfAStoreFromBeforeThem_AreFilledWhenItIsBroughtUpToDate()
    {
        Record mine;
        using (var store = new SqliteStoreOnTest(_path))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            mine = desk.Say("a question");
            desk.Take(Desk.Ua.Number(Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], "", Desk.Now, null, [new Field("answers", $"{mine.Id}")]), 1, null));
            store.Commit();
        }

        Sql("""
            DROP VIEW ladder; DROP VIEW outbox; DROP VIEW sealed;
            DROP TABLE rung; DROP TABLE rung_ahead; DROP TABLE undelivered; DROP TABLE sealed_copy;
            CREATE TABLE ladder (record BLOB, member TEXT, rung INTEGER, claim BLOB, at INTEGER);
            CREATE TABLE outbox (record BLOB, member TEXT, precedence INTEGER, service INTEGER);
            """);
        Sql(string.Concat(((string[])["form", "reference", "clock", "mls_group", "key_package", "mls_commit", "mls_confirmed", "sealed", "exchange", "exchange_sealed", "policy_change", "attachment", "attached", "outstanding"])
            .Select(t => $"DROP TABLE IF EXISTS {t};").Concat(((string[])["precedence", "service", "at"]).Select(c => $"ALTER TABLE held DROP COLUMN {c};")).Append("PRAGMA user_version = 2;")));
        using (new SqliteStore(_path, TimeProvider.System))
            Assert.Single(new SqliteArchive(_path).About(mine.Id));
    }

    [Fact]
    public void File_ThatIsNone_RefusedWithWhatToDo()
    {
        File.WriteAllText(_path, new string('x', 5000));
        var e = Assert.Throws<InvalidDataException>(() => new SqliteStore(_path, TimeProvider.System));
        Assert.Contains(_path, e.Message, StringComparison.Ordinal);
        Assert.Contains("restore a backup", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE channel SET policy = x'00'")]
    [InlineData("UPDATE card SET note = x'00' WHERE party = 'UA'")]
    [InlineData("UPDATE card SET party = 'not a party' WHERE party = 'UA'")]
    [InlineData("DELETE FROM leaf WHERE idx = 3")]
    [InlineData("DELETE FROM card")]
    [InlineData("UPDATE record SET bytes = x'00' WHERE direction = 'received'")]
    public void Row_Damaged_RefusedAtTheStart(string damage)
    {
        Fill();
        Sql(damage);
        using var store = new SqliteStore(_path, TimeProvider.System);
        Assert.Throws<InvalidDataException>(() => store.Load(Desk.By.Id, SodiumProvider.Instance));
    }

    [Fact]
    public void Pages_Overwritten_RefusedAndNotBelieved()
    {
        Fill();
        SqliteConnection.ClearAllPools();
        var bytes = File.ReadAllBytes(_path);
        Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096);
        File.WriteAllBytes(_path, bytes);
        Assert.Throws<InvalidDataException>(() =>
        {
            using var store = new SqliteStore(_path, TimeProvider.System);
            store.Load(Desk.By.Id, SodiumProvider.Instance);
        });
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(66_000)]
    public void Ledger_AcrossTileBoundaries_IsRestored(int size)
    {
        using (var store = new SqliteStoreOnTest(_path))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            store.Commit();
        }

        var leaves = Enumerable.Range(0, size).Select(i => LeafHash.Of(BitConverter.GetBytes(i))).ToArray();
        var expected = LedgerState.Empty.Append(leaves);
        WriteLedger(leaves, expected.FullTiles);
        using var reopened = new SqliteStore(_path, TimeProvider.System);
        var ledger = reopened.Load(Desk.By.Id, SodiumProvider.Instance).Channels[Desk.Channel].Ledger;
        Assert.Equal((expected.State.Size, expected.State.Root), (ledger.Size, ledger.Root));
        var (next, other) = (ledger.Append(leaves[0]), expected.State.Append(leaves[0]));
        Assert.Equal(other.State.Root, next.State.Root);
        Assert.Equal(other.FullTiles.Select(t => t.Address), next.FullTiles.Select(t => t.Address));
    }

    [Fact]
    public void Store_ClosedWhileReadersAreKept_ItsFileAloneHoldsAll()
    {
        Fill();
        using (var store = new SqliteStoreOnTest(_path))
        {
            var desk = new Desk(store, isNew: false);
            Assert.NotEqual(0, new SqliteArchive(_path).Latest());
            store.Begin();
            desk.Say("the last word");
            store.Commit();
        }

        var copy = _path + ".copy";
        File.Copy(_path, copy);
        Assert.Equal(0, new FileInfo(_path + "-wal").Length);
        Assert.Equal(new SqliteArchive(_path).Latest(), new SqliteArchive(copy).Latest());
    }

    [Fact]
    public void Start_OnTenTimesTheRecords_ReadsAsMuch()
    {
        Grow(1, 300);
        var few = PagesOfAStart();
        Grow(301, 3000);
        Assert.InRange(PagesOfAStart(), 1, few + 20);

        int PagesOfAStart()
        {
            SqliteConnection.ClearAllPools();
            using var store = new SqliteStore(_path, TimeProvider.System);
            store.Load(Desk.By.Id, SodiumProvider.Instance);
            return store.PagesRead;
        }
    }

    [Fact]
    public void Archive_OnTenTimesTheRecords_RunsAsManySteps()
    {
        // What the node and the console ask for at their start, and again and again afterwards.
        var asked = new Dictionary<string, Func<SqliteArchive, object?>>
        {
            [nameof(IArchive.Latest)] = a => a.Latest(),
            [nameof(IArchive.Clocks)] = a => a.Clocks(Desk.Channel),
            [nameof(IArchive.Undelivered)] = a => a.Undelivered(Desk.Channel, Desk.Ua.Id),
            [nameof(IArchive.Said)] = a => a.Said(Desk.Channel, long.MaxValue, 50),
            [nameof(IArchive.LatestSaid)] = a => a.LatestSaid(Desk.Channel, Desk.Ua.Id, 50),
            [nameof(IArchive.Unread)] = a => a.Unread(Precedence.Routine, 1000),
            [nameof(IArchive.Waiting)] = a => a.Waiting(1000),
            [nameof(IArchive.Seen)] = a => a.Seen(Desk.Channel, [Desk.Ua.Id]),
            [nameof(IArchive.Heads)] = a => a.Heads(Desk.Channel, [Desk.Ua.Id]),
            [nameof(IArchive.Ledgers)] = a => a.Ledgers(Desk.Channel),
            [nameof(IArchive.Checkpoints)] = a => a.Checkpoints(Desk.Channel),
            [nameof(IArchive.Exchanges)] = a => a.Exchanges(Desk.Channel),
            [nameof(IArchive.Outstanding)] = a => a.Outstanding(),
            [nameof(IArchive.Attachments)] = a => a.Attachments(null, 10),
            [nameof(IArchive.BytesAttached)] = a => a.BytesAttached(Desk.Ua.Id),
            [nameof(IArchive.IsAttached)] = a => a.IsAttached(Desk.Channel, Attached(1)),
        };
        Grow(1, 300);
        var few = asked.ToDictionary(a => a.Key, a => Steps(a.Value));
        Grow(301, 3000);
        Assert.All(asked, a => Assert.InRange(Steps(a.Value), 1, few[a.Key] + 20));

        long Steps(Func<SqliteArchive, object?> ask)
        {
            var archive = new SqliteArchive(_path);
            ask(archive);
            return archive.Steps;
        }
    }

    /// <summary>As a past is: what was said is delivered, what came is receipted and read, tests were taken, and nothing is under way.</summary>
    private void Grow(int from, int through)
    {
        using var store = new SqliteStoreOnTest(_path);
        var desk = new Desk(store, isNew: from == 1);
        store.Begin();
        if (from == 1)
            desk.Open();
        var last = store.History.FindNumber(Desk.Channel, Desk.Ua.Id, 1, from - 1);
        for (var number = from; number <= through; number++)
        {
            var (said, heard) = (desk.Say($"number {number}"), Desk.Ua.Number(Desk.FromUa($"number {number}", Attached(number)), number, last));
            Assert.Equal(ItemFate.Stored, desk.Take(heard).Fate);
            // Of the first the file never comes.
            if (number > 1)
                store.Apply(new Effect.Settle(heard.Id));
            store.Apply(new Effect.Climb(Desk.Channel, said.Id, Desk.Ua.Id, Rung.Delivered, heard.Id, Desk.Now));
            store.Apply(new Effect.Receipted(said.Id, [heard.Id]));
            store.Apply(new Effect.Climb(Desk.Channel, heard.Id, Desk.By.Id, Rung.Read, said.Id, Desk.Now));
            foreach (var (record, party) in new[] { (said, Desk.By), (heard, Desk.Ua) })
            {
                var origin = LedgerOrigin.Of(party.Id, 1, Desk.Channel);
                var signed = SignedCheckpoint.Sign(new Checkpoint(origin.Line, new TreeSize(number), LedgerState.Empty.Root), party.Node.As(origin.KeyName));
                store.Apply(new Effect.StoreCheckpoint(Desk.Channel, new TestedCheckpoint(record.Head, signed)));
            }

            last = heard.Id;
        }

        store.Commit();
    }

    private static Attachment Attached(int number) => new(Digest.Of([(byte)number, (byte)(number >> 8)]), 1000, "text/plain", $"{number}.txt", new byte[Attachment.KeySize]);

    private void Fill()
    {
        using var store = new SqliteStoreOnTest(_path);
        var desk = new Desk(store);
        store.Begin();
        desk.Open();
        for (var i = 0; i < 20; i++)
            desk.Say($"number {i}");
        var first = Desk.Ua.Number(Desk.FromUa("hello", Attached(1)), 1, null);
        desk.Take(first);
        // The second file came, and this node said so.
        desk.Take(Desk.Ua.Number(Desk.FromUa("hello again", Attached(2)), 2, first.Id));
        desk.Handle(new Input.Complete(2, store.History.FindNumber(Desk.Channel, Desk.Ua.Id, 1, 2)!.Value));
        store.Commit();
    }

    private object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private void WriteLedger(LeafHash[] leaves, IReadOnlyList<Ledger.Tiles.HashTile> tiles)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var leaf = new SqliteCommand("INSERT INTO leaf VALUES (1, 1, @i, @h)", connection, transaction);
        var (index, hash) = (leaf.Parameters.Add("@i", SqliteType.Integer), leaf.Parameters.Add("@h", SqliteType.Blob));
        for (var i = 0; i < leaves.Length; i++)
        {
            (index.Value, hash.Value) = (i, leaves[i].ToArray());
            leaf.ExecuteNonQuery();
        }

        using var tile = new SqliteCommand("INSERT INTO tile VALUES (1, 1, @l, @i, @r, @h)", connection, transaction);
        foreach (var full in tiles)
        {
            tile.Parameters.Clear();
            tile.Parameters.AddWithValue("@l", full.Address.Level);
            tile.Parameters.AddWithValue("@i", full.Address.Index);
            tile.Parameters.AddWithValue("@r", full.Root().ToArray());
            tile.Parameters.AddWithValue("@h", full.ToBytes());
            tile.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
