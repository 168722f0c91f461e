using Parley.Channels.Policies;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Channels.Storage;

/// <summary>A channel; without a ledger seed it lacks a member's signature.</summary>
public sealed record ArchivedChannel(ChannelId Id, SignedNote Policy, byte[]? LedgerSeed, PolicyChain Policies);
