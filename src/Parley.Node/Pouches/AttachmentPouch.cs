using Parley.Channels.Wire;

namespace Parley.Node.Pouches;

/// <summary>One of the pouches that a file goes in, not yet sealed: each bundle is made as it is written, so that no more than one is in memory.</summary>
/// <param name="Parts">How many pouches the file goes in.</param>
/// <param name="Bundles">How many bundles this one has.</param>
/// <param name="Sealed">The bundles.</param>
public sealed record AttachmentPouch(int Parts, int Bundles, IEnumerable<ReadOnlyMemory<byte>> Sealed)
{
    /// <summary>Writes the pouch's file.</summary>
    public async Task WriteAsync(Stream to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(to);
        await to.WriteAsync(Pouch.Begin(Bundles), cancel);
        foreach (var bundle in Sealed)
        {
            await to.WriteAsync(Pouch.Before(bundle.Length), cancel);
            await to.WriteAsync(bundle, cancel);
        }
    }
}
