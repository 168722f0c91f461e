using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Parley.Channels;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Store.Sqlite;

namespace Parley.Screens.Bench;

/// <summary>
/// The directory of a node of an exercise with so many records on so many channels, each with its number, the signatures of its author and of two officers, and
/// its leaf, written by the store as the engine has it written. What came was receipted and read, and what went was delivered.
/// </summary>
internal static class LargeNode
{
    /// <summary>How many of the first channel's records are statements of one case.</summary>
    public const int OfOneCase = 10_000;

    /// <summary>The case's name.</summary>
    public const string Case = "large";

    private const int Group = 4096;

    public static NodeDirectory Create(string place, int records, int channels, Action<long> progress)
    {
        var crypto = SodiumProvider.Instance;
        var clock = TimeProvider.System;
        var ports = Ports(4);
        var (self, peer) = (PartyId.Parse("X-BY"), PartyId.Parse("X-UA"));
        var directory = new NodeDirectory(Path.Combine(place, "by"));
        var elsewhere = new NodeDirectory(Path.Combine(place, "ua"));
        new NodeSetup(self, "Belarus (exercise)", ["mod-duty"], ["duty-1", "duty-2"], new Uri($"https://127.0.0.1:{ports[0]}"), $"127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}", $"127.0.0.1:{ports[2]}").Create(directory, crypto, clock);
        // Its address answers nothing: the line is down, and the watch shows it.
        var card = new NodeSetup(peer, "Ukraine (exercise)", ["mod-duty"], ["duty-1", "duty-2"], new Uri($"https://127.0.0.1:{ports[3]}"), $"127.0.0.1:{ports[3]}", $"127.0.0.1:{ports[3]}", null).Create(elsewhere, crypto, clock);
        using var own = KeyFile.Read(directory.NodeKey, crypto);
        using var theirs = KeyFile.Read(elsewhere.NodeKey, crypto);
        using var ownOfficers = new Officers(self, directory, crypto);
        using var theirOfficers = new Officers(peer, elsewhere, crypto);
        using var root = KeyFile.Read(directory.RootKey, crypto);
        using var peerRoot = KeyFile.Read(elsewhere.RootKey, crypto);
        var signers = new Dictionary<PartyId, NoteSigner> { [self] = own.ToNoteSigner(), [peer] = theirs.ToNoteSigner() };
        var officers = new Dictionary<PartyId, Officers> { [self] = ownOfficers, [peer] = theirOfficers };

        using (var store = new SqliteStore(directory.Database, clock))
        {
            store.Begin();
            store.Apply(new Effect.StoreCard(peer, card));
            var lines = Enumerable.Range(0, channels).Select(i => new Line(Policy(i, root, peerRoot), self)).ToArray();
            foreach (var line in lines)
            {
                var text = line.Policy.ToBytes();
                store.Apply(new Effect.StorePolicy(line.Id, SignedNote.Create(text, signers[self].Sign(text), signers[peer].Sign(text)), new byte[32]));
            }

            var began = clock.GetUtcNow().AddDays(-365);
            for (var i = 0; i < records; i++)
            {
                var line = lines[i % channels];
                store.Apply(line.Next(i / channels % 2 == 0 ? self : peer, self, signers, officers, began.AddSeconds(31_000_000.0 * i / records), i));
                if ((i + 1) % Group == 0)
                {
                    store.Commit();
                    store.Begin();
                    progress(i + 1);
                }
            }

            store.Commit();
        }

        // What has been going on for a year is not to be delivered, receipted and read all at once when the node starts.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = directory.Database, Pooling = false }.ToString());
        connection.Open();
        using var command = new SqliteCommand("UPDATE record SET receipt = id, read = 1 WHERE direction = 'received'; DELETE FROM undelivered; INSERT OR IGNORE INTO rung SELECT seq, 'X-UA', 2, NULL, at / 1000 FROM record WHERE direction = 'sent'", connection) { CommandTimeout = 600 };
        command.ExecuteNonQuery();
        return directory;
    }

    private static ChannelPolicy Policy(int index, KeyFile root, KeyFile peerRoot) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"line-{index:00}"),
        Version = 1,
        Exercise = true,
        Track = Track.Traffic,
        Members = [new Member(PartyId.Parse("X-BY"), root.Public), new Member(PartyId.Parse("X-UA"), peerRoot.Public)],
        Depositary = PartyId.Parse("X-BY"),
        LineTestSeconds = 3600,
        Answer = AnswerTimes.Default,
        Languages = ["en"],
        SingleKey = [],
    };

    private static int[] Ports(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }

    private sealed class Line(ChannelPolicy policy, PartyId self)
    {
        private static readonly string Words = string.Join(' ', Enumerable.Repeat("Nothing to report from this sector in the last hour.", 8));
        private readonly Dictionary<PartyId, Record> _last = [];
        private readonly LedgerOrigin _ledger = LedgerOrigin.Of(self, 1, new ChannelId(policy.Name, policy.Hash));
        private readonly SaltSeed _seed = new(new byte[32]);
        private LedgerState _state = LedgerState.Empty;
        private long _index;

        public ChannelPolicy Policy => policy;

        public ChannelId Id { get; } = new(policy.Name, policy.Hash);

        public Effect.StoreRecord Next(PartyId author, PartyId self, Dictionary<PartyId, NoteSigner> signers, Dictionary<PartyId, Officers> officers, DateTimeOffset at, int number)
        {
            var salt = Digest.Of(BitConverter.GetBytes(number)).ToArray();
            var isOfCase = policy.Name == "line-00" && _index < OfOneCase;
            Field[] said = isOfCase
                ? [new Field("speaker", $"Speaker {_index % 50}"), new Field("office", "Spokesman"), new Field("state", author.Value[2..]), new Field("capacity", "official"), new Field("uttered", Records.Text.Times.ToText(at)), new Field("summary", Words), new Field("claim.cause", _index % 3 == 0 ? "intentional" : "unintentional"), new Field("source", "bench")]
                : [new Field("text", $"{Words} {number}")];
            var fields = new SaltedFields(said, salt);
            var id = new ContentId(salt.AsSpan(0, ContentId.Size));
            var content = new RecordContent
            {
                Id = id,
                Channel = Id,
                Author = author,
                Desk = PostId.Parse($"{author}/mod-duty"),
                To = [PostId.Parse(author.Value == "X-BY" ? "X-UA/mod-duty" : "X-BY/mod-duty")],
                Info = [],
                Seen = [.. _last.Where(l => l.Key != author).Select(l => new Head(l.Key, 1, l.Value.Numbering.Number, l.Value.Id))],
                Composed = Records.Text.Times.Truncate(at),
                Precedence = Precedence.Routine,
                Form = FormId.Parse(isOfCase ? "statement/1" : "message/1"),
                Subject = isOfCase ? "incident/" + Case : null,
                Language = "en",
                Exercise = true,
                FieldCount = said.Length,
                FieldsRoot = fields.Root(id, author, Id),
            };
            var before = _last.GetValueOrDefault(author);
            var record = Record.Create(content, officers[author].Sign(content), new Numbering(1, (before?.Numbering.Number ?? 0) + 1, before?.Id, []), fields, signers[author]);
            _last[author] = record;
            var entry = LedgerEntry.Create(record.Id, author == self ? EntryDirection.Sent : EntryDirection.Received, at, author == self ? "local" : "https", _seed.Derive(_ledger, new LeafIndex(_index)));
            var leaf = entry.Commitment.Leaf;
            var appended = _state.Append(leaf);
            _state = appended.State;
            return new Effect.StoreRecord(record, Id, _ledger, _index++, entry, leaf, appended.FullTiles, null);
        }
    }
}
