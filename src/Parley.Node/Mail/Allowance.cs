using MailKit;

namespace Parley.Node.Mail;

/// <summary>
/// How many bytes a mail server may still say, and how long it may take for it, until both are renewed. A line has no end where the server gives it none, and what was read
/// of it is in memory until then; and a server that says a byte from time to time never lets an answer time out. A slow line has its time: each byte, either way, gives a millisecond.
/// </summary>
internal sealed class Allowance : IProtocolLogger
{
    private readonly long _bytes;
    private readonly TimeSpan _time;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _ending;
    private long _left;
    private long _since;
    private TimeSpan _may;

    public Allowance(long bytes, TimeSpan time, TimeProvider clock, CancellationToken cancel)
    {
        (_bytes, _time, _clock) = (bytes, time, clock);
        _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, _late.Token);
        Renew();
    }

    /// <summary>Cancelled when the time is over, or with the token that was given.</summary>
    public CancellationToken Token => _ending.Token;

    IAuthenticationSecretDetector? IProtocolLogger.AuthenticationSecretDetector { get; set; }

    /// <summary>What comes next may be as long again, and waited for longer by this much.</summary>
    public void Renew(TimeSpan waits = default)
    {
        (_left, _since, _may) = (_bytes, _clock.GetTimestamp(), _time + waits);
        _late.CancelAfter(_may);
    }

    public void LogConnect(Uri uri)
    {
        // What is said is counted, and nothing is logged.
    }

    public void LogClient(byte[] buffer, int offset, int count) => Give(count);

    public void LogServer(byte[] buffer, int offset, int count)
    {
        _left -= count;
        if (_left < 0)
            throw new IOException("the mail server says more than any answer has");
        Give(count);
    }

    private void Give(int bytes)
    {
        _may += TimeSpan.FromMilliseconds(bytes);
        if (_may - _clock.GetElapsedTime(_since) is { Ticks: > 0 } rest)
            _late.CancelAfter(rest);
    }

    public void Dispose()
    {
        _ending.Dispose();
        _late.Dispose();
    }
}
