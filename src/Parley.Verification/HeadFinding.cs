namespace Parley.Verification;

/// <summary>The head of a log that was checked.</summary>
/// <param name="Origin">The log's name, the first line of its checkpoints.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The root, base64 of 32 bytes as the checkpoint states it.</param>
public sealed record HeadFinding(string Origin, long Size, string Root);
