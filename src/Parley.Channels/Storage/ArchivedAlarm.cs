using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>An alarm and how often it was raised.</summary>
public sealed record ArchivedAlarm(DateTimeOffset FirstAt, DateTimeOffset LastAt, long Times, string Rule, PartyId About, string Text);
