using System.Data.Common;
using Microsoft.Extensions.Logging;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>
/// Looks every second at what stands unread and which duties stand, and does what <see cref="Escalation"/> finds due. A step is noted once it is done: a node
/// that dies in between does it again, for an alarm given twice is better than none. Reading ends it, or meeting the duty; nothing else does.
/// </summary>
public sealed partial class AlarmWatch : IDisposable
{
    private const int MostUnread = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<AlarmStep> _steps;
    private readonly IReadOnlyList<DeadlineStep> _deadlines;
    private readonly IReadOnlyList<Person> _roster;
    private readonly DutyWatch _dutyWatch;
    private readonly IArchive _archive;
    private readonly IWatchStore _store;
    private readonly Func<bool> _leads;
    private readonly AlarmMessenger _messenger;
    private readonly TimeProvider _clock;
    private readonly ILogger<AlarmWatch> _log;
    private Dictionary<(Digest Record, string Step), Attempt> _attempts;
    private readonly Dictionary<Reach, DateTimeOffset> _told = [];
    private readonly Dictionary<Reach, Task> _running = [];
    private IReadOnlyList<ArchivedUnread> _unread = [];
    private IReadOnlyList<DutyMatter> _duties = [];
    private bool _led;
    private (string Text, DateTimeOffset Since)? _fault;

    /// <summary>Reads back what was done, and ends with its store. A replica that does not lead looks on: another one gives the alarms.</summary>
    public AlarmWatch(IWatchStore store, Func<bool> leads, NodeConfiguration configuration, IArchive archive, DutyWatch duties, AlarmMessenger messenger, TimeProvider clock, ILogger<AlarmWatch> log)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(configuration);
        (_steps, _deadlines, _roster, _archive, _dutyWatch, _messenger, _clock, _log) = (configuration.Alarm, configuration.Deadlines, configuration.Roster, archive, duties, messenger, clock, log);
        (_store, _leads, _attempts) = (store, leads, ReadBack(store));
    }

    /// <summary>Told when something more sounds.</summary>
    public event Action? Sounded;

    /// <summary>What stands unread under the policy, each with what was done about it; most urgent first.</summary>
    public IReadOnlyList<(ArchivedUnread Unread, IReadOnlyList<Attempt> Attempts)> Standing()
    {
        lock (_lock)
            return [.. _unread.Select(u => (u, AttemptsFor(u.Id)))];
    }

    /// <summary>The duties of which a step has come, each with what was done about it; the earliest first.</summary>
    public IReadOnlyList<(DutyMatter Duty, IReadOnlyList<Attempt> Attempts)> Duties()
    {
        lock (_lock)
            return [.. _duties.Select(d => (d, AttemptsFor(d.Id))).Where(d => d.Item2.Count > 0 || d.d.Since <= _clock.GetUtcNow())];
    }

    private IReadOnlyList<Attempt> AttemptsFor(Digest matter) => [.. _attempts.Values.Where(a => a.Record == matter).OrderBy(a => a.At)];

    /// <summary>What of the watch itself fails, each with since when and how often: whoever sits at the desk must know that nobody else was told.</summary>
    public IReadOnlyList<(DateTimeOffset At, int Times, string Text)> Faults()
    {
        lock (_lock)
        {
            var faults = _attempts.Values.Where(a => !a.IsDone).GroupBy(a => a.Reach)
                .Select(g => (g.Max(a => a.At), g.Max(a => a.Tries), $"the alarm by {(g.Key.Means == Means.Mail ? "e-mail to" : "webhook at")} {g.Key.Address} fails: {g.MaxBy(a => a.At)!.Fault}")).ToList();
            if (_fault is { } own)
                faults.Add((own.Since, 1, own.Text));
            if (_dutyWatch.Fault is { } blind)
                faults.Add((_clock.GetUtcNow(), 1, blind));
            var now = _clock.GetUtcNow();
            if (_unread.Count > 0 && _roster.Count > 0 && !_roster.Any(p => p.IsOnDuty(now)))
                faults.Add((now, 1, "nobody on the roster is on duty now; the alarm goes to the others in their order"));
            return faults;
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (_steps.Count + _deadlines.Count == 0)
            return;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                Look(cancel);
                if (SetFault(null))
                    LogRecovered();
            }
            catch (Exception e)
            {
                // Whatever it was, the watch goes on: one that has ended in silence is worse than one that fails each second. What fails in the same way is logged once.
                var passes = e is DbException or IOException;
                if (SetFault(passes ? $"the watch over what stands unread cannot use the store ({e.Message})" : $"the watch over what stands unread fails ({e.GetType().Name})"))
                {
                    if (passes)
                        LogBlind(e.Message);
                    else
                        LogFailed(e.GetType().Name, e.StackTrace ?? "");
                }
            }

            await Task.Delay(Interval, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task[] running;
        lock (_lock)
            running = [.. _running.Values];
        await Task.WhenAll(running);
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    /// <summary>1. what stands unread; 2. forget what was read; 3. do what is due, each by itself.</summary>
    private void Look(CancellationToken cancel)
    {
        // 1.
        var unread = _steps.Count == 0 ? [] : _archive.Unread(_steps.Max(s => s.LeastUrgent), MostUnread);
        var duties = _dutyWatch.Standing;
        IReadOnlyList<AlarmCall> due;
        var leads = _leads();
        // What the replica that led before has done is done.
        var kept = leads && _led ? null : ReadBack(_store);
        lock (_lock)
        {
            (_unread, _duties, _led) = (unread, duties ?? [], leads);
            if (kept is not null)
                _attempts = kept;
            if (!leads)
                return;

            // 2. Past the limit it is not known what was read, nor before the duties were looked at once; and forgetting would alarm twice.
            if (unread.Count < MostUnread && duties is not null)
            {
                foreach (var read in _attempts.Keys.Select(a => a.Record).Distinct().Except(unread.Select(u => u.Id)).Except(duties.Select(d => d.Id)).ToArray())
                {
                    _store.Forget(read);
                    foreach (var key in _attempts.Keys.Where(k => k.Record == read).ToArray())
                        _attempts.Remove(key);
                }
            }

            // 3.
            due = [.. Escalation.Due(_steps, _roster, [.. unread.Select(u => new UnreadRecord(u.Id, u.Precedence, u.At)), .. _duties], [.. _attempts.Values], _told, _clock.GetUtcNow(), _deadlines).Where(c => !_running.ContainsKey(c.Reach))];
            foreach (var call in due.Where(c => c.Reach.Means != Means.Sound))
                _running[call.Reach] = Task.Run(() => TellAsync(call, cancel), CancellationToken.None);
        }

        if (due.FirstOrDefault(c => c.Reach.Means == Means.Sound) is { } sound)
        {
            Note(sound, null);
            Sounded?.Invoke();
        }
    }

    private static Dictionary<(Digest Record, string Step), Attempt> ReadBack(IWatchStore store) => store.Attempts().ToDictionary(a => (a.Record, a.Step));

    private async Task TellAsync(AlarmCall call, CancellationToken cancel)
    {
        try
        {
            var fault = await _messenger.TellAsync(call, cancel);
            if (fault is not null)
                LogNotTold(call.Reach.Means.ToString().ToLowerInvariant(), fault);
            Note(call, fault);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The node is shutting down; it is due again after the start.
        }
        catch (Exception e)
        {
            Note(call, $"in a way that it must not ({e.GetType().Name})");
            LogFailed(e.GetType().Name, e.StackTrace ?? "");
        }
        finally
        {
            lock (_lock)
                _running.Remove(call.Reach);
        }
    }

    private void Note(AlarmCall call, string? fault)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (fault is null)
                _told[call.Reach] = now;
            var made = call.For.Select(f => new Attempt(f.Matter.Id, f.Step, call.Reach, (_attempts.GetValueOrDefault((f.Matter.Id, f.Step))?.Tries ?? 0) + 1, now, fault)).ToArray();
            foreach (var attempt in made)
                _attempts[(attempt.Record, attempt.Step)] = attempt;
            try
            {
                _store.Keep(made);
            }
            catch (DbException e)
            {
                // It is done all the same, and not done again while this node runs.
                LogFailed(e.GetType().Name, e.StackTrace ?? "");
            }
        }
    }

    /// <summary>Whether it is another one than before.</summary>
    private bool SetFault(string? text)
    {
        lock (_lock)
        {
            var before = _fault;
            _fault = text is null ? null : (text, before?.Since ?? _clock.GetUtcNow());
            return text != before?.Text;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alarm by {Means} failed: {Reason}")]
    private partial void LogNotTold(string means, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over what stands unread cannot use the store: {Reason}. It tries again every second.")]
    private partial void LogBlind(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over what stands unread works again.")]
    private partial void LogRecovered();

    [LoggerMessage(Level = LogLevel.Error, Message = "The watch over what stands unread failed: {Kind}. {Place}")]
    private partial void LogFailed(string kind, string place);
}
