namespace Parley.Mls.Suites;

/// <summary>
/// Holds secrets that states which follow one another share: it counts its holders and wipes when the last lets go.
/// </summary>
internal abstract class Counted : IDisposable
{
    private int holders = 1;

    protected bool IsWiped => Volatile.Read(ref holders) <= 0;

    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            Wipe();
        }
    }

    internal void Retain() => ObjectDisposedException.ThrowIf(Interlocked.Increment(ref holders) <= 1, this);

    private protected abstract void Wipe();
}
