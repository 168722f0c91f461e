namespace Parley.Instruments.Positions;

/// <summary>Universal Transverse Mercator by Krüger's series to the sixth order (Karney 2011): under a micrometre within a zone.</summary>
internal static class TransverseMercator
{
    private const double K0 = 0.9996;
    private const double FalseEasting = 500_000;
    private const double FalseNorthing = 10_000_000;

    public static int ZoneOf(double latitude, double longitude)
    {
        var zone = Math.Min(60, (int)Math.Floor((longitude + 180) / 6) + 1);
        // South-west Norway and Svalbard have zones of their own width.
        if (latitude is >= 56 and < 64 && longitude is >= 3 and < 12)
            return 32;
        if (latitude is >= 72 and < 84 && longitude is >= 0 and < 42)
            return longitude < 9 ? 31 : longitude < 21 ? 33 : longitude < 33 ? 35 : 37;
        return zone;
    }

    public static (double Easting, double Northing) Forward(double latitude, double longitude, int zone)
    {
        var ellipsoid = Ellipsoid.Wgs84;
        var (phi, lambda) = (latitude * Math.PI / 180, (longitude - Meridian(zone)) * Math.PI / 180);
        var e = Math.Sqrt(ellipsoid.E2);
        var tau = Math.Tan(phi);
        var sigma = Math.Sinh(e * Math.Atanh(e * tau / Math.Sqrt(1 + tau * tau)));
        var tauPrime = tau * Math.Sqrt(1 + sigma * sigma) - sigma * Math.Sqrt(1 + tau * tau);
        var xi = Math.Atan2(tauPrime, Math.Cos(lambda));
        var eta = Math.Asinh(Math.Sin(lambda) / Math.Sqrt(tauPrime * tauPrime + Math.Cos(lambda) * Math.Cos(lambda)));
        var (x, y) = (eta, xi);
        var series = Alpha(ellipsoid);
        for (var j = 1; j <= 6; j++)
        {
            y += series[j] * Math.Sin(2 * j * xi) * Math.Cosh(2 * j * eta);
            x += series[j] * Math.Cos(2 * j * xi) * Math.Sinh(2 * j * eta);
        }

        var a = K0 * Rectifying(ellipsoid);
        return (FalseEasting + a * x, a * y + (latitude < 0 ? FalseNorthing : 0));
    }

    public static (double Latitude, double Longitude) Inverse(double easting, double northing, int zone, bool south)
    {
        var ellipsoid = Ellipsoid.Wgs84;
        var a = K0 * Rectifying(ellipsoid);
        var (eta, xi) = ((easting - FalseEasting) / a, (northing - (south ? FalseNorthing : 0)) / a);
        var (x, y) = (eta, xi);
        var series = Beta(ellipsoid);
        for (var j = 1; j <= 6; j++)
        {
            y -= series[j] * Math.Sin(2 * j * xi) * Math.Cosh(2 * j * eta);
            x -= series[j] * Math.Cos(2 * j * xi) * Math.Sinh(2 * j * eta);
        }

        var tauPrime = Math.Sin(y) / Math.Sqrt(Math.Sinh(x) * Math.Sinh(x) + Math.Cos(y) * Math.Cos(y));
        var e = Math.Sqrt(ellipsoid.E2);
        var tau = tauPrime;
        for (var i = 0; i < 5; i++)
        {
            var sigma = Math.Sinh(e * Math.Atanh(e * tau / Math.Sqrt(1 + tau * tau)));
            var t = tau * Math.Sqrt(1 + sigma * sigma) - sigma * Math.Sqrt(1 + tau * tau);
            tau += (tauPrime - t) / Math.Sqrt(1 + t * t) * (1 + (1 - ellipsoid.E2) * tau * tau) / ((1 - ellipsoid.E2) * Math.Sqrt(1 + tau * tau));
        }

        return (Math.Atan(tau) * 180 / Math.PI, Math.Atan2(Math.Sinh(x), Math.Cos(y)) * 180 / Math.PI + Meridian(zone));
    }

    private static double Meridian(int zone) => zone * 6 - 183;

    private static double Rectifying(Ellipsoid ellipsoid)
    {
        var n = ellipsoid.F / (2 - ellipsoid.F);
        return ellipsoid.A / (1 + n) * (1 + n * n / 4 + Math.Pow(n, 4) / 64 + Math.Pow(n, 6) / 256);
    }

    private static double[] Alpha(Ellipsoid ellipsoid)
    {
        var n = ellipsoid.F / (2 - ellipsoid.F);
        var (n2, n3, n4, n5, n6) = (n * n, Math.Pow(n, 3), Math.Pow(n, 4), Math.Pow(n, 5), Math.Pow(n, 6));
        return
        [
            0,
            n / 2 - 2.0 / 3 * n2 + 5.0 / 16 * n3 + 41.0 / 180 * n4 - 127.0 / 288 * n5 + 7891.0 / 37800 * n6,
            13.0 / 48 * n2 - 3.0 / 5 * n3 + 557.0 / 1440 * n4 + 281.0 / 630 * n5 - 1983433.0 / 1935360 * n6,
            61.0 / 240 * n3 - 103.0 / 140 * n4 + 15061.0 / 26880 * n5 + 167603.0 / 181440 * n6,
            49561.0 / 161280 * n4 - 179.0 / 168 * n5 + 6601661.0 / 7257600 * n6,
            34729.0 / 80640 * n5 - 3418889.0 / 1995840 * n6,
            212378941.0 / 319334400 * n6,
        ];
    }

    private static double[] Beta(Ellipsoid ellipsoid)
    {
        var n = ellipsoid.F / (2 - ellipsoid.F);
        var (n2, n3, n4, n5, n6) = (n * n, Math.Pow(n, 3), Math.Pow(n, 4), Math.Pow(n, 5), Math.Pow(n, 6));
        return
        [
            0,
            n / 2 - 2.0 / 3 * n2 + 37.0 / 96 * n3 - 1.0 / 360 * n4 - 81.0 / 512 * n5 + 96199.0 / 604800 * n6,
            1.0 / 48 * n2 + 1.0 / 15 * n3 - 437.0 / 1440 * n4 + 46.0 / 105 * n5 - 1118711.0 / 3870720 * n6,
            17.0 / 480 * n3 - 37.0 / 840 * n4 - 209.0 / 4480 * n5 + 5569.0 / 90720 * n6,
            4397.0 / 161280 * n4 - 11.0 / 504 * n5 - 830251.0 / 7257600 * n6,
            4583.0 / 161280 * n5 - 108847.0 / 3991680 * n6,
            20648693.0 / 638668800 * n6,
        ];
    }
}
