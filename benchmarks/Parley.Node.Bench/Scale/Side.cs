using Parley.Channels;
using Parley.Cli.Demo;
using Parley.Crypto;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Bench.Scale;

/// <summary>The store of a node that is stopped, opened as the node opens it, with the keys that speak in its party's name.</summary>
internal sealed class Side : IDisposable
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private readonly KeyFile _key;
    private readonly Dictionary<OfficerRole, (PostId Officer, KeyFile Key)> _officers = [];

    public Side(ExerciseNode node)
    {
        Self = PartyId.Parse(node.Party.Id);
        _key = KeyFile.Read(node.Directory.NodeKey, Crypto);
        Node = _key.ToNoteSigner();
        foreach (var (role, name) in new[] { (OfficerRole.Drafted, "duty-1"), (OfficerRole.Released, "duty-2") })
            _officers[role] = (PostId.Parse($"{Self}/{name}"), KeyFile.Read(node.Directory.OfficerKey(name), Crypto));
        Store = new SqliteStore(node.Directory.Database, TimeProvider.System);
        State = Store.Load(Self, Crypto);
        Store.Begin();
    }

    public PartyId Self { get; }

    public NoteSigner Node { get; }

    public SqliteStore Store { get; }

    public EngineState State { get; }

    public IReadOnlyList<OfficerSignature> Sign(RecordContent content)
    {
        var bytes = content.ToBytes();
        return [.. _officers.Select(o => new OfficerSignature(o.Key, o.Value.Officer, OfficerSignatureKind.Ed25519, [o.Value.Key.Sign(OfficerSignature.Input(o.Key, o.Value.Officer, bytes))]))];
    }

    /// <summary>Puts a record into the ledger and the store, as the engine has it put there; or only remembers that it was said.</summary>
    public void Keep(Record record, DateTimeOffset at, bool stored)
    {
        var (channel, sent) = (State.Channels[record.Content.Channel], record.Content.Author == Self);
        channel.Heads[record.Content.Author] = record.Head;
        if (!stored)
            return;
        var index = channel.Ledger.Size.Value;
        var entry = LedgerEntry.Create(record.Id, sent ? EntryDirection.Sent : EntryDirection.Received, at, sent ? "local" : "https", channel.LedgerSeed.Derive(channel.LedgerOrigin, new LeafIndex(index)));
        var appended = channel.Ledger.Append(entry.Commitment.Leaf);
        channel.Ledger = appended.State;
        Store.Apply(new Effect.StoreRecord(record, channel.Id, channel.LedgerOrigin, index, entry, entry.Commitment.Leaf, appended.FullTiles, null));
    }

    public void Commit()
    {
        Store.Commit();
        Store.Begin();
    }

    public void Dispose()
    {
        Store.Commit();
        Store.Dispose();
        _key.Dispose();
        foreach (var (_, key) in _officers.Values)
            key.Dispose();
    }
}
