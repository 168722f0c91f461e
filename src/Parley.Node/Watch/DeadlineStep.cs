namespace Parley.Node.Watch;

/// <summary>A step of the key <c>deadlines</c>: who is told, and how, so long before the time of a duty under an instrument.</summary>
public sealed class DeadlineStep : AlarmAction
{
    /// <summary>How long before its time, hours; less than 0: so long after it.</summary>
    public int BeforeHours { get; init; }

    internal void Check(string path)
    {
        if (BeforeHours is < -720 or > 8760)
            throw new InvalidDataException($"{path}: deadlines: 'before-hours' must be between -720 and 8760; it is {BeforeHours}.");
        CheckAction(path, "deadlines", $"the step {BeforeHours} hours before");
    }
}
