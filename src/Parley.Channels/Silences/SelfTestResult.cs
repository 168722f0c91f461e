namespace Parley.Channels.Silences;

/// <summary>What a node found when it tested itself: its keys, its store, and the way from its bearer through its engine and back.</summary>
/// <param name="At">When.</param>
/// <param name="Faults">What failed; none: all is well.</param>
public sealed record SelfTestResult(DateTimeOffset At, IReadOnlyList<string> Faults)
{
    /// <summary>Whether nothing failed.</summary>
    public bool IsGood => Faults.Count == 0;
}
