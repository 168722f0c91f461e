using System.Globalization;
using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>
/// The unit on the wire; every bearer carries the same bytes. A line of its own, sender, recipient and the number of
/// items; then each item's kind and length, and its bytes.
/// </summary>
public sealed record Bundle(PartyId From, PartyId To, IReadOnlyList<BundleItem> Items)
{
    private const string Opening = "parley bundle v1";

    /// <summary>The most items in a bundle.</summary>
    public const int MaxItems = 256;

    /// <summary>The most bytes in a bundle: 8 MiB.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The bundle's bytes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Write($"{Opening}\nfrom {From}\nto {To}\nitems {Items.Count}\n");
        foreach (var item in Items)
        {
            Write($"{item.Kind.ToString().ToLowerInvariant()} {item.Bytes.Length}\n");
            stream.Write(item.Bytes.Span);
        }

        return stream.ToArray();

        void Write(FormattableString text) => stream.Write(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads a bundle. Never throws; items keep referring to <paramref name="bytes"/>.</summary>
    public static Outcome<Bundle> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return new Fault("BND-001", 0, $"the bundle has {bytes.Length} bytes; {MaxBytes} are allowed");
        var reader = new ItemReader(bytes);
        if (reader.Line() != Opening)
            return new Fault("BND-002", 1, $"a bundle begins with '{Opening}'");
        if (reader.Line() is not ['f', 'r', 'o', 'm', ' ', .. var fromText] || !PartyId.TryParse(fromText, out var from))
            return new Fault("BND-003", 2, "'from' and a party id are expected here");
        if (reader.Line() is not ['t', 'o', ' ', .. var toText] || !PartyId.TryParse(toText, out var to))
            return new Fault("BND-003", 3, "'to' and a party id are expected here");
        if (reader.Line() is not ['i', 't', 'e', 'm', 's', ' ', .. var countText] || !Numbers.TryParse(countText, out var count) || count > MaxItems)
            return new Fault("BND-004", 4, $"'items' and a number from 1 to {MaxItems} are expected here");

        var items = new BundleItem[count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!reader.TryItem<ItemKind>(out var kind, out var item))
                return new Fault("BND-005", 0, $"item {i + 1} does not begin with its kind and a length that the bundle has");
            items[i] = new BundleItem(kind, item);
        }

        return reader.AtEnd ? new Bundle(from, to, items) : new Fault("BND-006", 0, "bytes follow the last item");
    }
}
