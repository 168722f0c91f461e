using System.Collections.Concurrent;
using System.Security.Cryptography;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Node.Attachments;

/// <summary>
/// Sends the chunks that members ask for: to each one bundle at a time, so small that whatever else there is for it soon has its turn,
/// and none while anything else is on its way there.
/// </summary>
internal sealed class AttachmentServer(Carrier carrier, AttachmentFiles files, PartyId self, ICryptoProvider crypto, TimeProvider clock)
{
    // What one member may have asked for and not got.
    private const int MostFiles = 4;
    private const long MostLeaves = 16 * 1024;

    private const int LargestBundle = 1024 * 1024;
    private const int MostFailures = 8;
    private static readonly TimeSpan Yields = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<PartyId, Dictionary<AttachmentId, Wanted>> _wanted = new();

    private sealed record Wanted(ArchivedAttachment Attachment, LeafSet Leaves);

    // ATT-022
    /// <summary>Notes what a member asks for. Asking again for what waits changes nothing.</summary>
    /// <returns>Why it gets nothing, where it does not.</returns>
    public string? Want(PartyId peer, ArchivedAttachment attachment, Fetch fetch, CancellationToken cancel)
    {
        var queue = _wanted.GetOrAdd(peer, _ => []);
        lock (queue)
        {
            var idle = queue.Count == 0;
            if (!queue.TryGetValue(attachment.Id, out var wanted))
            {
                if (queue.Count == MostFiles)
                    return $"{MostFiles} files are on their way to {peer} already; ask again";
                wanted = new Wanted(attachment, new LeafSet(Chunk.LeavesOf(attachment.File.Size)));
            }

            foreach (var (first, count) in fetch.Lacks)
            {
                if (first < wanted.Leaves.Leaves && wanted.Leaves.Count < MostLeaves)
                    wanted.Leaves.Set(first, Math.Min(Math.Min(count, MostLeaves), wanted.Leaves.Leaves - first));
            }

            if (wanted.Leaves.Count == 0)
                return null;
            queue[attachment.Id] = wanted;
            if (idle)
                _ = Task.Run(() => ServeAsync(peer, queue, cancel), CancellationToken.None);
            return null;
        }
    }

    /// <summary>The next bundle of chunks of a file: those of <paramref name="leaves"/> that it has room for, and which they were. For couriers too.</summary>
    public (Bundle Bundle, IReadOnlyList<Chunk> Chunks) Fill(PartyId peer, ArchivedAttachment attachment, LeafSet leaves, int room)
    {
        var (file, items, chunks) = (attachment.File, new List<BundleItem>(), new List<Chunk>());
        if (files.TreeOf(attachment.Channel, file) is not { } tree)
            throw new InvalidDataException($"The file {file.Root} is not here as it was.");
        using var data = files.OpenData(attachment.Channel, file);
        using var seal = new ChunkSeal(file, crypto);
        var (block, inBlock) = (new byte[Chunk.MaxLength], -1L);
        // Where the largest fit, none is cut up to fill the last of the room: the next bundle would have to go on in pieces too.
        var least = Bundle.SizeOf(ChunkItem.SizeOf(new Chunk(Chunk.MaxLevel, 0), Attachment.MaxSize)) <= room ? Chunk.MaxLevel : 0;
        foreach (var (first, count) in leaves.Runs(Bundle.MaxItems))
        {
            for (var leaf = first; leaf < first + count && items.Count < Bundle.MaxItems;)
            {
                var level = Chunk.MaxLevel;
                while (level >= least && (Chunk.Largest(leaf, first + count, file.Size, level) is var c) && Bundle.SizeOf(ChunkItem.SizeOf(c, file.Size)) > room)
                    level--;
                if (level < least)
                    return Made();
                var chunk = Chunk.Largest(leaf, first + count, file.Size, level);
                var around = new Chunk(Chunk.MaxLevel, chunk.FirstLeaf >> Chunk.MaxLevel);
                var bytes = block.AsSpan(0, around.LengthIn(file.Size));
                if (inBlock != around.Index)
                    ReadAll(data, bytes, around.Offset);
                inBlock = around.Index;
                var item = ChunkItem.ToBytes(attachment.Id, chunk, tree.Prove(chunk, file.Size, bytes), bytes.Slice((int)(chunk.Offset - around.Offset), chunk.LengthIn(file.Size)), seal);
                items.Add(new BundleItem(ItemKind.Chunk, item));
                chunks.Add(chunk);
                room -= Bundle.SizeOf(item.Length);
                leaf += chunk.LeavesIn(file.Size);
            }
        }

        return Made();

        (Bundle, IReadOnlyList<Chunk>) Made() => (new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), self, peer, clock.GetUtcNow(), items), chunks);
    }

    private static void ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle data, Span<byte> bytes, long at)
    {
        for (var read = 0; read < bytes.Length;)
        {
            var length = RandomAccess.Read(data, bytes[read..], at + read);
            if (length == 0)
                throw new InvalidDataException("The file is shorter than it was.");
            read += length;
        }
    }

    private async Task ServeAsync(PartyId peer, Dictionary<AttachmentId, Wanted> queue, CancellationToken cancel)
    {
        var failures = 0;
        for (var turn = 0; !cancel.IsCancellationRequested; turn++)
        {
            Wanted next;
            lock (queue)
            {
                if (queue.Count == 0)
                    return;
                next = queue.Values.ElementAt(turn % queue.Count);
            }

            // ATT-022: not for ever, or a line that is never idle would carry none.
            for (var waited = TimeSpan.Zero; carrier.IsBusy(peer) && waited < Yields; waited += TimeSpan.FromMilliseconds(20))
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bool MayCarry(IBearer bearer) => bearer.LargestAttachment >= next.Attachment.File.Size;
            try
            {
                Bundle bundle;
                IReadOnlyList<Chunk> chunks;
                lock (queue)
                    (bundle, chunks) = Fill(peer, next.Attachment, next.Leaves, SealedBundle.RoomIn(Math.Min(carrier.RoomFor(peer, MayCarry), LargestBundle)));
                Input? outcome = null;
                await carrier.CarryAsync(bundle, Precedence.Routine, input =>
                {
                    outcome ??= input;
                    return Task.CompletedTask;
                }, cancel, MayCarry);
                if (outcome is Input.SendFailed && ++failures < MostFailures)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(30_000, 500 << failures)), clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                // It asks again for what it still lacks; one that refuses what it asked for, or is not there, gets nothing more until then.
                var unwanted = outcome is Input.SendFailed || (outcome is Input.SendAnswered answered && answered.Answers.Any(a => a.Fate == ItemFate.Refused));
                failures = 0;
                lock (queue)
                {
                    foreach (var chunk in chunks)
                        next.Leaves.Set(chunk.FirstLeaf, chunk.LeavesIn(next.Attachment.File.Size), isIn: false);
                    if (unwanted || next.Leaves.Count == 0)
                        queue.Remove(next.Attachment.Id);
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                // The file is gone or its disk fails: the member is told when it asks again.
                lock (queue)
                    queue.Remove(next.Attachment.Id);
            }
        }
    }
}
