using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>A record that waits for those before it, from <paramref name="FirstMissing"/> on, and the bearer that brought it.</summary>
public sealed record WaitingRecord(Record Record, string Bearer, long FirstMissing);
