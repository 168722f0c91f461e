namespace Parley.Node.Watch;

/// <summary>A step of the key <c>alarm</c>: who is told, and how, once a record has stood unread for a time.</summary>
public sealed class AlarmStep : AlarmAction
{
    /// <summary>How long after the record came, seconds.</summary>
    public int AfterSeconds { get; init; }

    /// <summary>For which records: flash, or immediate, which means flash too.</summary>
    public string Precedence { get; init; } = "flash";

    internal Records.Precedence LeastUrgent => Precedence == "flash" ? Records.Precedence.Flash : Records.Precedence.Immediate;

    internal void Check(string path)
    {
        if (AfterSeconds is < 0 or > 604_800)
            throw new InvalidDataException($"{path}: alarm: 'after-seconds' must be between 0 and 604800; it is {AfterSeconds}.");
        if (Precedence is not ("flash" or "immediate"))
            throw new InvalidDataException($"{path}: alarm: 'precedence' must be flash or immediate; it is '{Precedence}'.");
        CheckAction(path, "alarm", $"the step after {AfterSeconds} seconds");
    }
}
