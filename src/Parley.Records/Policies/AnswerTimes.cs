using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Records.Text;

namespace Parley.Records.Policies;

/// <summary>Seconds within which a record is to be answered, by precedence.</summary>
public sealed record AnswerTimes(long Flash, long Immediate, long Priority, long Routine)
{
    /// <summary>15 minutes, an hour, a day, three days.</summary>
    public static AnswerTimes Default { get; } = new(900, 3600, 86400, 3 * 86400);

    /// <summary>The longest time: a year, so that no deadline leaves the calendar.</summary>
    public const long Max = 366 * 86400;

    /// <summary>Whether each time is between a second and <see cref="Max"/>.</summary>
    public bool IsPlausible => new[] { Flash, Immediate, Priority, Routine }.All(t => t is >= 1 and <= Max);

    /// <summary>The seconds for a precedence.</summary>
    public long For(Precedence precedence) => precedence switch
    {
        Precedence.Flash => Flash,
        Precedence.Immediate => Immediate,
        Precedence.Priority => Priority,
        _ => Routine,
    };

    /// <summary>Reads four numbers of seconds.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AnswerTimes? times)
    {
        var parts = text.Split(' ', 5);
        times = parts.Length == 4
            && Numbers.TryParse(parts[0], out var flash)
            && Numbers.TryParse(parts[1], out var immediate)
            && Numbers.TryParse(parts[2], out var priority)
            && Numbers.TryParse(parts[3], out var routine)
                ? new AnswerTimes(flash, immediate, priority, routine)
                : null;
        return times is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Flash} {Immediate} {Priority} {Routine}");
}
