using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Attachments;

/// <summary>
/// Fetches what records of others attach, gives what is here to members that ask, and takes in whatever bundles bring. Chunks never
/// enter the loop: a record does not wait for the disk that they are written to.
/// </summary>
public sealed partial class AttachmentDesk : IDisposable
{
    // What is asked for at a time; the next half is asked for while the other comes.
    private const long Window = 8 * 1024;

    // Files of one party that are open here: whoever attaches thousands must not use up what the process may open.
    private const int MostOpen = 8;
    private const int FailuresOfTheHealthy = 2;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(10);

    // How many files are looked for at each tick until all were, once after each start.
    private const int LooksBackAt = 256;
    private static readonly TimeSpan Leftover = TimeSpan.FromDays(1);

    private readonly NodeLoop _loop;
    private readonly Carrier _carrier;
    private readonly IArchive _archive;
    private readonly AttachmentFiles _files;
    private readonly AttachmentServer _server;
    private readonly PartyId _self;
    private readonly ICryptoProvider _crypto;
    private readonly TimeProvider _clock;
    private readonly ILogger<AttachmentDesk> _log;
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<AttachmentId, Incoming> _incoming = [];
    private readonly Dictionary<PartyId, long> _lacking = [];
    private readonly Dictionary<Digest, Dictionary<(int Position, PartyId Member), Fetch>> _told = [];
    private readonly HashSet<(ChannelId, Digest, long)> _open = [];
    private readonly Dictionary<PartyId, int> _opened = [];
    private readonly Dictionary<Digest, DateTimeOffset> _toReceipt = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private CancellationToken _ending;

    /// <summary>Opens the desk on what the store says is attached.</summary>
    public AttachmentDesk(NodeLoop loop, Carrier carrier, IArchive archive, AttachmentFiles files, PartyId self, ICryptoProvider crypto, TimeProvider clock, ILogger<AttachmentDesk> log)
    {
        (_loop, _carrier, _archive, _files, _self, _crypto, _clock, _log) = (loop, carrier, archive, files, self, crypto, clock, log);
        _server = new AttachmentServer(carrier, files, self, crypto, clock);
        files.RemoveLeftovers(clock.GetUtcNow() - Leftover);
        foreach (var attachment in archive.Outstanding())
            Note(attachment);
        loop.Committed += Note;
    }

    /// <summary>How the attachments of one record, or of all, stand.</summary>
    public IReadOnlyList<AttachmentState> States(Digest? record = null)
    {
        var attachments = _archive.Attachments(record);
        lock (_lock)
        {
            return
            [
                .. attachments.Select(a =>
                {
                    _incoming.TryGetValue(a.Id, out var incoming);
                    var isHere = _files.IsHere(a.Channel, a.File);
                    return new AttachmentState(a, isHere, isHere ? a.File.Size : Math.Min(a.File.Size, (incoming?.Has ?? 0) * Chunk.LeafSize), incoming?.Refusal, incoming?.Trouble,
                        incoming?.Bad.ToDictionary() ?? [], isHere ? _files.LooksLike(a.Channel, a.File) : null,
                        _told.GetValueOrDefault(a.Id.Record)?.Where(t => t.Key.Position == a.Id.Position).ToDictionary(t => t.Key.Member, t => t.Value) ?? []);
                }),
            ];
        }
    }

    /// <summary>Takes the items of a bundle, each with its fate, in their order. What is no chunk and no request for some goes to the loop, first.</summary>
    /// <exception cref="NotStoredException">Not all was stored; the message says why.</exception>
    public async Task<IReadOnlyList<ItemAnswer>> TakeAsync(Bundle bundle, string bearer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var others = bundle.Items.Where(i => i.Kind is not (ItemKind.Chunk or ItemKind.Fetch)).ToArray();
        if (others.Length == bundle.Items.Count)
            return await _loop.TakeAsync(bundle, bearer, cancel);
        var answers = new Queue<ItemAnswer>(others.Length == 0 ? [] : await _loop.TakeAsync(bundle with { Items = others }, bearer, cancel));
        var (fates, written) = (new List<ItemAnswer>(), new HashSet<Incoming>());
        try
        {
            foreach (var item in bundle.Items)
            {
                fates.Add(item.Kind switch
                {
                    ItemKind.Chunk => TakeChunk(bundle.From, item.Bytes, written),
                    ItemKind.Fetch => TakeFetch(bundle.From, item.Bytes.Span),
                    _ => answers.Dequeue(),
                });
            }

            // Nothing is said to be stored before it is.
            foreach (var incoming in written)
                Flush(incoming);
        }
        catch (IOException e)
        {
            LogDisk(e.Message);
            throw new NotStoredException($"the node could not write a file to its disk ({e.Message}); free some space");
        }

        return fates;
    }

    /// <summary>All chunks of a file for a member, for a courier; or why not.</summary>
    public Outcome<AttachmentChunks> TryPack(PartyId to, AttachmentId id)
    {
        if (_archive.Attachments(id.Record).FirstOrDefault(a => a.Id == id) is not { } attachment || !IsMember(attachment, to))
            return new Fault("ATT-021", 0, $"no record that is here attaches it, or {to} is no member of the channel");
        if (!_files.IsHere(attachment.Channel, attachment.File))
            return new Fault("ATT-041", 0, "not all of the file is here, so it cannot be packed");
        return new AttachmentChunks(attachment.File.Size, leaves => _server.Fill(to, attachment, leaves, SealedBundle.RoomIn(AttachmentChunks.BundleSize)).Bundle);
    }

    /// <summary>Fetches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _ending = cancel;
        AttachmentId? looked = null;
        for (var isThrough = false; !cancel.IsCancellationRequested;)
        {
            isThrough = isThrough || LookBack(ref looked);
            Incoming[] incoming;
            Digest[] complete;
            lock (_lock)
            {
                // One file of each party at a time, the most urgent first, and then the oldest: no party waits for what another attaches. What
                // is refused or does not come is looked at from time to time, and holds up no other.
                incoming = [.. _incoming.Values.GroupBy(i => i.Attachment.Author).SelectMany(g => g.Where(IsIll).Concat(g.Where(i => !IsIll(i)).OrderBy(i => i.Attachment.Precedence).Take(1)))];
                complete = [.. _toReceipt.Where(t => t.Value <= _clock.GetUtcNow()).Select(t => t.Key)];
            }

            foreach (var one in incoming)
                Tend(one, cancel);
            foreach (var record in complete)
                await SayCompleteAsync(record, cancel);
            await ((Task)_wake.WaitAsync(Tick, cancel)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        static bool IsIll(Incoming incoming) => incoming.Refusal is not null || incoming.Failures > FailuresOfTheHealthy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Committed -= Note;
        lock (_lock)
        {
            foreach (var incoming in _incoming.Values)
                incoming.Dispose();
        }

        _wake.Dispose();
    }

    private void Note(IReadOnlyList<Effect.Stored> stored)
    {
        // Another replica has stored something, and this one may have to go on with it.
        foreach (var attachment in stored.Count > 0 ? [] : _archive.Outstanding())
            Note(attachment);

        foreach (var attached in stored.OfType<Effect.StoreAttachments>())
        {
            var (record, now) = (attached.Record, _clock.GetUtcNow());
            for (var i = 0; i < attached.Attachments.Count; i++)
            {
                Note(new ArchivedAttachment(new AttachmentId(record.Id, i + 1), attached.Attachments[i], attached.Channel, record.Content.Author,
                    record.Numbering.Number, record.Content.Precedence, now, IsOutstanding: true));
            }

            Wake();
        }

        // What a member has all of it need not be told how far it is.
        foreach (var complete in stored.OfType<Effect.Climb>().Where(c => c.Rung == Rung.Complete))
        {
            lock (_lock)
            {
                if (!_told.TryGetValue(complete.Record, out var told))
                    continue;
                foreach (var key in told.Keys.Where(k => k.Member == complete.Member).ToArray())
                    told.Remove(key);
                if (told.Count == 0)
                    _told.Remove(complete.Record);
            }
        }
    }

    private Incoming? Note(ArchivedAttachment attachment)
    {
        lock (_lock)
        {
            if (_incoming.TryGetValue(attachment.Id, out var incoming))
                return incoming;
            if (!_files.IsHere(attachment.Channel, attachment.File))
            {
                _lacking[attachment.Author] = _lacking.GetValueOrDefault(attachment.Author) + attachment.File.Size;
                return _incoming[attachment.Id] = new Incoming(attachment);
            }

            if (attachment.IsOutstanding)
                _toReceipt[attachment.Id.Record] = DateTimeOffset.MinValue;
            return null;
        }
    }

    // A disk that was exchanged, or another replica's, may lack what the store says was here: that is fetched again.
    private bool LookBack(ref AttachmentId? after)
    {
        var attachments = _archive.Attachments(after, LooksBackAt);
        foreach (var attachment in attachments)
            Note(attachment);
        if (attachments.Count < LooksBackAt)
            return true;
        after = attachments[^1].Id;
        return false;
    }

    // 1. is it one; 2. of something that is wanted; 3. by a member; 4. admitted; 5. here already; 6. is it what it says; 7. write.
    private ItemAnswer TakeChunk(PartyId from, ReadOnlyMemory<byte> bytes, HashSet<Incoming> written)
    {
        // 1.
        if (!ChunkItem.Parse(bytes).Try(out var item, out var fault))
            return Refuse(fault);

        // 2. ATT-030
        Incoming? incoming;
        lock (_lock)
            _incoming.TryGetValue(item.Attachment, out incoming);
        if (incoming is null)
        {
            if (_archive.Attachments(item.Attachment.Record).FirstOrDefault(a => a.Id == item.Attachment) is not { } attachment || !IsMember(attachment, from))
                return Refuse("ATT-030", "no record that is here attaches it");
            incoming = Note(attachment);
            if (incoming is null)
                return new ItemAnswer(ItemFate.Duplicate);
        }

        // 3.
        if (!IsMember(incoming.Attachment, from))
            return Refuse("ATT-021", $"{from} is not a member of the channel");
        lock (incoming)
        {
            // 4.
            if (incoming.IsClosed)
                return new ItemAnswer(ItemFate.Duplicate);
            if (Admit(incoming) is { } refusal)
                return Refuse("ATT-024", refusal);

            // 5. Before anything is computed: a flood of what is here costs little.
            var file = incoming.Attachment.File;
            if (!item.Chunk.IsIn(file.Size))
                return Bad(new Fault("ATT-011", 0, "the file has no such chunk"));
            if (incoming.File!.Here.Has(item.Chunk.FirstLeaf, item.Chunk.LeavesIn(file.Size)))
                return new ItemAnswer(ItemFate.Duplicate);

            // 6.
            if (!item.Open(file, incoming.Seal!).Try(out var plaintext, out fault))
                return Bad(fault);

            // 7.
            incoming.File.Write(item.Chunk, plaintext, file.Size);
            written.Add(incoming);
            incoming.Asked.Set(item.Chunk.FirstLeaf, item.Chunk.LeavesIn(file.Size), isIn: false);
            return new ItemAnswer(ItemFate.Stored);
        }

        ItemAnswer Bad(Fault broken)
        {
            incoming.Bad[from] = incoming.Bad.GetValueOrDefault(from) + 1;
            LogBad(from.Value, broken.ToString());
            return Refuse(broken);
        }
    }

    private void Flush(Incoming incoming)
    {
        lock (incoming)
        {
            incoming.File?.Flush();
            (incoming.Failures, incoming.Trouble) = (0, null);
            incoming.AskAgainAt = _clock.GetUtcNow() + Patience;
            if (incoming.File?.Here.IsFull != true && incoming.Asked.Count > Window / 2)
                return;
        }

        Wake();
    }

    // ATT-021
    private ItemAnswer TakeFetch(PartyId from, ReadOnlySpan<byte> bytes)
    {
        if (!Fetch.Parse(bytes).Try(out var fetch, out var fault))
            return Refuse(fault);
        if (_archive.Attachments(fetch.Attachment.Record).FirstOrDefault(a => a.Id == fetch.Attachment) is not { } attachment || !IsMember(attachment, from))
            return Refuse("ATT-021", "no record that is here attaches it, or it is on a channel that the asker is no member of");
        lock (_lock)
        {
            if (!_told.TryGetValue(attachment.Id.Record, out var told))
                _told[attachment.Id.Record] = told = [];
            told[(attachment.Id.Position, from)] = fetch;
        }

        if (fetch.Refusal is not null)
            return new ItemAnswer(ItemFate.Stored);
        if (!_files.IsHere(attachment.Channel, attachment.File))
            return Refuse("ATT-021", $"not all of the file is at {_self}");
        return _server.Want(from, attachment, fetch, _ending) is { } busy ? Refuse("ATT-022", busy) : new ItemAnswer(ItemFate.Stored);
    }

    /// <summary>1. all here: read it back; 2. take it or not; 3. ask for what is lacking.</summary>
    private void Tend(Incoming incoming, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        lock (incoming)
        {
            if (incoming.IsClosed || now < incoming.LookAgainAt)
                return;

            // 2.
            if (Admit(incoming) is { } refusal)
            {
                incoming.LookAgainAt = now + LooksAgain;
                if (incoming.Refusal is not null && now - incoming.ToldAt > TimeSpan.FromHours(1))
                {
                    incoming.ToldAt = now;
                    _ = SendAsync(incoming.Attachment.Author, new Fetch(incoming.Attachment.Id, 0, [], Plain(refusal)), _ => { }, cancel);
                }

                return;
            }

            // 1.
            var file = incoming.File!;
            if (file.Here.IsFull)
            {
                incoming.IsClosed = true;
                _ = Task.Run(() => Close(incoming, cancel), CancellationToken.None);
                return;
            }

            // 3. ATT-023
            if (now >= incoming.AskAgainAt && incoming.Asked.Count > 0)
            {
                incoming.Asked.Set(0, incoming.Asked.Leaves, isIn: false);
                Failed(incoming, incoming.Trouble ?? $"what was asked for did not come within {Patience.TotalSeconds:0} s", now);
            }

            var members = _loop.View.Channels.TryGetValue(incoming.Attachment.Channel, out var policy)
                ? policy.Members.Select(m => m.Party).Where(p => p != _self && incoming.Bad.GetValueOrDefault(p) < Incoming.MostBad).OrderBy(p => p != incoming.Attachment.Author).ThenBy(p => p).ToArray()
                : [];
            if (members.Length == 0)
            {
                incoming.Trouble = "whoever was asked for it brought something else";
                return;
            }

            if (now < incoming.AskAgainAt && incoming.Failures > 0 || incoming.Asked.Count > Window / 2)
                return;
            var lacks = file.Here.Lacking(incoming.Asked, Fetch.MaxRuns, Window - incoming.Asked.Count);
            if (lacks.Count == 0)
                return;
            foreach (var (first, count) in lacks)
                incoming.Asked.Set(first, count);
            incoming.AskAgainAt = now + Patience;
            var asked = members[incoming.Turn % members.Length];
            _ = SendAsync(asked, new Fetch(incoming.Attachment.Id, file.Here.Count, lacks, null), why => Refused(incoming, asked, why), cancel);
        }
    }

    private void Refused(Incoming incoming, PartyId by, string why)
    {
        lock (incoming)
        {
            incoming.Asked.Set(0, incoming.Asked.Leaves, isIn: false);
            Failed(incoming, $"{by}: {why}", _clock.GetUtcNow());
        }
    }

    // The next member is asked, after doubling waits.
    private static void Failed(Incoming incoming, string why, DateTimeOffset now)
    {
        (incoming.Trouble, incoming.Turn) = (why, incoming.Turn + 1);
        var wait = TimeSpan.FromSeconds(1L << Math.Min(incoming.Failures++, 12));
        incoming.AskAgainAt = now + (wait < LongestWait ? wait : LongestWait);
    }

    private async Task SendAsync(PartyId to, Fetch fetch, Action<string> refused, CancellationToken cancel)
    {
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), _self, to, _clock.GetUtcNow(), [new BundleItem(ItemKind.Fetch, fetch.ToBytes())]);
        await _carrier.CarryAsync(bundle, Precedence.Routine, input =>
        {
            if (input is Input.SendFailed)
                refused("it cannot be reached at the moment");
            else if (input is Input.SendAnswered { Answers: [{ Fate: ItemFate.Refused, Fault: { } fault }] })
                refused(fault.Detail);
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>Opens the file of what is to be fetched, if it may be: nothing, or why not. Guarded by the caller.</summary>
    private string? Admit(Incoming incoming)
    {
        if (incoming.File is not null)
            return null;
        var (attachment, file) = (incoming.Attachment, incoming.Attachment.File);
        lock (_lock)
        {
            if (_opened.GetValueOrDefault(attachment.Author) >= MostOpen)
                return $"{MostOpen} files of {attachment.Author} are on their way already";
            // Another record attaches the same file: what it brings is here for both.
            if (_files.IsHere(attachment.Channel, file) || _open.Contains((attachment.Channel, file.Root, file.Size)))
            {
                if (_files.IsHere(attachment.Channel, file))
                    Finish(incoming);
                return "the same file is on its way for another record";
            }

            incoming.Refusal = _files.Refusal(file.Size, _archive.BytesAttached(attachment.Author) - _lacking.GetValueOrDefault(attachment.Author));
            if (incoming.Refusal is not null)
                return incoming.Refusal;
            try
            {
                incoming.Open(_files.OpenIncoming(attachment.Channel, file), new ChunkSeal(file, _crypto));
            }
            catch (IOException e)
            {
                LogDisk(e.Message);
                return incoming.Refusal = $"the disk has no room for a file of {file.Size} bytes, or fails: {e.Message}";
            }

            _open.Add((attachment.Channel, file.Root, file.Size));
            _opened[attachment.Author] = _opened.GetValueOrDefault(attachment.Author) + 1;
            _lacking[attachment.Author] -= file.Size;
            return null;
        }
    }

    // All of it is here, and its record may be receipted. From now on nothing is written to it.
    private void Finish(Incoming incoming)
    {
        // It was never opened: another record brought it.
        if (incoming.File is null)
            _lacking[incoming.Attachment.Author] -= incoming.Attachment.File.Size;
        incoming.IsClosed = true;
        incoming.Dispose();
        _incoming.Remove(incoming.Attachment.Id);
        _toReceipt[incoming.Attachment.Id.Record] = DateTimeOffset.MinValue;
    }

    /// <summary>Reads a file back once all of it has come: what is wrong on the disk is fetched anew.</summary>
    private void Close(Incoming incoming, CancellationToken cancel)
    {
        var (attachment, file) = (incoming.Attachment, incoming.Attachment.File);
        try
        {
            var right = _files.Complete(attachment.Channel, file, cancel);
            lock (incoming)
            {
                lock (_lock)
                {
                    _open.Remove((attachment.Channel, file.Root, file.Size));
                    _opened[attachment.Author]--;
                    if (right)
                    {
                        Finish(incoming);
                    }
                    else
                    {
                        _lacking[attachment.Author] += file.Size;
                        incoming.Dispose();
                        incoming.IsClosed = false;
                        LogDamaged(file.Root.ToString());
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            lock (incoming)
                (incoming.Trouble, incoming.LookAgainAt, incoming.IsClosed) = ($"the file does not read back: {e.Message}", _clock.GetUtcNow() + LooksAgain, false);
        }

        Wake();
    }

    // ATT-032: of all that the record attaches, once. A node that may say nothing at the moment says it later.
    private async Task SayCompleteAsync(Digest record, CancellationToken cancel)
    {
        var attachments = _archive.Attachments(record);
        if (attachments.Count == 0 || attachments.Any(a => !_files.IsHere(a.Channel, a.File)))
        {
            // Another of its files will bring it here again.
            Forget();
            return;
        }

        if (!attachments[0].IsOutstanding)
        {
            Forget();
            return;
        }

        try
        {
            if ((await _loop.AskAsync(ticket => new Input.Complete(ticket, record), cancel)).Answer.Fate == ItemFate.Stored)
            {
                Forget();
                return;
            }
        }
        catch (Exception e) when (e is NotStoredException or OperationCanceledException)
        {
            // Later, or after the next start.
        }

        lock (_lock)
            _toReceipt[record] = _clock.GetUtcNow() + LooksAgain;

        void Forget()
        {
            lock (_lock)
                _toReceipt.Remove(record);
        }
    }

    private bool IsMember(ArchivedAttachment attachment, PartyId party) =>
        _loop.View.Channels.TryGetValue(attachment.Channel, out var policy) && policy.HasMember(party);

    private void Wake()
    {
        lock (_lock)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    private static string Plain(string text) => new([.. text.Take(300).Select(c => c is >= ' ' and <= '~' ? c : '?')]);

    private static ItemAnswer Refuse(Fault fault) => new(ItemFate.Refused, fault);

    private static ItemAnswer Refuse(string rule, string detail) => Refuse(new Fault(rule, 0, detail));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A chunk that {Peer} brought was refused: {Rule}")]
    private partial void LogBad(string peer, string rule);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The disk for attachments failed: {Reason}")]
    private partial void LogDisk(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The file {Root} did not read back from the disk as it was written, and is fetched anew.")]
    private partial void LogDamaged(string root);
}
