using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Records.Text;

namespace Parley.Records.Policies;

/// <summary>A scenario's clock, agreed by every member in the policy of an exercise channel.</summary>
/// <param name="ScenarioStart">The scenario's time when it starts, UTC.</param>
/// <param name="RealStart">The real time then, UTC.</param>
/// <param name="Rate">Scenario seconds per real second, from 1.</param>
public sealed record ExerciseClock(DateTimeOffset ScenarioStart, DateTimeOffset RealStart, long Rate)
{
    /// <summary>The scenario's time at a real time; it stands still before the start.</summary>
    public DateTimeOffset At(DateTimeOffset real)
    {
        var seconds = Math.Max(0, (real - RealStart).TotalSeconds) * Rate;
        // A clock set centuries off must give a late time, not an exception.
        return seconds < (DateTimeOffset.MaxValue - ScenarioStart).TotalSeconds - 1 ? ScenarioStart.AddSeconds(seconds) : DateTimeOffset.MaxValue;
    }

    /// <summary>The real time at a scenario's time.</summary>
    public DateTimeOffset Real(DateTimeOffset scenario)
    {
        var seconds = (scenario - ScenarioStart).TotalSeconds / Rate;
        return seconds >= (DateTimeOffset.MaxValue - RealStart).TotalSeconds - 1 ? DateTimeOffset.MaxValue
            : seconds <= (DateTimeOffset.MinValue - RealStart).TotalSeconds + 1 ? DateTimeOffset.MinValue
            : RealStart.AddSeconds(seconds);
    }

    /// <summary>Reads <c>exercise SCENARIO-START REAL-START RATE</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExerciseClock? clock)
    {
        var parts = text.Split(' ', 5);
        clock = parts is ["exercise", var scenario, var real, var factor]
            && Times.TryParse(scenario, out var scenarioStart)
            && Times.TryParse(real, out var realStart)
            && Numbers.TryParse(factor, out var rate)
            && rate <= 1_000_000
                ? new ExerciseClock(scenarioStart, realStart, rate)
                : null;
        return clock is not null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"exercise {Times.ToText(ScenarioStart)} {Times.ToText(RealStart)} {Rate}");
}
