using System.Text.Json.Serialization;

namespace Parley.Node.Accounts;

/// <summary>One entry of the audit trail: who did what when. It never holds what a record or a draft says.</summary>
/// <param name="By">The account, or <c>cli:</c> and the user of the machine, or <c>node</c>.</param>
/// <param name="What">What was done, such as <c>session.open</c>.</param>
/// <param name="About">To what or whom: an account, a session, a draft, a record's id.</param>
/// <param name="Detail">What more there is to say.</param>
public sealed record Act(string By, string What, string? About = null, string? Detail = null)
{
    /// <summary>When, UTC, in milliseconds; the desk book writes it.</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset At { get; init; }

    /// <summary>The duty pseudonym acted under, as on the party's card.</summary>
    public string? As { get; init; }

    /// <summary>The session acted in.</summary>
    public string? Session { get; init; }
}
