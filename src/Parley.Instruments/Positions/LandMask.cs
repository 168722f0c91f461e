namespace Parley.Instruments.Positions;

/// <summary>
/// Whether there is any land within the half degree around a position, from Natural Earth's land polygons (public domain) by
/// <c>eng/land_mask.py</c>. It catches the hospital in the open sea, and says nothing about one a few kilometres off.
/// </summary>
public static class LandMask
{
    private const int Wide = 720;
    private const int High = 360;
    private static readonly byte[] Bits = Read();

    /// <summary>False where neither its cell of half a degree nor those within its stated tolerance hold any land.</summary>
    public static bool HasLand(GeodeticPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var here = position.In(Datum.Wgs84);
        // The sampling lines do not close around the pole; all of it is Antarctica.
        if (here.Latitude < -80)
            return true;
        // A stated tolerance is taken along, at most a degree of it.
        var off = Math.Min(1, here.ToleranceMetres / 111_000);
        for (var y = -1; y <= 1; y++)
        {
            for (var x = -1; x <= 1; x++)
            {
                if (Cell(here.Latitude + y * off, here.Longitude + x * off))
                    return true;
            }
        }

        return false;
    }

    private static bool Cell(double latitude, double longitude)
    {
        var row = Math.Clamp((int)Math.Floor((latitude + 90) * 2), 0, High - 1);
        var column = (int)Math.Floor((longitude + 180) * 2);
        var cell = row * Wide + (column % Wide + Wide) % Wide;
        return (Bits[cell / 8] >> (cell % 8) & 1) != 0;
    }

    private static byte[] Read()
    {
        using var stream = typeof(LandMask).Assembly.GetManifestResourceStream("land.mask")!;
        var bits = new byte[Wide * High / 8];
        stream.ReadExactly(bits);
        return bits;
    }
}
