using Microsoft.Win32.SafeHandles;
using Parley.Channels.Attachments;

namespace Parley.Node.Attachments;

/// <summary>A file on its way here: its bytes at their places, and which are here. A chunk counts as here once its bytes are on the disk. Not safe for concurrent use.</summary>
public sealed class IncomingFile : IDisposable
{
    private readonly SafeFileHandle _data;
    private readonly SafeFileHandle _have;
    private readonly List<(long First, long Count)> _written = [];

    private IncomingFile(SafeFileHandle data, SafeFileHandle have, LeafSet here) => (_data, _have, Here) = (data, have, here);

    /// <summary>The leaves whose bytes are on the disk.</summary>
    public LeafSet Here { get; }

    internal static IncomingFile Open(string dataPath, string havePath, long size)
    {
        var leaves = Chunk.LeavesOf(size);
        if (Resume(dataPath, havePath, size, leaves) is { } resumed)
            return resumed;
        // All of its room at once: that the disk is too small is found out now, and not after an hour.
        var data = File.OpenHandle(dataPath, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, preallocationSize: size);
        try
        {
            RandomAccess.SetLength(data, size);
            var have = File.OpenHandle(havePath, FileMode.Create, FileAccess.ReadWrite);
            RandomAccess.Write(have, new byte[(leaves + 7) / 8], 0);
            return new IncomingFile(data, have, new LeafSet(leaves));
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static IncomingFile? Resume(string dataPath, string havePath, long size, long leaves)
    {
        if (!File.Exists(dataPath) || !File.Exists(havePath) || new FileInfo(dataPath).Length != size || new FileInfo(havePath).Length != (leaves + 7) / 8)
            return null;
        var bits = File.ReadAllBytes(havePath);
        if (leaves % 8 != 0 && bits[^1] >> (int)(leaves % 8) != 0)
            return null;
        return new IncomingFile(File.OpenHandle(dataPath, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), File.OpenHandle(havePath, FileMode.Open, FileAccess.ReadWrite), new LeafSet(leaves, bits));
    }

    /// <summary>Writes a chunk; it is here once <see cref="Flush"/> returns.</summary>
    public void Write(Chunk chunk, ReadOnlySpan<byte> bytes, long size)
    {
        RandomAccess.Write(_data, bytes, chunk.Offset);
        _written.Add((chunk.FirstLeaf, chunk.LeavesIn(size)));
    }

    // What is noted as here must be: the bytes go to the disk first. The note itself may be lost with the power, and then a few
    // chunks come once more; it survives the end of the process.
    /// <summary>Makes what was written durable, and notes that it is here.</summary>
    public void Flush()
    {
        if (_written.Count == 0)
            return;
        RandomAccess.FlushToDisk(_data);
        foreach (var (first, count) in _written)
        {
            Here.Set(first, count);
            var (from, to) = ((int)(first >> 3), (int)((first + count - 1) >> 3));
            RandomAccess.Write(_have, Here.Bits[from..(to + 1)], from);
        }

        _written.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Dispose();
        _have.Dispose();
    }
}
