namespace Parley.Screens.Tests;

/// <summary>A console with an officer of the watch who has signed in there.</summary>
/// <param name="Console">Where it is.</param>
/// <param name="Profile">The browser's cookies, as Playwright keeps them.</param>
public sealed record Desk(Uri Console, string Profile);
