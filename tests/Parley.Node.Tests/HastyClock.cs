namespace Parley.Node.Tests;

/// <summary>The time of day as it is, and every wait is short.</summary>
internal sealed class HastyClock : TimeProvider
{
    private int _waits;

    public int Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _waits);
        return System.CreateTimer(callback, state, Short(dueTime), Short(period));

        static TimeSpan Short(TimeSpan wait) => wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait;
    }
}
