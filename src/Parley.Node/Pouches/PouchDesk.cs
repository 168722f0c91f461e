using Parley.Channels.Attachments;
using Parley.Channels.Wire;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Pouches;

/// <summary>Packs what waits for a peer into a file for a courier, and takes in such files: several in any order, twice, or weeks late.</summary>
public sealed class PouchDesk(NodeLoop loop, Envelopes envelopes, Intake intake, AttachmentDesk attachments)
{
    /// <summary>The bearer's name in ledgers and reports.</summary>
    public const string BearerName = "pouch";

    /// <summary>A pouch of all that waits for a peer, sealed to it, as far as it has room. It goes on waiting here, for the courier may not arrive.</summary>
    /// <exception cref="NotStoredException">The node is shutting down.</exception>
    public async Task<Outcome<PackedPouch>> PackAsync(PartyId to, CancellationToken cancel)
    {
        if (!loop.View.Cards.ContainsKey(to))
            return new Fault("BND-016", 0, $"{to} has not been met: no card of it is pinned here");
        var bundles = new List<ReadOnlyMemory<byte>>();
        var (size, items, left) = (1024L, 0, 0);
        foreach (var bundle in await loop.PackAsync(to, cancel))
        {
            if (!envelopes.Seal(bundle).Try(out var outgoing, out var fault))
                return fault;
            outgoing.Answer.Dispose();
            size += outgoing.Sealed.Length + 32;
            if (size > Pouch.MaxBytes || bundles.Count == Pouch.MaxBundles)
            {
                left += bundle.Items.Count;
                continue;
            }

            items += bundle.Items.Count;
            bundles.Add(outgoing.Sealed);
        }

        return new PackedPouch(bundles.Count == 0 ? [] : Pouch.ToBytes(bundles), items, left);
    }

    // ATT-041
    /// <summary>The pouch number <paramref name="part"/>, from 1, of those that a file goes in; before its chunks all else that waits for the peer, as far as it has room.</summary>
    /// <exception cref="NotStoredException">The node is shutting down.</exception>
    public async Task<Outcome<AttachmentPouch>> PackAsync(PartyId to, AttachmentId attachment, int part, CancellationToken cancel)
    {
        if (!attachments.TryPack(to, attachment).Try(out var chunks, out var fault))
            return fault;
        var waiting = new List<ReadOnlyMemory<byte>>();
        var room = Pouch.MaxBytes - Pouch.LinesSize - (AttachmentChunks.MostBundles * (AttachmentChunks.BundleSize + Pouch.LinesSize));
        foreach (var bundle in await loop.PackAsync(to, cancel))
        {
            if (!envelopes.Seal(bundle).Try(out var outgoing, out fault))
                return fault;
            outgoing.Answer.Dispose();
            room -= outgoing.Sealed.Length + Pouch.LinesSize;
            if (room >= 0)
                waiting.Add(outgoing.Sealed);
        }

        return new AttachmentPouch(chunks.Parts, waiting.Count + chunks.BundlesIn(part), waiting.Concat(chunks.Of(part).Select(bundle =>
        {
            var outgoing = envelopes.Seal(bundle).OrThrow();
            outgoing.Answer.Dispose();
            return outgoing.Sealed;
        })));
    }

    /// <summary>Takes in a pouch, bundle by bundle; one that is refused keeps none of the others out.</summary>
    /// <exception cref="NotStoredException">This node cannot store at the moment; taking the pouch in again later is harmless.</exception>
    public async Task<Outcome<UnpackedPouch>> UnpackAsync(Stream file, CancellationToken cancel)
    {
        if (!(await PouchReader.OpenAsync(file, cancel)).Try(out var reader, out var fault))
            return fault;
        var (from, refused, taken, again) = (new SortedSet<PartyId>(), new List<Fault>(), 0, 0);
        while (reader.Read < reader.Count)
        {
            if (!(await reader.NextAsync(cancel)).Try(out var bundle, out fault))
            {
                if (taken + again + refused.Count == 0)
                    return fault;
                refused.Add(fault);
                break;
            }

            var result = await intake.TakeAsync(bundle, BearerName, cancel);
            if (result.Try(out var sender, out var why))
            {
                from.Add(sender);
                taken++;
            }
            else if (why.Rule == "BND-020")
            {
                again++;
            }
            else
            {
                refused.Add(why);
            }
        }

        return new UnpackedPouch([.. from], taken, again, refused);
    }
}
