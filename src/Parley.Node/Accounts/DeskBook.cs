using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Accounts;

/// <summary>
/// What a node keeps of its officers and their work, and the trail of their acts: a Merkle log whose checkpoint the node signs with
/// every act, so that an auditor who kept a checkpoint sees whether anything before it was changed. Safe for use by several threads.
/// </summary>
public sealed class DeskBook(IDeskStore store, PartyId self, Func<NoteSigner> node, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 1000;
    private readonly Lock _sync = new();
    // Asked for each time: the node's key may have changed since the last.
    private NoteSigner Signer => node().As(new NoteKeyName(OriginOf(self).Value));
    private CompactRange _trail = new();

    /// <summary>How items and acts are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Told after something was written: the kinds of the items.</summary>
    public event Action<IReadOnlyList<DeskWrite>>? Written;

    /// <summary>The name of a party's audit trail: the first line of its checkpoints, and the name that signs them.</summary>
    public static LogOrigin OriginOf(PartyId party) => LogOrigin.Parse($"parley.audit/{party}");

    /// <summary>Something kept, or nothing.</summary>
    public Kept<T>? Find<T>(string key)
        where T : IKept => store.Find(T.Kind, key) is { } item ? Read<T>(item) : null;

    /// <summary>All that is kept of a kind, by key.</summary>
    public IReadOnlyList<Kept<T>> All<T>()
        where T : IKept => [.. store.List(T.Kind).Select(Read<T>)];

    /// <summary>All that a store keeps of a kind, by key, for who only reads.</summary>
    public static IReadOnlyList<T> Read<T>(IDeskStore desk)
        where T : IKept
    {
        ArgumentNullException.ThrowIfNull(desk);
        return [.. desk.List(T.Kind).Select(Read<T>).Select(k => k.Value)];
    }

    /// <summary>A write of an item; <paramref name="replaces"/> is the version seen, 0 for a new one.</summary>
    public static DeskWrite Write<T>(string key, long replaces, T value)
        where T : IKept => new(T.Kind, key, replaces, JsonSerializer.SerializeToUtf8Bytes(value, Json));

    /// <summary>The removal of an item.</summary>
    public static DeskWrite Remove<T>(Kept<T> kept)
        where T : IKept
    {
        ArgumentNullException.ThrowIfNull(kept);
        return new DeskWrite(T.Kind, kept.Key, kept.Version, null);
    }

    /// <summary>Writes all of it with the acts that it stands for, durably; <c>false</c>, and nothing, where somebody else has written an item meanwhile.</summary>
    public bool TryCommit(IReadOnlyList<DeskWrite> writes, params IReadOnlyList<Act> acts)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(acts);
        lock (_sync)
        {
            if (!Commit())
                return false;
        }

        Written?.Invoke(writes);
        return true;

        bool Commit()
        {
            if (acts.Count == 0)
                return store.TryCommit(writes, 0, [], null);
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            byte[][] entries = [.. acts.Select(a => JsonSerializer.SerializeToUtf8Bytes(a with { At = now }, Json))];
            for (; ; )
            {
                var grown = CatchUp();
                var next = _trail.Clone();
                foreach (var entry in entries)
                    next.Append(LeafHash.Of(entry));
                if (store.TryCommit(writes, _trail.Size.Value, entries, SignedCheckpoint.Sign(new Checkpoint(OriginOf(self), next.Size, next.Root()), Signer).ToBytes()))
                {
                    _trail = next;
                    return true;
                }

                // Another program on this store may have added acts in between; where none did, an item has another version.
                if (!CatchUp() && !grown)
                    return false;
            }
        }
    }

    /// <summary>The latest acts, newest first, with their index.</summary>
    public IReadOnlyList<(long Index, Act Act)> Latest(int most)
    {
        lock (_sync)
        {
            CatchUp();
            var from = Math.Max(0, _trail.Size.Value - most);
            return [.. store.Acts(from, most).Select((entry, i) => (from + i, ReadAct(entry))).Reverse()];
        }
    }

    /// <summary>The latest signed checkpoint, a signed note; nothing before the first act.</summary>
    public string? Checkpoint => store.Checkpoint() is { } note ? System.Text.Encoding.UTF8.GetString(note) : null;

    /// <summary>What is wrong with the trail, or nothing.</summary>
    public Fault? Check(CardHistory cards, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(cards);
        return AuditCheck.Run(store, self, [.. cards.NodeKeys()], crypto, null).Fault;
    }

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    internal static Act ReadAct(byte[] entry) => JsonSerializer.Deserialize<Act>(entry, Json) ?? throw new InvalidDataException("An act of the audit trail is empty.");

    private static Kept<T> Read<T>(DeskItem item) => new(item.Key, item.Version, JsonSerializer.Deserialize<T>(item.Body, Json) ?? throw new InvalidDataException($"{item.Kind} {item.Key} is empty in the desk store."));

    /// <summary>Takes up what was added to the trail, by whomever; whether anything was.</summary>
    private bool CatchUp()
    {
        var before = _trail.Size;
        while (store.Acts(_trail.Size.Value, AtOnce) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
                _trail.Append(LeafHash.Of(entry));
        }

        return _trail.Size != before;
    }
}
