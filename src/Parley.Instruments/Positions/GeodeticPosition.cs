using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Instruments.Positions;

/// <summary>A position: degrees, north and east positive, the datum, and how far it may be off in metres.</summary>
public sealed partial record GeodeticPosition(double Latitude, double Longitude, Datum Datum, double ToleranceMetres = 0)
{
    // EPSG 5044, GOST R 51794-2008: Pulkovo 1942 to WGS 84, 3 m; a coordinate frame rotation. Metres, arc seconds, parts a million.
    private const double Dx = 23.57, Dy = -140.95, Dz = -79.8, Rx = 0, Ry = -0.35, Rz = -0.79, Scale = -0.22;
    private const double ArcSecond = Math.PI / 180 / 3600;

    /// <summary>The same point in a datum. Heights are not carried; the transformation is good to 3 metres within its area.</summary>
    public GeodeticPosition In(Datum datum)
    {
        if (datum == Datum)
            return this;
        var (x, y, z) = Ellipsoid.Of(Datum).ToGeocentric(Latitude * Math.PI / 180, Longitude * Math.PI / 180);
        var (rx, ry, rz, m) = (Rx * ArcSecond, Ry * ArcSecond, Rz * ArcSecond, 1 + Scale * 1e-6);
        (double X, double Y, double Z) there;
        if (datum == Datum.Wgs84)
        {
            there = (Dx + m * (x + rz * y - ry * z), Dy + m * (-rz * x + y + rx * z), Dz + m * (ry * x - rx * y + z));
        }
        else
        {
            // The inverse: the rotations are so small that their transpose is the inverse to well below a millimetre.
            var (a, b, c) = ((x - Dx) / m, (y - Dy) / m, (z - Dz) / m);
            there = (a - rz * b + ry * c, rz * a + b - rx * c, -ry * a + rx * b + c);
        }

        var (latitude, longitude) = Ellipsoid.Of(datum).ToGeodetic(there.X, there.Y, there.Z);
        return this with { Latitude = latitude * 180 / Math.PI, Longitude = longitude * 180 / Math.PI, Datum = datum };
    }

    /// <summary>
    /// Reads decimal degrees (<c>52.1000 N 25.4000 E WGS84 ±5 km</c>), degrees, minutes and seconds
    /// (<c>52°06'00.0" N 25°24'00.0" E SK42</c>) or an MGRS grid reference (<c>MGRS 35ULT9040773368 WGS84</c>), the datum always stated.
    /// </summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GeodeticPosition? position)
    {
        ArgumentNullException.ThrowIfNull(text);
        position = null;
        if (text.Length > 100)
            return false;
        if (DecimalPattern().Match(text) is { Success: true } d)
            position = Made(Number(d.Groups[1]), d.Groups[2].Value, Number(d.Groups[3]), d.Groups[4].Value, d);
        else if (SexagesimalPattern().Match(text) is { Success: true } s
            && Angle(s.Groups[1], s.Groups[2], s.Groups[3]) is { } latitude && Angle(s.Groups[5], s.Groups[6], s.Groups[7]) is { } longitude)
            position = Made(latitude, s.Groups[4].Value, longitude, s.Groups[8].Value, s);
        else if (MgrsPattern().Match(text) is { Success: true } m && DatumNames.TryParse(m.Groups["datum"].Value, out var datum)
            && Mgrs.TryParse(m.Groups[1].Value, datum, out var found))
            position = found with { ToleranceMetres = Math.Max(found.ToleranceMetres, Tolerance(m)) };
        return position is not null;
    }

    /// <summary>The one form in records: decimal degrees with six decimals, 0.1 m on the ground.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Math.Abs(Latitude):0.000000} {(Rounded(Latitude) < 0 ? 'S' : 'N')} {Math.Abs(Longitude):0.000000} {(Rounded(Longitude) < 0 ? 'W' : 'E')} {DatumNames.Of(Datum)}{(ToleranceMetres > 0 ? $" ±{ToleranceMetres:0.###} m" : "")}");

    /// <summary>Degrees, minutes and seconds to a tenth.</summary>
    public string ToSexagesimal() => $"{Sexagesimal(Latitude)} {(Latitude < 0 ? 'S' : 'N')} {Sexagesimal(Longitude)} {(Longitude < 0 ? 'W' : 'E')} {DatumNames.Of(Datum)}";

    /// <summary>The MGRS grid reference to a metre; nothing beyond 84° N and 80° S, where another grid is used. Always in WGS-84.</summary>
    public string? ToMgrs() => Mgrs.Of(In(Datum.Wgs84));

    private static GeodeticPosition? Made(double latitude, string ns, double longitude, string ew, Match match) =>
        latitude <= 90 && longitude <= 180 && DatumNames.TryParse(match.Groups["datum"].Value, out var datum)
            ? new GeodeticPosition(ns == "S" ? -latitude : latitude, ew == "W" ? -longitude : longitude, datum, Tolerance(match))
            : null;

    private static double Tolerance(Match match) => match.Groups["off"].Success
        ? Number(match.Groups["off"]) * (match.Groups["unit"].Value == "km" ? 1000 : 1)
        : 0;

    private static double? Angle(Group degrees, Group minutes, Group seconds) =>
        Number(minutes) is < 60 and var m && Number(seconds) is < 60 and var s ? Number(degrees) + m / 60 + s / 3600 : null;

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    // What rounds to the equator is not south of it: there is one form of it.
    private static double Rounded(double degrees) => Math.Round(degrees, 6, MidpointRounding.AwayFromZero);

    private static string Sexagesimal(double degrees)
    {
        var tenths = (long)Math.Round(Math.Abs(degrees) * 36_000);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 36_000:00}°{tenths / 600 % 60:00}'{tenths % 600 / 10.0:00.0}\"");
    }

    private const string End = @" (?<datum>WGS-?84|SK-?42)(?: ±(?<off>\d{1,6}(?:\.\d{1,3})?) (?<unit>m|km))?\z";

    [GeneratedRegex(@"\A(\d{1,2}(?:\.\d{1,9})?) ?([NS]) (\d{1,3}(?:\.\d{1,9})?) ?([EW])" + End, RegexOptions.CultureInvariant)]
    private static partial Regex DecimalPattern();

    [GeneratedRegex("""\A(\d{1,2})[°](\d{1,2})['′](\d{1,2}(?:\.\d{1,4})?)["″] ?([NS]) (\d{1,3})[°](\d{1,2})['′](\d{1,2}(?:\.\d{1,4})?)["″] ?([EW])""" + End, RegexOptions.CultureInvariant)]
    private static partial Regex SexagesimalPattern();

    [GeneratedRegex(@"\AMGRS (\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?(?:\d{1,5} \d{1,5}|\d{2,10}))" + End, RegexOptions.CultureInvariant)]
    private static partial Regex MgrsPattern();
}
