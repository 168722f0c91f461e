using Parley.Records;

namespace Parley.Channels.Groups;

/// <summary>What a person may know of a channel's group.</summary>
/// <param name="Epoch">The epoch that this node is in.</param>
/// <param name="Authenticator">The epoch's authenticator, equal among members exactly where they have the same group (RFC 9420 §8.7).</param>
/// <param name="Members">The parties with a leaf, this one included.</param>
/// <param name="InStep">Those whose last line test showed this node's group, and an epoch that this node knows to be right.</param>
public sealed record GroupView(ulong Epoch, ReadOnlyMemory<byte> Authenticator, IReadOnlyList<PartyId> Members, IReadOnlyList<PartyId> InStep);
