using CsCheck;
using Parley.Instruments.Positions;

namespace Parley.Instruments.Tests.Positions;

/// <summary>
/// Expected values: MGRS by GeographicLib's GeoConvert 2.1 (<c>GeoConvert -m -p 0</c>), datum shifts by PROJ 9.1.1
/// (<c>cs2cs EPSG:4284 EPSG:4326</c>, which takes EPSG 5044 there).
/// </summary>
public sealed class PositionTests
{
    [Theory]
    [InlineData(52.1, 25.4, "35ULT9040773368")]
    [InlineData(50.45, 30.5234, "36UUA2418191596")]
    [InlineData(-33.8568, 151.2153, "56HLH3490052288")]
    [InlineData(60.39, 5.32, "32VKN9723000510")]
    [InlineData(78.22, 15.65, "33XWG1481383004")]
    [InlineData(-0.0001, -78.5, "17MQV7827699988")]
    [InlineData(83.6277742, -32.6643363, "25XEN0415986552")]
    [InlineData(0, 0, "31NAA6602100000")]
    public void Mgrs_OfAPosition_IsTheOneThatGeographicLibGives(double latitude, double longitude, string expected)
    {
        Assert.Equal(expected, new GeodeticPosition(latitude, longitude, Datum.Wgs84).ToMgrs());
        Assert.True(GeodeticPosition.TryParse($"MGRS {expected} WGS84", out var back));
        Assert.Equal(latitude, back.Latitude, 0.00002);
        Assert.Equal(longitude, back.Longitude, 0.0001);
    }

    [Theory]
    [InlineData(52.1, 25.4, 52.09977313, 25.39816063)]
    [InlineData(50.45, 30.5234, 50.44983896, 30.52168200)]
    [InlineData(54.5, 36.2, 54.49999817, 36.19816902)]
    [InlineData(46.9, 142.7, 46.90029530, 142.70144093)]
    public void Sk42_ToWgs84_IsWhatProjGives(double latitude, double longitude, double north, double east)
    {
        var there = new GeodeticPosition(latitude, longitude, Datum.Sk42).In(Datum.Wgs84);
        Assert.Equal(north, there.Latitude, 2e-8);
        Assert.Equal(east, there.Longitude, 2e-8);
        var back = there.In(Datum.Sk42);
        Assert.Equal(latitude, back.Latitude, 1e-6);
        Assert.Equal(longitude, back.Longitude, 1e-6);
    }

    [Fact]
    public void Mgrs_AnywhereInItsArea_LeadsBackToTheSamePlace() =>
        Gen.Select(Gen.Double[-79.99, 83.99], Gen.Double[-180, 179.999]).Sample((latitude, longitude) =>
        {
            var text = new GeodeticPosition(latitude, longitude, Datum.Wgs84).ToMgrs()!;
            Assert.True(GeodeticPosition.TryParse($"MGRS {text} WGS84", out var back), text);
            // The middle of a square on the edge of a zone may lie in the next zone: so not the text is compared, but the place.
            Assert.Equal(latitude, back.Latitude, 0.00001);
            Assert.Equal(0, (longitude - back.Longitude) * Math.Cos(latitude * Math.PI / 180), 0.00002);
        }, iter: 2000);

    [Fact]
    public void Position_InItsOneForm_ReadsBack() =>
        Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Bool).Sample((latitude, longitude, sk) =>
        {
            var position = new GeodeticPosition(latitude, longitude, sk ? Datum.Sk42 : Datum.Wgs84);
            Assert.True(GeodeticPosition.TryParse(position.ToString(), out var back));
            Assert.Equal(position.ToString(), back.ToString());
            Assert.True(GeodeticPosition.TryParse(position.ToSexagesimal(), out var sexagesimal), position.ToSexagesimal());
            Assert.Equal(latitude, sexagesimal.Latitude, 0.00002);
        }, iter: 2000);

    [Theory]
    [InlineData("52.1 N 25.4 E")]
    [InlineData("52.1 25.4 WGS84")]
    [InlineData("91.0 N 25.4 E WGS84")]
    [InlineData("52.1 N 181.0 E WGS84")]
    [InlineData("52°61'00\" N 25°24'00\" E WGS84")]
    [InlineData("MGRS 35ULT9040773368 SK42")]
    [InlineData("MGRS 61ULT9040773368 WGS84")]
    [InlineData("MGRS 35UZZ9040773368 WGS84")]
    [InlineData("MGRS 35ULT904077336 WGS84")]
    public void Position_WithoutDatumOrOffTheEarth_IsNone(string text) => Assert.False(GeodeticPosition.TryParse(text, out _));

    [Theory]
    [InlineData(50.45, 30.52, true)]
    [InlineData(52.2, 25.5, true)]
    [InlineData(-85, 10, true)]
    [InlineData(43.3, 34.0, false)]
    [InlineData(30, -40, false)]
    [InlineData(58.5, 20.0, false)]
    public void LandMask_KnowsLandFromSea(double latitude, double longitude, bool land) =>
        Assert.Equal(land, LandMask.HasLand(new GeodeticPosition(latitude, longitude, Datum.Wgs84)));
}
