namespace Parley.Cases.Incidents;

/// <summary>A field of the account of an incident of some kind.</summary>
/// <param name="Name">The fact's name.</param>
/// <param name="Label">What a form shows beside it.</param>
/// <param name="Type"><c>date</c>, <c>time</c>, <c>position</c> or <c>text</c>.</param>
/// <param name="Matter">Whether it says what happened or belongs to an inquiry.</param>
/// <param name="IsEssential">Whether the first report asks for it.</param>
public sealed record IncidentField(string Name, string Label, string Type, Matter Matter, bool IsEssential);
