using Parley.Channels.Attachments;
using Parley.Channels.Wire;

namespace Parley.Node.Attachments;

/// <summary>A file in bundles of its chunks, in parts of which each goes into one pouch. A bundle is made when it is asked for.</summary>
public sealed class AttachmentChunks(long size, Func<LeafSet, Bundle> fill)
{
    /// <summary>Bytes that a bundle has sealed: fifteen of the largest chunks with their proofs fill it.</summary>
    public const int BundleSize = 1024 * 1024;

    /// <summary>The most bundles of chunks in a part: 120 MiB of the file.</summary>
    public const int MostBundles = 128;

    private const long LeavesPerBundle = 15L << Chunk.MaxLevel;

    /// <summary>How many parts there are.</summary>
    public int Parts => (int)((Bundles + MostBundles - 1) / MostBundles);

    private long Bundles => (Chunk.LeavesOf(size) + LeavesPerBundle - 1) / LeavesPerBundle;

    /// <summary>How many bundles a part has; parts are counted from 1.</summary>
    public int BundlesIn(int part) => (int)Math.Clamp(Bundles - ((part - 1L) * MostBundles), 0, MostBundles);

    /// <summary>The bundles of a part.</summary>
    public IEnumerable<Bundle> Of(int part)
    {
        var leaves = new LeafSet(Chunk.LeavesOf(size));
        for (var i = 0; i < BundlesIn(part); i++)
        {
            var first = (((part - 1L) * MostBundles) + i) * LeavesPerBundle;
            var count = Math.Min(LeavesPerBundle, leaves.Leaves - first);
            leaves.Set(first, count);
            yield return fill(leaves);
            leaves.Set(first, count, isIn: false);
        }
    }
}
