namespace Parley.Simulator;

/// <summary>A clock that only what is due on it moves.</summary>
public sealed class VirtualClock(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _due = new();
    private long _order;

    /// <summary>The simulated time.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>What is due and has not happened.</summary>
    public int Waiting => _due.Count;

    /// <summary>Has something happen after a time; at one moment, in the order in which it was asked for.</summary>
    public void After(TimeSpan wait, Action what) => _due.Enqueue(what, (Now + wait, _order++));

    /// <summary>Goes on to a moment, with all that is due before it.</summary>
    public void RunTo(DateTimeOffset end)
    {
        while (_due.TryPeek(out var what, out var at) && at.At <= end)
        {
            _due.Dequeue();
            Now = at.At > Now ? at.At : Now;
            what();
        }

        Now = end;
    }
}
