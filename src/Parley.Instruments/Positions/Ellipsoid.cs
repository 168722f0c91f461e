namespace Parley.Instruments.Positions;

/// <summary>A reference ellipsoid and conversions between its geodetic coordinates and geocentric ones, in metres.</summary>
internal readonly record struct Ellipsoid(double A, double InverseFlattening)
{
    /// <summary>EPSG 7030.</summary>
    public static Ellipsoid Wgs84 { get; } = new(6_378_137, 298.257223563);

    /// <summary>Krassowsky 1940, EPSG 7024.</summary>
    public static Ellipsoid Krassowsky { get; } = new(6_378_245, 298.3);

    public double F => 1 / InverseFlattening;

    public double E2 => F * (2 - F);

    public static Ellipsoid Of(Datum datum) => datum == Datum.Sk42 ? Krassowsky : Wgs84;

    public (double X, double Y, double Z) ToGeocentric(double latitude, double longitude)
    {
        var (sin, cos) = Math.SinCos(latitude);
        var n = A / Math.Sqrt(1 - E2 * sin * sin);
        return (n * cos * Math.Cos(longitude), n * cos * Math.Sin(longitude), n * (1 - E2) * sin);
    }

    /// <summary>Radians; the height is dropped. Bowring's start, then iterated until it stands still.</summary>
    public (double Latitude, double Longitude) ToGeodetic(double x, double y, double z)
    {
        var p = Math.Sqrt(x * x + y * y);
        var latitude = Math.Atan2(z, p * (1 - E2));
        for (var i = 0; i < 8; i++)
        {
            var sin = Math.Sin(latitude);
            var n = A / Math.Sqrt(1 - E2 * sin * sin);
            latitude = Math.Atan2(z + E2 * n * sin, p);
        }

        return (latitude, Math.Atan2(y, x));
    }
}
