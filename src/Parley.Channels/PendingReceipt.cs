using Parley.Records;

namespace Parley.Channels;

/// <summary>A record that this node has stored and not yet receipted.</summary>
/// <param name="Record">The record.</param>
/// <param name="LedgerIndex">Its place in this node's ledger of the channel.</param>
/// <param name="Desk">The author's desk, which the receipt goes to.</param>
/// <param name="Precedence">The record's precedence, which the receipt takes over.</param>
public sealed record PendingReceipt(Digest Record, long LedgerIndex, PostId Desk, Precedence Precedence);
