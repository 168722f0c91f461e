namespace Parley.Instruments.Positions;

/// <summary>A geodetic datum.</summary>
public enum Datum
{
    /// <summary>World Geodetic System 1984.</summary>
    Wgs84,

    /// <summary>Pulkovo 1942 (SK-42), on the Krassowsky ellipsoid.</summary>
    Sk42,
}

/// <summary>The names of datums as forms write them.</summary>
public static class DatumNames
{
    /// <summary>Reads <c>WGS84</c>, <c>WGS-84</c>, <c>SK42</c> or <c>SK-42</c>.</summary>
    public static bool TryParse(string text, out Datum datum)
    {
        ArgumentNullException.ThrowIfNull(text);
        datum = text.Contains("SK", StringComparison.Ordinal) ? Datum.Sk42 : Datum.Wgs84;
        return text is "WGS84" or "WGS-84" or "SK42" or "SK-42";
    }

    /// <summary>The name in a record.</summary>
    public static string Of(Datum datum) => datum == Datum.Sk42 ? "SK42" : "WGS84";
}
