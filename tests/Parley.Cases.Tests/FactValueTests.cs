using Parley.Cases.Accounts;

namespace Parley.Cases.Tests;

public sealed class FactValueTests
{
    [Theory]
    [InlineData("2022-12-29T07:00:00Z", "2022-12-29T07:00:00Z", true)]
    [InlineData("2022-12-29T07:00:00Z", "2022-12-29T07:00:01Z", false)]
    [InlineData("2022-12-29T07:00:00Z ±10 min", "2022-12-29T07:10:00Z", true)]
    [InlineData("2022-12-29T07:00:00Z ±10 min", "2022-12-29T07:10:01Z", false)]
    [InlineData("2022-12-29T07:00:00Z ±10 min", "2022-12-29T07:15:00Z ±300 s", true)]
    [InlineData("2022-12-29T07:00:00Z ±1.5 h", "2022-12-29T08:30:00Z", true)]
    [InlineData("2022-12-29T07:00:00Z ±1 h", "2022-12-29T08:00:01Z", false)]
    [InlineData("2022-12-31T23:59:59Z ±2 s", "2023-01-01T00:00:00Z", true)]
    [InlineData("9999-12-31T23:59:59Z ±999999 h", "0001-01-01T00:00:00Z ±999999 h", false)]
    public void Time_WithinBothTolerances_Agrees(string one, string other, bool agrees) => Check(one, other, agrees);

    [Theory]
    [InlineData("52.1 N 25.4 E WGS84 ±5 km", "52.1 N 25.4 E WGS84", true)]
    [InlineData("52.1 N 25.4 E WGS84", "52.1001 N 25.4 E WGS84", false)]
    [InlineData("52.1 N 25.4 E WGS84 ±20 m", "52.1001 N 25.4 E WGS84", true)]
    [InlineData("52.1 N 25.4 E WGS84 ±2 km", "52.1 N 25.5 E WGS84 ±4 km", false)]
    [InlineData("52.1 N 25.4 E WGS84 ±3 km", "52.1 N 25.5 E WGS84 ±4 km", true)]
    [InlineData("52.1 N 25.4 E WGS84 ±50 m", "52.1 N 25.4 E SK-42", false)]
    [InlineData("52.1 N 25.4 E WGS84 ±5 km", "52.1 N 25.4 E SK-42", true)]
    [InlineData("52°06'00.0\" N 25°24'00.0\" E WGS84", "52.1 N 25.4 E WGS-84", true)]
    [InlineData("10 N 179.9999 E WGS84 ±30 m", "10 N 179.9999 W WGS84", true)]
    [InlineData("10 N 180 E WGS84", "10 N 180 W WGS84", true)]
    [InlineData("10 N 179 E WGS84 ±100 km", "10 N 179 W WGS84", false)]
    [InlineData("90 N 0 E WGS84 ±1 m", "90 N 137.5 W WGS84", true)]
    [InlineData("89.9999 N 0 E WGS84 ±30 m", "89.9999 N 180 E WGS84", true)]
    [InlineData("90 N 0 E WGS84 ±999999 m", "90 S 0 E WGS84 ±999999 m", false)]
    [InlineData("0 N 0 E WGS84", "0 S 0 W WGS84", true)]
    [InlineData("52.1 N 25.4 E WGS84", "52.1 S 25.4 E WGS84", false)]
    public void Position_WithinBothTolerances_Agrees(string one, string other, bool agrees) => Check(one, other, agrees);

    [Theory]
    [InlineData("91 N 0 E WGS84")]
    [InlineData("10 N 181 E WGS84")]
    [InlineData("52.1 N 25.4 E NAD27")]
    [InlineData("52.1 N 25.4 E")]
    [InlineData("2022-13-29T07:00:00Z")]
    [InlineData("2022-12-29 07:00")]
    [InlineData("2022-12-29T07:00:00+03:00")]
    public void Value_ThatOnlyLooksLikeOne_IsText(string text) => Assert.IsType<FactValue.Words>(FactValue.Read(text));

    [Theory]
    [InlineData("S-300 missile", "s-300  MISSILE", true)]
    [InlineData("S-300 missile", "S-300 rocket", false)]
    [InlineData("none", "2022-12-29T07:00:00Z", false)]
    [InlineData("ракета", "РАКЕТА", true)]
    public void Words_SameButForSpacingAndCase_Agree(string one, string other, bool agrees) => Check(one, other, agrees);

    private static void Check(string one, string other, bool agrees)
    {
        Assert.Equal(agrees, FactValue.Read(one).Agrees(FactValue.Read(other)));
        Assert.Equal(agrees, FactValue.Read(other).Agrees(FactValue.Read(one)));
        Assert.True(FactValue.Read(one).Agrees(FactValue.Read(one)));
    }
}
