namespace Parley.Channels.Storage;

/// <summary>Something that a node keeps for its own officers: an account, a session, a draft.</summary>
/// <param name="Kind">What it is, such as <c>officer</c>.</param>
/// <param name="Key">Which one of its kind.</param>
/// <param name="Version">How often it was written, from 1.</param>
/// <param name="Body">What it says, UTF-8.</param>
public sealed record DeskItem(string Kind, string Key, long Version, byte[] Body);
