using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Ledger.Checkpoints;
using Parley.Node;
using Parley.Records;

namespace Parley.Screens.Watch;

/// <summary>
/// The lines of every channel, computed once for all screens. What changed is looked at anew within a second, and everything within
/// <see cref="Round"/>, for silence is a matter of time; later where much stands unread, so that looking takes a twentieth of a core at most. A screen that
/// opens finds it ready.
/// </summary>
public sealed partial class WatchBoard : IDisposable
{
    private const int Round = 15;
    private const int LongestShare = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostUnread = 10_000;
    private readonly RunningNode _node;
    private readonly ILogger<WatchBoard> _log;
    private readonly ConcurrentDictionary<ChannelId, bool> _changed = [];
    private readonly ITimer _timer;
    private Dictionary<ChannelId, WatchRow> _rows = [];
    private long _second;

    /// <summary>Begins to look.</summary>
    public WatchBoard(RunningNode node, ILogger<WatchBoard> log)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _log) = (node, log);
        node.Loop.Committed += Committed;
        Look(all: true);
        _timer = node.Clock.CreateTimer(_ => LookAgain(), null, Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told when a row is another one than before.</summary>
    public event Action? Changed;

    /// <summary>The channels, by name; those that no longer are open stay out.</summary>
    public IReadOnlyList<WatchRow> Rows => [.. _rows.Values.OrderBy(r => r.Id.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Loop.Committed -= Committed;
        _timer.Dispose();
    }

    private void Committed(IReadOnlyList<Effect.Stored> effects)
    {
        foreach (var channel in effects.Select(ChannelOf).OfType<ChannelId>().Distinct())
            _changed[channel] = true;
    }

    private static ChannelId? ChannelOf(Effect.Stored effect) => effect switch
    {
        Effect.StoreRecord e => e.Channel,
        Effect.HoldRecord e => e.Channel,
        Effect.DropHeld e => e.Channel,
        Effect.Climb e => e.Channel,
        Effect.StorePolicy e => e.Channel,
        Effect.StoreChange e => e.Channel,
        Effect.Depart e => e.Channel,
        Effect.StoreCheckpoint e => e.Channel,
        Effect.StoreCosignature e => e.Channel,
        Effect.StoreClock e => e.Channel,
        Effect.StopClock e => e.Channel,
        Effect.Halt e => e.Channel,
        _ => null,
    };

    private void LookAgain()
    {
        var began = _node.Clock.GetTimestamp();
        Look(all: false);
        var rest = LongestShare * _node.Clock.GetElapsedTime(began);
        // It was disposed while it looked: then it is not set again.
        _timer.Change(rest > Pause ? rest : Pause, Timeout.InfiniteTimeSpan);
    }

    private void Look(bool all)
    {
        try
        {
            var open = _node.Loop.View.Channels.Keys.OrderBy(c => c.Name, StringComparer.Ordinal).ToArray();
            var second = _second++;
            var now = open.Where((c, i) => all || _changed.TryRemove(c, out _) || !_rows.ContainsKey(c) || i % Round == second % Round).ToArray();
            if (now.Length == 0 && _rows.Count == open.Length)
                return;
            var unread = _node.Archive.Unread(Precedence.Routine, MostUnread).ToLookup(u => (u.Channel, u.Author));
            var held = _node.Archive.Waiting(MostUnread).ToLookup(w => (w.Record.Content.Channel, w.Record.Content.Author));
            var rows = _rows.Where(r => open.Contains(r.Key)).ToDictionary();
            foreach (var channel in now)
                rows[channel] = Row(channel, p => unread[(channel.Name, p)].GroupBy(u => u.Precedence).ToDictionary(g => g.Key, g => g.Count()), p => held[(channel, p)].Count());
            _rows = rows;
            Changed?.Invoke();
        }
        catch (Exception e)
        {
            // Whatever it is: a board that no longer looks would show old rows for good. What changed is looked at again with its next turn.
            LogFailed(e.GetType().Name, e.StackTrace ?? "");
        }
    }

    private WatchRow Row(ChannelId channel, Func<PartyId, Dictionary<Precedence, int>> unread, Func<PartyId, int> held)
    {
        var view = _node.Loop.View;
        var clocks = _node.Archive.Clocks(channel).ToLookup(c => c.Owes);
        var tests = _node.Archive.Checkpoints(channel);
        var own = tests.FirstOrDefault(t => t.Tested.Test.Author == _node.Self);
        return new WatchRow(channel, view.Channels[channel], view.Standings[channel], [.. clocks[_node.Self]],
        [
            .. _node.Lines.Of(channel).Select(line => new WatchPeer(line.Member, line.Silence,
                tests.FirstOrDefault(t => t.Tested.Test.Author == line.Member)?.At,
                own?.Cosignatures.Where(c => c.KeyName.ToString() == line.Member.Value).Select(c => CosignatureTime.In(c) is { Seconds: > 0 and < 253_402_300_800 } at ? DateTimeOffset.FromUnixTimeSeconds(at.Seconds) : (DateTimeOffset?)null).Max(),
                unread(line.Member), held(line.Member), [.. clocks[line.Member]])),
        ]);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The watch's lines could not be read: {Kind}. {Place}")]
    private partial void LogFailed(string kind, string place);
}
