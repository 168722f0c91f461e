namespace Parley.Node.Drafts;

/// <summary>What a field held before somebody changed it.</summary>
public sealed record FormerText(string Field, string Text, string By, DateTimeOffset At);
