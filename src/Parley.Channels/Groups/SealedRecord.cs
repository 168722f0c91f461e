using Parley.Records;

namespace Parley.Channels.Groups;

/// <summary>A record of this node sealed for its channel's group: one ciphertext for all members.</summary>
/// <param name="Record">The record.</param>
/// <param name="Epoch">The epoch that it was sealed in.</param>
/// <param name="Bytes">The MLS message.</param>
public sealed record SealedRecord(Digest Record, ulong Epoch, ReadOnlyMemory<byte> Bytes);
