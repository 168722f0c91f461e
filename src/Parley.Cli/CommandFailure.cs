namespace Parley.Cli;

/// <summary>A command cannot do what was asked; the message says what is wrong and what to do.</summary>
public sealed class CommandFailure(string message) : Exception(message);
