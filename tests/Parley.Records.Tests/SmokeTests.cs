namespace Parley.Records.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Nothing() => Assert.True(true);
}
