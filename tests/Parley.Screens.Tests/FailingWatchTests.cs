using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Node;
using Parley.Node.Lines;
using Parley.Node.Tests;
using Parley.Node.Watch;
using Parley.Records.Policies;
using Parley.Screens.Watch;
using Parley.Store.Sqlite;
using static Parley.Node.Tests.NorthsLoop;

namespace Parley.Screens.Tests;

/// <summary>What watches for all screens, where a look into the store fails in a way that nobody thought of: it is logged, and the next look is as ever.</summary>
public sealed class FailingWatchTests : IAsyncLifetime
{
    private readonly HastyClock _clock = new();
    private NorthsLoop _north = null!;
    private AlarmWatch _alarms = null!;
    private Failing _archive = null!;
    private Node.RunningNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await NorthsLoop.StartAsync();
        var policy = new ChannelPolicy
        {
            Name = "test.line",
            Version = 1,
            Exercise = true,
            Track = Track.Traffic,
            Members = [new Member(North, _north.Loop.View.Cards[North].Current.Root), new Member(South, _north.Loop.View.Cards[South].Current.Root)],
            Depositary = North,
            LineTestSeconds = 3600,
            Answer = AnswerTimes.Default,
            Languages = ["en"],
            SingleKey = [],
        };
        await _north.Loop.AskAsync(t => new Input.SignPolicy(t, policy), TestContext.Current.CancellationToken);
        await _north.Loop.AskAsync(t => new Input.Received(t, South, "test", new BundleItem(ItemKind.Policy, _north.SouthsKeys.Signer.SignNote(policy.ToBytes()).ToBytes())), TestContext.Current.CancellationToken);
        await Soon.UntilAsync(() => _north.Loop.View.Channels.Count == 1);
        var configuration = new NodeConfiguration { Party = North.Value };
        var archive = DispatchProxy.Create<IArchive, Failing>();
        _archive = (Failing)(object)archive;
        _archive.Real = new SqliteArchive(_north.Directory.Database);
        var duties = new DutyWatch([], North, archive, () => _north.Loop.View, _clock, NullLogger<DutyWatch>.Instance);
        _alarms = new AlarmWatch(new SqliteWatchStore(_north.Directory.Watch), () => true, configuration, archive, duties, new AlarmMessenger(North, null, [], TimeSpan.FromSeconds(1), _clock), _clock, NullLogger<AlarmWatch>.Instance);
        var test = new SelfTest(_north.Loop, archive, _north.Envelopes, North, _north.Directory, configuration, NorthsLoop.Crypto, _clock);
        var lines = new LineReports(_north.Loop, archive, North, test, _ => [], TimeSpan.FromSeconds(120), _clock);
        _node = new Node.RunningNode(_north.Directory, configuration, North, _north.Loop, archive, null!, [], lines, null!, null!, _alarms, null!, null!, null!, NorthsLoop.Crypto, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _alarms.Dispose();
        await _north.DisposeAsync();
    }

    [Fact]
    public async Task Board_OfWhichALookFailed_LooksAgain()
    {
        var log = new KeptLog<WatchBoard>();
        using var board = new WatchBoard(_node, log);
        Assert.Single(board.Rows);
        await GoesOnAsync(log);
    }

    [Fact]
    public async Task Flashes_OfWhichALookFailed_AreLookedForAgain()
    {
        var log = new KeptLog<FlashWatch>();
        _archive.Failures = 1;
        using var watch = new FlashWatch(_node, log);
        await GoesOnAsync(log);
    }

    private async Task GoesOnAsync<T>(KeptLog<T> log)
    {
        if (log.Lines.IsEmpty)
            _archive.Failures = 1;
        await Soon.UntilAsync(() => !log.Lines.IsEmpty);
        Assert.Contains(nameof(KeyNotFoundException), Assert.Single(log.Lines).Text, StringComparison.Ordinal);
        var asked = _archive.Asked;
        await Soon.UntilAsync(() => _archive.Asked > asked);
    }

    /// <summary>A node's archive that fails so many times.</summary>
    public class Failing : DispatchProxy
    {
        private volatile int _asked;

        public IArchive Real { get; set; } = null!;

        public int Failures { get; set; }

        public int Asked => _asked;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref _asked);
            return Failures-- > 0 ? throw new KeyNotFoundException("what nobody thought of") : targetMethod!.Invoke(Real, args);
        }
    }
}
