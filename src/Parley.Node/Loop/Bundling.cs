using System.Security.Cryptography;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Node.Loop;

/// <summary>Makes bundles of what the engine sends: the records that it names are read from the store here, on the loop's own connection.</summary>
internal sealed class Bundling(INodeStore store, PartyId self, TimeProvider clock)
{
    /// <summary>A bundle of the first items, as many as <paramref name="size"/> bytes have room for once it is sealed; one always, however slow the line.</summary>
    public Bundle First(Effect.Send send, int size) => new(send.Bundle, self, send.To, clock.GetUtcNow(), Take(send.Items, size));

    /// <summary>All of it, in as many bundles as the items need for their size. Only the first has an id that an answer finds.</summary>
    public IEnumerable<Bundle> All(Effect.Send send)
    {
        for (var left = send; left.Items.Count > 0;)
        {
            var bundle = First(left, SealedBundle.MaxBytes);
            yield return bundle;
            left = left with { Bundle = new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), Items = [.. left.Items.Skip(bundle.Items.Count)] };
        }
    }

    private List<BundleItem> Take(IReadOnlyList<OutgoingItem> wanted, int size)
    {
        var (items, room, most) = (new List<BundleItem>(), SealedBundle.RoomIn(size), SealedBundle.RoomIn(SealedBundle.MaxBytes));
        foreach (var item in wanted)
        {
            var bytes = item.Item ?? new BundleItem(ItemKind.Record, store.FindBytes(item.Record!.Value));
            room -= Bundle.SizeOf(bytes.Bytes.Length);
            most -= Bundle.SizeOf(bytes.Bytes.Length);
            if (most < 0 || (room < 0 && items.Count > 0))
                break;
            items.Add(bytes);
        }

        return items;
    }
}
