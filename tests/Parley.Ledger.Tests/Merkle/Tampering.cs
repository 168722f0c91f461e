using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Merkle;

/// <summary>Every single-bit change, truncation, extension, doubling and swap of a list of hashes.</summary>
internal static class Tampering
{
    public static IEnumerable<IReadOnlyList<TreeHash>> Of(IReadOnlyList<TreeHash> hashes)
    {
        for (var at = 0; at < hashes.Count; at++)
        {
            for (var bit = 0; bit < 256; bit++)
                yield return [.. hashes.Take(at), new TreeHash(Flip(hashes[at].ToArray(), bit)), .. hashes.Skip(at + 1)];
            yield return [.. hashes.Take(at), .. hashes.Skip(at + 1)];
            yield return [.. hashes.Take(at)];
            for (var other = at + 1; other < hashes.Count; other++)
            {
                var swapped = hashes.ToArray();
                (swapped[at], swapped[other]) = (swapped[other], swapped[at]);
                yield return swapped;
            }
        }

        for (var at = 0; at <= hashes.Count; at++)
        {
            yield return [.. hashes.Take(at), TreeHash.Empty, .. hashes.Skip(at)];
            if (at < hashes.Count)
                yield return [.. hashes.Take(at), hashes[at], .. hashes.Skip(at)];
        }
    }

    public static byte[] Flip(byte[] bytes, int bit)
    {
        var changed = (byte[])bytes.Clone();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
