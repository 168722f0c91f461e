using Parley.Records;

namespace Parley.Channels;

/// <summary>A good record whose number is not yet due.</summary>
/// <param name="Id">The record.</param>
/// <param name="Bytes">Its exact bytes.</param>
/// <param name="From">Who brought it.</param>
/// <param name="Bearer">Over what.</param>
public sealed record HeldRecord(Digest Id, ReadOnlyMemory<byte> Bytes, PartyId From, string Bearer);
