namespace Parley.Screens.Tests;

/// <summary>The case of December 2022, played; the console is that of the party that plays Belarus.</summary>
public sealed class BelarusSample(Browser browser) : IAsyncLifetime
{
    internal PlayedSample Sample { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sample = await PlayedSample.PlayAsync(browser, "belarus-2022", "X-BY");

    public ValueTask DisposeAsync() => Sample.DisposeAsync();
}
