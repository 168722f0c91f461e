using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>A rung that a member has climbed; <paramref name="Claim"/> is the receipt that says so.</summary>
public sealed record ClimbedRung(PartyId Member, Rung Rung, Digest? Claim, DateTimeOffset At);
