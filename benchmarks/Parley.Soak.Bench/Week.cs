using Parley.Cli.Demo;

namespace Parley.Soak.Bench;

/// <summary>What happens in a week at three parties: who is on watch when, how much they say, and what goes wrong.</summary>
internal static class Week
{
    public const int Days = 7;
    public const int Hours = 24 * Days;

    /// <summary>Three parties, a channel for each two, and one for all.</summary>
    public static Scenario Scenario() => new()
    {
        Name = "week",
        Title = "A week of three parties",
        Starts = "2026-01-05T00:00:00Z",
        Ends = "2026-01-12T00:00:00Z",
        Parties = [.. new[] { "X-AA", "X-BB", "X-CC" }.Select(id => new ScenarioParty { Id = id, Name = id, Desks = ["mod-duty"], Officers = ["duty-1", "duty-2"] })],
        Channels = [Channel("aa-bb", "X-AA", "X-BB"), Channel("aa-cc", "X-AA", "X-CC"), Channel("bb-cc", "X-BB", "X-CC"), Channel("all", "X-AA", "X-BB", "X-CC")],
    };

    /// <summary>Records that a desk says on a channel in an hour: much by day, some in the evening, little at night.</summary>
    public static int Said(int hour) => (hour % 24) switch
    {
        >= 6 and < 14 => 3,
        >= 14 and < 22 => 1,
        var night => night % 3 == 0 ? 1 : 0,
    };

    /// <summary>Whether whoever is on watch reads what came: every hour by day, and at a change of the watch; at night what wakes him only.</summary>
    public static bool Reads(int hour) => hour % 24 is >= 6 and <= 22;

    /// <summary>Each day at noon somebody says something urgent.</summary>
    public static bool IsUrgent(int hour) => hour % 24 == 12;

    /// <summary>Each night the nodes are backed up.</summary>
    public static bool BacksUp(int hour) => hour % 24 == 3;

    /// <summary>On the second day the third party is away for three hours.</summary>
    public static bool IsAway(int hour) => hour is >= 34 and < 37;

    /// <summary>On the fifth day the second party's machine fails, and is on again at once.</summary>
    public static bool Fails(int hour) => hour == 111;

    private static ScenarioChannel Channel(string name, params string[] members) => new() { Name = name, Track = "traffic", Members = [.. members], Depositary = members[0], Languages = ["en"] };
}
