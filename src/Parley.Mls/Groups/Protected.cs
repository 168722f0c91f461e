namespace Parley.Mls.Groups;

/// <summary>A message to be sent, and the state that must be stored before it leaves: its key is used up in it.</summary>
/// <param name="Group">The state after sending.</param>
/// <param name="Message">The message.</param>
public sealed record Protected(Group Group, MlsMessage Message);
