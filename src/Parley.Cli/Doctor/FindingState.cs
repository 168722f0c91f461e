namespace Parley.Cli.Doctor;

/// <summary>How something is.</summary>
internal enum FindingState
{
    /// <summary>Nothing to do.</summary>
    Good,

    /// <summary>It works, and somebody should look at it in the daytime.</summary>
    Look,

    /// <summary>It does not work, or soon will not.</summary>
    Bad,
}
