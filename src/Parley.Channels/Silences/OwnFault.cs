namespace Parley.Channels.Silences;

/// <summary>Something that fails at this node itself, and since when that is known.</summary>
public sealed record OwnFault(string Text, DateTimeOffset Since);
