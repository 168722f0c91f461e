using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>A record of another party that no officer here has read.</summary>
/// <param name="Id">The record.</param>
/// <param name="Precedence">How urgent it is.</param>
/// <param name="Since">When it came, by this node's clock.</param>
public sealed record UnreadRecord(Digest Id, Precedence Precedence, DateTimeOffset Since) : Matter(Id, Since);
