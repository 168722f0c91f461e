namespace Parley.Node.Tests;

internal static class Soon
{
    /// <summary>Waits until it holds, and fails where it does not within 30 s.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 3000, "it did not come within 30 s");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
