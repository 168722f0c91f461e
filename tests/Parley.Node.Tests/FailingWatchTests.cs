using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Parley.Node.Watch;
using Parley.Records;
using Parley.Store.Sqlite;

namespace Parley.Node.Tests;

/// <summary>The watches while the store cannot be read, each second or two: the log has a line for it and not one a second, and one when it can be again.</summary>
public sealed class FailingWatchTests : IDisposable
{
    private static readonly PartyId Self = PartyId.Parse("X-NN");
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("parley-test-");
    private readonly HastyClock _clock = new();
    private readonly CancellationTokenSource _end = new();

    private string Store => Path.Combine(_scratch.FullName, "node.db");

    public void Dispose()
    {
        _end.Dispose();
        SqliteConnection.ClearAllPools();
        _scratch.Delete(recursive: true);
    }

    [Fact]
    public async Task Deadlines_StoreAway_AreLoggedOnceAndOnceMoreWhenItIsBack()
    {
        var log = new KeptLog<DutyWatch>();
        var watch = new DutyWatch([], Self, new SqliteArchive(Store), () => throw new InvalidOperationException("there is no record"), _clock, log);
        var running = watch.RunAsync(_end.Token);
        await AwayAndBackAsync(() => watch.Fault is not null);
        await Soon.UntilAsync(() => watch.Standing is not null && watch.Fault is null);
        await _end.CancelAsync();
        await running;
        IsOnceAndOnceMore(log);
    }

    [Fact]
    public async Task Unread_StoreAway_IsLoggedOnceAndOnceMoreWhenItIsBack()
    {
        var log = new KeptLog<AlarmWatch>();
        var archive = new SqliteArchive(Store);
        var duties = new DutyWatch([], Self, archive, () => throw new InvalidOperationException("there is no record"), _clock, new KeptLog<DutyWatch>());
        using var watch = new AlarmWatch(new SqliteWatchStore(Path.Combine(_scratch.FullName, "watch.db")), () => true, new NodeConfiguration { Party = "X-NN" }, archive, duties,
            new AlarmMessenger(Self, null, [], TimeSpan.FromSeconds(1), _clock), _clock, log);
        var running = watch.RunAsync(_end.Token);
        await AwayAndBackAsync(() => watch.Faults().Count > 0);
        await Soon.UntilAsync(() => watch.Faults().Count == 0);
        await _end.CancelAsync();
        await running;
        IsOnceAndOnceMore(log);
    }

    private async Task AwayAndBackAsync(Func<bool> isAway)
    {
        await Soon.UntilAsync(isAway);
        // Many looks more, all in vain.
        var looks = _clock.Waits;
        await Soon.UntilAsync(() => _clock.Waits > looks + 10);
        // Back at once and whole.
        var made = Path.Combine(_scratch.FullName, "made.db");
        new SqliteStore(made, TimeProvider.System).Dispose();
        SqliteConnection.ClearAllPools();
        File.Move(made, Store);
    }

    private static void IsOnceAndOnceMore<T>(KeptLog<T> log)
    {
        Assert.Equal(2, log.Lines.Count);
        Assert.All(log.Lines, l => Assert.Equal(LogLevel.Warning, l.Level));
        Assert.Contains("unable to open database file", log.Lines.First().Text, StringComparison.Ordinal);
        Assert.Contains("works again", log.Lines.Last().Text, StringComparison.Ordinal);
    }
}
