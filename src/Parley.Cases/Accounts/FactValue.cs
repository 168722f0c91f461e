using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Instruments.Positions;

namespace Parley.Cases.Accounts;

/// <summary>
/// A stated value: a time with its tolerance (<c>2022-12-29T07:00:00Z ±10 min</c>), a position with its own
/// (<c>52.1000 N 25.4000 E WGS84 ±5 km</c>), or text. Two values agree where each may be true with the other.
/// </summary>
public abstract partial record FactValue
{
    private FactValue()
    {
    }

    /// <summary>Reads a value; what reads neither as a time nor as a position is text.</summary>
    public static FactValue Read(string text)
    {
        if (TimePattern().Match(text) is { Success: true } time
            && DateTimeOffset.TryParseExact(time.Groups[1].Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            var tolerance = time.Groups[2].Success ? Number(time.Groups[2]) : 0;
            return new Time(at, time.Groups[3].Value switch
            {
                "h" => TimeSpan.FromHours(tolerance),
                "min" => TimeSpan.FromMinutes(tolerance),
                _ => TimeSpan.FromSeconds(tolerance),
            });
        }

        if (GeodeticPosition.TryParse(text.Trim(), out var position))
            return new Position(position);
        return new Words(Space().Replace(text.Trim(), " "));
    }

    /// <summary>Whether both may be true. A value of another kind never agrees.</summary>
    public abstract bool Agrees(FactValue other);

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>A UTC time and how far it may be off.</summary>
    public sealed record Time(DateTimeOffset At, TimeSpan Tolerance) : FactValue
    {
        // CAS-013
        /// <inheritdoc/>
        public override bool Agrees(FactValue other) => other is Time time && (At - time.At).Duration() <= Tolerance + time.Tolerance;
    }

    /// <summary>A position with its datum and how far it may be off.</summary>
    public sealed record Position(GeodeticPosition At) : FactValue
    {
        // Mean Earth radius (IUGG 1980), metres. A sphere is within 0.6 % of the ellipsoid: the shortfall is given as tolerance.
        private const double EarthRadius = 6_371_009;
        private const double SphereError = 0.006;

        // The transformation between WGS-84 and SK-42 is good to this, metres.
        private const double DatumError = 3;

        // Seven decimals of a degree are 11 mm on the ground: less than that is not a difference that anybody stated.
        private const double LastDigit = 0.011;

        // CAS-014
        /// <inheritdoc/>
        public override bool Agrees(FactValue other) =>
            other is Position { At: var there }
            && Distance(At.In(Datum.Wgs84), there.In(Datum.Wgs84)) is var distance
            && distance * (1 - SphereError) <= At.ToleranceMetres + there.ToleranceMetres + (At.Datum == there.Datum ? LastDigit : DatumError);

        private static double Distance(GeodeticPosition from, GeodeticPosition to)
        {
            var (a, b) = (Radians(from.Latitude), Radians(to.Latitude));
            var h = Square(Math.Sin((b - a) / 2)) + Math.Cos(a) * Math.Cos(b) * Square(Math.Sin(Radians(to.Longitude - from.Longitude) / 2));
            return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
        }

        private static double Radians(double degrees) => degrees * Math.PI / 180;

        private static double Square(double x) => x * x;
    }

    /// <summary>Text: the same words, spacing and case apart. That two wordings mean the same is for a person to say.</summary>
    public sealed record Words(string Text) : FactValue
    {
        /// <inheritdoc/>
        public override bool Agrees(FactValue other) => other is Words words && string.Equals(Text, words.Text, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\A(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)(?: ±(\d{1,6}(?:\.\d{1,3})?) (s|min|h))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
