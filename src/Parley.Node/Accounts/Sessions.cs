using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Parley.Node.Accounts;

/// <summary>Opens, checks and ends the sessions of officers at their browsers.</summary>
public sealed class Sessions(DeskBook book, TimeProvider clock)
{
    // How exactly the last act is kept: more often would be a write for each key stroke.
    private static readonly TimeSpan Exact = TimeSpan.FromMinutes(1);

    // Whoever reaches the port may be refused without end, and the trail must not grow by it.
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _refused = new();

    /// <summary>Told when sessions ended here, so that their screens go at once; another program's are seen at the next check.</summary>
    public event Action<string>? Ended;

    /// <summary>All that are open.</summary>
    public IReadOnlyList<Kept<Session>> All => [.. book.All<Session>().Where(s => !s.Value.IsOver(clock.GetUtcNow()))];

    /// <summary>Opens a session, and returns its id: 32 random bytes in hexadecimal.</summary>
    public string Open(Officer officer, bool fallback)
    {
        ArgumentNullException.ThrowIfNull(officer);
        var (id, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow());
        foreach (var over in book.All<Session>().Where(s => s.Value.IsOver(now)))
            End(over.Key, new Act("node", "session.expire"));
        book.TryCommit([DeskBook.Write(id, 0, new Session(officer.Name, now, now, fallback, officer.Stamp))],
            new Act(officer.Name, "session.open", Detail: fallback ? "with a password" : "with a passkey") { As = officer.Pseudonym, Session = Short(id) });
        return id;
    }

    /// <summary>
    /// The officer whose session it is, where it is good now: open, in time, of an account that is not closed and whose stamp is still the
    /// one it was opened under. <paramref name="active"/> says that a person did something just now.
    /// </summary>
    public Officer? Check(string id, bool active)
    {
        ArgumentNullException.ThrowIfNull(id);
        var now = clock.GetUtcNow();
        if (book.Find<Session>(id) is not { } kept || kept.Value.IsOver(now) || book.Find<Officer>(kept.Value.Officer) is not { Value: { Closed: false } officer } || officer.Stamp != kept.Value.Stamp)
            return null;
        if (active && now - kept.Value.Seen >= Exact)
            book.TryCommit([DeskBook.Write(id, kept.Version, kept.Value with { Seen = now })]);
        return officer;
    }

    /// <summary>Ends a session; the act says by whom and why. Nothing where there is none.</summary>
    public void End(string id, Act by)
    {
        ArgumentNullException.ThrowIfNull(by);
        while (book.Find<Session>(id) is { } kept)
        {
            if (book.TryCommit([DeskBook.Remove(kept)], by with { About = kept.Value.Officer, Detail = Short(id) }))
                break;
        }

        Ended?.Invoke(id);
    }

    /// <summary>Ends all sessions of an account.</summary>
    public void EndAll(string officer, Act by)
    {
        foreach (var session in book.All<Session>().Where(s => s.Value.Officer == officer))
            End(session.Key, by);
    }

    /// <summary>Notes that somebody of no account was refused, for one of a few reasons; once a minute for each.</summary>
    public void Refuse(string why)
    {
        var now = clock.GetUtcNow();
        if (_refused.TryGetValue(why, out var last) ? now - last >= Between && _refused.TryUpdate(why, now, last) : _refused.TryAdd(why, now))
            book.TryCommit([], new Act("node", "session.refuse", Detail: why));
    }

    /// <summary>A session's id as the trail and the screens show it: enough to tell sessions apart, too little to take one over.</summary>
    public static string Short(string id) => id.Length > 8 ? id[..8] : id;
}
