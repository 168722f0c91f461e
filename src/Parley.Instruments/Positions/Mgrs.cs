using System.Globalization;

namespace Parley.Instruments.Positions;

/// <summary>The Military Grid Reference System between 80° S and 84° N.</summary>
internal static class Mgrs
{
    private const string Bands = "CDEFGHJKLMNPQRSTUVWX";
    private const string Columns = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Rows = "ABCDEFGHJKLMNPQRSTUV";

    public static string? Of(GeodeticPosition position)
    {
        var (latitude, longitude) = (position.Latitude, position.Longitude >= 180 ? position.Longitude - 360 : position.Longitude);
        if (latitude is < -80 or >= 84)
            return null;
        // A hair south of the equator has no metre of its own there.
        if (latitude is < 0 and > -1e-8)
            latitude = 0;
        var zone = TransverseMercator.ZoneOf(latitude, longitude);
        var (easting, northing) = TransverseMercator.Forward(latitude, longitude, zone);
        // A metre square is named by its corner: cut, not rounded. The allowance keeps what is on a line, but for the last bits, there.
        var (e, n) = ((long)Math.Floor(easting + 1e-6), (long)Math.Floor(northing + 1e-6));
        var column = Columns[(int)((zone - 1) % 3 * 8 + e / 100_000 - 1)];
        var row = Rows[(int)((n / 100_000 + (zone % 2 == 0 ? 5 : 0)) % 20)];
        return string.Create(CultureInfo.InvariantCulture, $"{zone:00}{Band(latitude)}{column}{row}{e % 100_000:00000}{n % 100_000:00000}");
    }

    /// <summary>The middle of the square that a reference names, with half its diagonal as tolerance; a grid over another datum than WGS-84 is not read.</summary>
    public static bool TryParse(string text, Datum datum, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GeodeticPosition? position)
    {
        position = null;
        // MGRS over the Krassowsky ellipsoid has lettering of its own; it is not read as if it were the other.
        if (datum != Datum.Wgs84)
            return false;
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        var digitsOfZone = compact.Length > 1 && char.IsAsciiDigit(compact[1]) ? 2 : 1;
        if (compact.Length < digitsOfZone + 5 || !int.TryParse(compact[..digitsOfZone], NumberStyles.None, CultureInfo.InvariantCulture, out var zone) || zone is < 1 or > 60)
            return false;
        var band = Bands.IndexOf(compact[digitsOfZone], StringComparison.Ordinal);
        var column = Columns.IndexOf(compact[digitsOfZone + 1], StringComparison.Ordinal) - (zone - 1) % 3 * 8 + 1;
        var row = Rows.IndexOf(compact[digitsOfZone + 2], StringComparison.Ordinal);
        var digits = compact[(digitsOfZone + 3)..];
        if (band < 0 || row < 0 || column is < 1 or > 8 || digits.Length % 2 != 0 || digits.Length > 10 || !digits.All(char.IsAsciiDigit))
            return false;
        var half = digits.Length / 2;
        var size = (long)Math.Pow(10, 5 - half);
        var easting = column * 100_000L + long.Parse(digits[..half], CultureInfo.InvariantCulture) * size;
        var within = (row - (zone % 2 == 0 ? 5 : 0) + 20) % 20 * 100_000L + long.Parse(digits[half..], CultureInfo.InvariantCulture) * size;

        // Rows repeat every 2,000 km: the one that lies in the band.
        // A square on a band's edge may have its middle just outside.
        var south = band < 10;
        var (bottom, top, slack) = (band * 8 - 80, band == 19 ? 84 : band * 8 - 72, size / 100_000.0 + 1e-5);
        for (var northing = within; northing < 10_000_000; northing += 2_000_000)
        {
            var (latitude, longitude) = TransverseMercator.Inverse(easting + size / 2.0, northing + size / 2.0, zone, south);
            if (latitude >= bottom - slack && latitude <= top + slack && Math.Abs(longitude) <= 180.1)
            {
                position = new GeodeticPosition(latitude, longitude, datum, Math.Round(size / Math.Sqrt(2), 1));
                return true;
            }
        }

        return false;
    }

    private static char Band(double latitude) => Bands[Math.Min(19, (int)Math.Floor((latitude + 80) / 8))];
}
