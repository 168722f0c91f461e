using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Node;
using Parley.Records;

namespace Parley.Screens.Watch;

/// <summary>What takes every screen of this node: flashes of others that nobody here has read, from the moment in which they are stored; and what the alarm's policy has sound.</summary>
public sealed partial class FlashWatch : IDisposable
{
    private const int Most = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly RunningNode _node;
    private readonly ILogger<FlashWatch> _log;
    private readonly bool _soundsAtOnce;
    private readonly Lock _looking = new();
    private readonly ITimer _again;
    private int _asked;

    /// <summary>Begins to look.</summary>
    public FlashWatch(RunningNode node, ILogger<FlashWatch> log)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _log) = (node, log);
        _soundsAtOnce = node.Configuration.Alarm.Any(s => s is { Sound: true, AfterSeconds: 0 });
        _again = node.Clock.CreateTimer(_ => Ask(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        node.Loop.Committed += Committed;
        node.Watch.Sounded += Ask;
        Look();
    }

    /// <summary>Told when it is another list than before.</summary>
    public event Action? Changed;

    /// <summary>What stands unread, most urgent and oldest first, and whether it sounds.</summary>
    public IReadOnlyList<(ArchivedUnread Unread, bool Sounds)> Standing { get; private set; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Loop.Committed -= Committed;
        _node.Watch.Sounded -= Ask;
        _again.Dispose();
    }

    private void Committed(IReadOnlyList<Effect.Stored> effects)
    {
        if (effects.OfType<Effect.StoreRecord>().Any(e => e.Record.Content is var said && (said.Author == _node.Self ? said.Form == FormId.ReadReceipt : said.Precedence == Precedence.Flash && !said.Form.IsService)))
            Ask();
    }

    // Not on the loop's own thread, which numbers and stores.
    private void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            _ = Task.Run(Look);
    }

    private void Look()
    {
        // One after the other: of two at once, the one that read earlier could have the last word, and a flash that was acknowledged would stand for ever.
        using var one = _looking.EnterScope();
        Volatile.Write(ref _asked, 0);
        try
        {
            var sounding = _node.Watch.Standing().Where(s => s.Attempts.Any(a => a.Reach.Means == Means.Sound)).Select(s => s.Unread.Id).ToHashSet();
            var standing = _node.Archive.Unread(Precedence.Immediate, Most).Where(u => u.Precedence == Precedence.Flash || sounding.Contains(u.Id))
                .Select(u => (u, (u.Precedence == Precedence.Flash && _soundsAtOnce) || sounding.Contains(u.Id))).ToArray();
            if (standing.SequenceEqual(Standing))
                return;
            Standing = standing;
            Changed?.Invoke();
        }
        catch (Exception e)
        {
            // Whatever it is.
            LogFailed(e.GetType().Name, e.StackTrace ?? "");
            // A flash must not wait for the next record because the store failed once.
            _again.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What stands unread could not be read: {Kind}. {Place}")]
    private partial void LogFailed(string kind, string place);
}
