namespace Parley.Channels.Storage;

/// <summary>One item to be written or removed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one of its kind.</param>
/// <param name="Replaces">The version that the writer has seen; 0 where there must be none yet.</param>
/// <param name="Body">What it says from now on, UTF-8; nothing removes it.</param>
public sealed record DeskWrite(string Kind, string Key, long Replaces, byte[]? Body);
