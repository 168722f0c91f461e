namespace Parley.Screens.Tests;

/// <summary>The fictional case at a lake, from the first word to the report, played; the console is that of the party that asks.</summary>
public sealed class LakeSample(Browser browser) : IAsyncLifetime
{
    internal PlayedSample Sample { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sample = await PlayedSample.PlayAsync(browser, "lake-2031", "X-ARD");

    public ValueTask DisposeAsync() => Sample.DisposeAsync();
}
