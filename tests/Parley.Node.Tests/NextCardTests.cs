using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Node.Tests;

/// <summary>What a next card carries.</summary>
public sealed class NextCardTests
{
    [Fact]
    public void Renew_AYearBeforeTheCardEnds_HoldsForAsLongAgain()
    {
        var work = Directory.CreateTempSubdirectory("parley-test-");
        try
        {
            var directory = new NodeDirectory(Path.Combine(work.FullName, "node"));
            var clock = new SetClock(new DateTimeOffset(2022, 12, 29, 7, 0, 0, TimeSpan.Zero));
            new NodeSetup(PartyId.Parse("X-NN"), "X-NN", ["duty"], ["duty-1", "duty-2"], new Uri("https://192.0.2.9"), "127.0.0.1:1", "127.0.0.1:2", null).Create(directory, SodiumProvider.Instance, clock);
            using var root = KeyFile.Read(directory.RootKey, SodiumProvider.Instance);
            clock.Now = clock.Now.AddYears(4);
            var card = NextCard.Renew(directory, root, new CardChange(), SodiumProvider.Instance, clock);
            Assert.Equal((2, clock.Now, clock.Now.AddYears(5)), (card.Version, card.ValidFrom, card.ValidUntil));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
