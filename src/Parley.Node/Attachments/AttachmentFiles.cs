using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Parley.Channels.Attachments;
using Parley.Ledger.Merkle;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;

namespace Parley.Node.Attachments;

/// <summary>
/// The files that records attach, in a directory for each channel: a member of one channel must not come by a file of another because
/// it knows its root. A file has its bytes in <c>.data</c>; <c>.have</c> says which of them are here while some are not, and <c>.heads</c>
/// has the upper part of its tree once all are.
/// </summary>
public sealed class AttachmentFiles(string directory, AttachmentLimits limits)
{
    // A tree of 2 GiB has 2 MB.
    private const int TreesAtHand = 8;
    private const int LookEvery = 256;
    private readonly ConcurrentDictionary<string, AttachmentTree> _trees = new();

    /// <summary>Whether all of a file is here.</summary>
    public bool IsHere(ChannelId channel, Attachment file) => File.Exists(PathOf(channel, file, ".heads"));

    // ATT-033
    /// <summary>What is wrong with what a content of this node attaches: a list that does not read, or a file that was not taken in; nothing where all is well.</summary>
    public Fault? Check(ChannelId channel, SaltedFields fields)
    {
        if (!AttachmentList.Read(fields).Try(out var named, out var fault))
            return fault;
        return named.FirstOrDefault(a => !IsHere(channel, a)) is { } missing
            ? new Fault("ATT-033", 0, $"the file '{missing.Name}' ({missing.Root}) was not taken in for this channel, so nobody could fetch it here: post it to /v1/channels/{channel.Name}/attachments first")
            : null;
    }

    /// <summary>Removes what interrupted imports have left: another replica may be at its own in the same directory, so only what was last written to before then.</summary>
    public void RemoveLeftovers(DateTimeOffset before)
    {
        if (!Directory.Exists(Imports))
            return;
        foreach (var left in Directory.EnumerateFiles(Imports).Where(f => File.GetLastWriteTimeUtc(f) < before))
            File.Delete(left);
    }

    /// <summary>Takes in a file of this node's own officers: durable once this returns.</summary>
    /// <returns>Its root and size; or why it was not taken.</returns>
    public async Task<Outcome<Attachment>> ImportAsync(ChannelId channel, string name, string mediaType, Stream source, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        PrivateFile.CreateDirectory(Path.Combine(directory, channel.Founding.ToString()));
        PrivateFile.CreateDirectory(Imports);
        var draft = Path.Combine(Imports, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            var heads = new List<TreeHash>();
            var size = 0L;
            using (var data = File.OpenHandle(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                var block = new byte[Chunk.MaxLength];
                for (int length; (length = await source.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancel)) > 0; size += length)
                {
                    if (size + length > Attachment.MaxSize)
                        return new Fault("ATT-002", 0, $"a file has at most {Attachment.MaxSize} bytes");
                    if (heads.Count % LookEvery == 0 && Free() < (long)LookEvery * Chunk.MaxLength)
                        return NoRoom();
                    RandomAccess.Write(data, block.AsSpan(0, length), size);
                    heads.Add(AttachmentTree.Head(block.AsSpan(0, length)));
                }

                if (size == 0)
                    return new Fault("ATT-002", 0, "an empty file cannot be attached");
                RandomAccess.FlushToDisk(data);
            }

            var tree = new AttachmentTree(heads);
            var file = new Attachment(new Digest(tree.Root.AsSpan()), size, mediaType, name, RandomNumberGenerator.GetBytes(Attachment.KeySize));
            if (!IsHere(channel, file))
            {
                File.Move(draft, PathOf(channel, file, ".data"), overwrite: true);
                WriteHeads(channel, file, tree);
            }

            return file;
        }
        catch (IOException e) when (Free() < (long)LookEvery * Chunk.MaxLength)
        {
            return NoRoom(e.Message);
        }
        finally
        {
            File.Delete(draft);
        }

        Fault NoRoom(string? why = null) => new("ATT-024", 0, $"the disk has no room for it{(why is null ? "" : $" ({why})")}: {limits.KeepFreeMb} MiB stay free for the node itself (attachments: keep-free-mb)");
    }

    /// <summary>Removes a file that nothing here attaches any more.</summary>
    public void Remove(ChannelId channel, Attachment file)
    {
        ArgumentNullException.ThrowIfNull(file);
        // Its tree first: without it the file is not here.
        _trees.TryRemove(PathOf(channel, file, ".heads"), out _);
        File.Delete(PathOf(channel, file, ".heads"));
        File.Delete(PathOf(channel, file, ".data"));
    }

    // ATT-024
    /// <summary>Why a file of <paramref name="size"/> bytes is not taken, of an author that has attached <paramref name="used"/> bytes already; nothing where it is.</summary>
    public string? Refusal(long size, long used)
    {
        if (size > limits.LargestMb * Mib)
            return $"the file has {size} bytes, and this node takes files of {limits.LargestMb} MiB at most (attachments: largest-mb)";
        if (used + size > limits.PerPartyMb * Mib)
            return $"with this file of {size} bytes its author would have more than the {limits.PerPartyMb} MiB that this node keeps of one party (attachments: per-party-mb)";
        return Free() < size ? $"the disk has no room for a file of {size} bytes: {limits.KeepFreeMb} MiB stay free for the node itself (attachments: keep-free-mb)" : null;
    }

    /// <summary>A file that is to be fetched: new, or as far as it had come.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public IncomingFile OpenIncoming(ChannelId channel, Attachment file)
    {
        ArgumentNullException.ThrowIfNull(file);
        PrivateFile.CreateDirectory(Path.Combine(directory, channel.Founding.ToString()));
        return IncomingFile.Open(PathOf(channel, file, ".data"), PathOf(channel, file, ".have"), file.Size);
    }

    // ATT-031
    /// <summary>Reads a file back from the disk, all of it, and says whether it is the one. If so, all of it is here from now on; if not, it is to be fetched anew.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public bool Complete(ChannelId channel, Attachment file, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tree = Read(PathOf(channel, file, ".data"), cancel);
        var right = tree is not null && new Digest(tree.Root.AsSpan()) == file.Root;
        if (right)
            WriteHeads(channel, file, tree!);
        File.Delete(PathOf(channel, file, ".have"));
        return right;
    }

    /// <summary>The upper part of a file's tree; nothing where the file is not here, or what stands there is another.</summary>
    public AttachmentTree? TreeOf(ChannelId channel, Attachment file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = PathOf(channel, file, ".heads");
        if (_trees.TryGetValue(path, out var known))
            return known;
        if (!File.Exists(path) || new FileInfo(path).Length is not (> 0 and var length) || length % TreeHash.Size != 0)
            return null;
        var bytes = File.ReadAllBytes(path);
        var tree = new AttachmentTree([.. Enumerable.Range(0, bytes.Length / TreeHash.Size).Select(i => new TreeHash(bytes.AsSpan(i * TreeHash.Size, TreeHash.Size)))]);
        if (new Digest(tree.Root.AsSpan()) != file.Root)
            return null;
        if (_trees.Count >= TreesAtHand)
            _trees.Clear();
        return _trees[path] = tree;
    }

    /// <summary>Opens a file that is here.</summary>
    public SafeFileHandle OpenData(ChannelId channel, Attachment file) => File.OpenHandle(PathOf(channel, file, ".data"));

    /// <summary>What a file that is here looks like.</summary>
    public string LooksLike(ChannelId channel, Attachment file)
    {
        using var data = OpenData(channel, file);
        Span<byte> head = stackalloc byte[MediaTypes.HeadSize];
        return MediaTypes.LooksLike(head[..RandomAccess.Read(data, head, 0)]);
    }

    private const long Mib = 1024 * 1024;

    private string Imports => Path.Combine(directory, "imports");

    private static AttachmentTree? Read(string path, CancellationToken cancel)
    {
        using var data = File.OpenHandle(path);
        var (heads, block) = (new List<TreeHash>(), new byte[Chunk.MaxLength]);
        for (var at = 0L; RandomAccess.Read(data, block, at) is > 0 and var length; at += length)
        {
            cancel.ThrowIfCancellationRequested();
            heads.Add(AttachmentTree.Head(block.AsSpan(0, length)));
        }

        return heads.Count == 0 ? null : new AttachmentTree(heads);
    }

    private void WriteHeads(ChannelId channel, Attachment file, AttachmentTree tree)
    {
        var path = PathOf(channel, file, ".heads");
        using (var draft = new FileStream($"{path}.new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            foreach (var head in tree.Heads)
                draft.Write(head.AsSpan());
            draft.Flush(flushToDisk: true);
        }

        File.Move($"{path}.new", path, overwrite: true);
    }

    private long Free()
    {
        PrivateFile.CreateDirectory(directory);
        return new DriveInfo(directory).AvailableFreeSpace - (limits.KeepFreeMb * Mib);
    }

    // The size too, for it is no part of the root.
    private string PathOf(ChannelId channel, Attachment file, string kind) => Path.Combine(directory, channel.Founding.ToString(), $"{file.Root}-{file.Size}{kind}");
}
