using Parley.Records;

namespace Parley.Channels;

/// <summary>Records of an author that are known to exist, up to a number, and are not here.</summary>
internal sealed class Gap
{
    // A record that overtook another on the way is no reason to ask: the other is seldom half a second behind.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private TimeSpan _wait = FirstWait;

    public Gap(long incarnation, long upTo, DateTimeOffset now)
    {
        Incarnation = incarnation;
        UpTo = upTo;
        AskAt = now + FirstWait;
    }

    public long Incarnation { get; }

    public long UpTo { get; set; }

    public DateTimeOffset AskAt { get; private set; }

    /// <summary>How often it was asked for: first the author, then the members in turn.</summary>
    public int Asked { get; private set; }

    /// <summary>Members that have nothing of the first that is missing.</summary>
    public HashSet<PartyId> Lacking { get; } = [];

    public void HasAsked(DateTimeOffset now)
    {
        Asked++;
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        AskAt = now + _wait;
    }

    /// <summary>Something came: ask for the rest soon.</summary>
    public void Progress(DateTimeOffset now)
    {
        _wait = FirstWait;
        AskAt = now + FirstWait;
        Lacking.Clear();
    }
}
