namespace Parley.Records;

/// <summary>How urgent a record is, most urgent first.</summary>
public enum Precedence
{
    /// <summary>Over every bearer at once; takes the watch officer's screen.</summary>
    Flash,

    /// <summary>Next.</summary>
    Immediate,

    /// <summary>Before routine.</summary>
    Priority,

    /// <summary>When nothing else waits.</summary>
    Routine,
}
