using System.Globalization;
using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>
/// The unit that crosses between nodes, as it reads inside its seal: a line of its own, sender, recipient, id, time and the
/// number of items; then each item's kind and length, and its bytes. <see cref="SealedBundle"/> is what bearers carry.
/// </summary>
/// <param name="Id">Its id, never used for another bundle.</param>
/// <param name="From">Who says to have sent it.</param>
/// <param name="To">For whom it is.</param>
/// <param name="Time">When it was made by the sender's clock, UTC; a claim.</param>
/// <param name="Items">What it carries; none where it only asks whether the line is there.</param>
public sealed record Bundle(BundleId Id, PartyId From, PartyId To, DateTimeOffset Time, IReadOnlyList<BundleItem> Items)
{
    internal const string Opening = "parley bundle v2";

    /// <summary>The most items in a bundle.</summary>
    public const int MaxItems = 256;

    /// <summary>The bundle's bytes.</summary>
    public byte[] ToBytes()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{Opening}\nfrom {From}\nto {To}\nid {Id}\ntime {Times.ToText(Time)}\nitems {Items.Count}\n");
        var heads = Items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Kind.ToString().ToLowerInvariant()} {item.Bytes.Length}\n")).ToArray();
        var bytes = new byte[head.Length + heads.Sum(h => h.Length) + Items.Sum(i => i.Bytes.Length)];
        var at = Encoding.ASCII.GetBytes(head, bytes);
        for (var i = 0; i < heads.Length; i++)
        {
            at += Encoding.ASCII.GetBytes(heads[i], bytes.AsSpan(at));
            Items[i].Bytes.Span.CopyTo(bytes.AsSpan(at));
            at += Items[i].Bytes.Length;
        }

        return bytes;
    }

    /// <summary>Whether it carries chunks of attachments and nothing else: whatever else there is goes before it.</summary>
    public bool IsBulk => Items.Count > 0 && Items.All(i => i.Kind == ItemKind.Chunk);

    /// <summary>The most bytes before the first item.</summary>
    internal const int HeaderSize = 192;

    /// <summary>The most bytes that an item of <paramref name="length"/> takes up.</summary>
    public static int SizeOf(int length) => 24 + length;

    /// <summary>Reads a bundle. Never throws; items keep referring to <paramref name="bytes"/>.</summary>
    public static Outcome<Bundle> Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ItemReader(bytes);
        if (!Read(reader).Try(out var bundle, out var fault))
            return fault;
        return reader.AtEnd ? bundle : new Fault("BND-006", 0, "bytes follow the last item");
    }

    /// <summary>Reads a bundle and leaves the reader behind its last item.</summary>
    internal static Outcome<Bundle> Read(ItemReader reader)
    {
        if (reader.Line() != Opening)
            return new Fault("BND-002", 1, $"a bundle begins with '{Opening}'");
        if (reader.Line() is not ['f', 'r', 'o', 'm', ' ', .. var fromText] || !PartyId.TryParse(fromText, out var from))
            return new Fault("BND-003", 2, "'from' and a party id are expected here");
        if (reader.Line() is not ['t', 'o', ' ', .. var toText] || !PartyId.TryParse(toText, out var to))
            return new Fault("BND-003", 3, "'to' and a party id are expected here");
        if (reader.Line() is not ['i', 'd', ' ', .. var idText] || !BundleId.TryParse(idText, out var id))
            return new Fault("BND-009", 4, "'id' and 32 hexadecimal digits are expected here");
        if (reader.Line() is not ['t', 'i', 'm', 'e', ' ', .. var timeText] || !Times.TryParse(timeText, out var time))
            return new Fault("BND-009", 5, "'time' and a UTC time are expected here");
        if (reader.Line() is not ['i', 't', 'e', 'm', 's', ' ', .. var countText] || !ItemReader.TryCount(countText, out var count) || count > MaxItems)
            return new Fault("BND-004", 6, $"'items' and a number from 0 to {MaxItems} are expected here");

        var items = new BundleItem[count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!reader.TryItem<ItemKind>(out var kind, out var item))
                return new Fault("BND-005", 0, $"item {i + 1} does not begin with its kind and a length that the bundle has");
            items[i] = new BundleItem(kind, item);
        }

        return new Bundle(id, from, to, time, items);
    }
}
