using Parley.Ledger.Merkle;

namespace Parley.Channels.Storage;

/// <summary>One of this node's ledgers of a channel: the incarnation, and the number of entries.</summary>
public sealed record ArchivedLedger(long Incarnation, TreeSize Size);
