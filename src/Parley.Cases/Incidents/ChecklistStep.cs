namespace Parley.Cases.Incidents;

/// <summary>A step of the first hour.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Minutes">Minutes after the case was opened by which it is done.</param>
/// <param name="Who">Who does it.</param>
/// <param name="What">What is done.</param>
public sealed record ChecklistStep(string Key, int Minutes, string Who, string What);
