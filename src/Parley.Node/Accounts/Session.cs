namespace Parley.Node.Accounts;

/// <summary>A signed-in officer at one browser. There is one as long as it stands in the desk book.</summary>
/// <param name="Officer">The account.</param>
/// <param name="Opened">When the officer signed in, UTC.</param>
/// <param name="Seen">When the officer last did something, to the minute, UTC.</param>
/// <param name="Fallback">Whether with a password instead of a passkey.</param>
/// <param name="Stamp">The account's stamp at that time.</param>
public sealed record Session(string Officer, DateTimeOffset Opened, DateTimeOffset Seen, bool Fallback, string Stamp) : IKept
{
    /// <summary>How long a session lasts at most: a watch of twelve hours, and the hand-over.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(13);

    /// <summary>How long a session lasts in which nobody does anything. A release asks for the passkey anyway.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(4);

    /// <inheritdoc/>
    public static string Kind => "session";

    /// <summary>Whether the session's time is up.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Opened + Longest || now >= Seen + Idle;
}
