using System.Globalization;
using System.Text;

namespace Parley.Ledger.Tiles;

/// <summary>The paths under which tiles and entry bundles are served (C2SP tlog-tiles); one path for each, and no other spelling.</summary>
public static class TilePath
{
    private const string Root = "tile/";
    private const string Entries = "entries";

    /// <summary>The path of a tile of hashes.</summary>
    public static string Format(TileAddress tile) => Format(tile.Level.ToString(CultureInfo.InvariantCulture), tile);

    /// <summary>The path of the entry bundle that belongs to a level 0 tile.</summary>
    public static string FormatEntries(TileAddress tile)
    {
        if (tile.Level != 0)
            throw new ArgumentException("Entries stand below level 0.", nameof(tile));

        return Format(Entries, tile);
    }

    /// <summary>Reads a path; <paramref name="entries"/> says whether it names an entry bundle.</summary>
    public static bool TryParse(string path, out TileAddress tile, out bool entries)
    {
        ArgumentNullException.ThrowIfNull(path);
        (tile, entries) = (default, false);
        if (path.Length > 64 || !path.StartsWith(Root, StringComparison.Ordinal))
            return false;

        var rest = path[Root.Length..];
        var slash = rest.IndexOf('/');
        if (slash < 0)
            return false;

        entries = rest[..slash] == Entries;
        var level = 0;
        if (!entries && (slash != 1 || !TryNumber(rest[..1], out level) || level > TileAddress.MaxLevel))
            return false;

        rest = rest[(slash + 1)..];
        var width = TileAddress.FullWidth;
        var partial = rest.IndexOf(".p/", StringComparison.Ordinal);
        if (partial >= 0)
        {
            if (rest.Length - partial - 3 > 3 || !TryNumber(rest[(partial + 3)..], out width) || width is < 1 or >= TileAddress.FullWidth)
                return false;

            rest = rest[..partial];
        }

        if (!TryIndex(rest, out var index) || index > TileAddress.MaxIndex(level))
            return false;

        // LED-011: what reads as an address must also be its one spelling, so that no file has two names.
        tile = new(level, index, width);
        return (entries ? FormatEntries(tile) : Format(tile)) == path;
    }

    private static string Format(string kind, TileAddress tile)
    {
        var path = new StringBuilder(Root).Append(kind).Append('/');
        var digits = tile.Index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        for (var at = 0; at < digits.Length; at += 3)
            path.Append(at + 3 < digits.Length ? "x" : "").Append(digits, at, 3).Append(at + 3 < digits.Length ? "/" : "");

        return tile.IsFull ? path.ToString() : path.Append(".p/").Append(tile.Width).ToString();
    }

    private static bool TryIndex(string text, out long index)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var element in text.Split('/'))
            digits.Append(element.StartsWith('x') ? element[1..] : element);

        return long.TryParse(digits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
