using Parley.Records.Notes;

namespace Parley.Ledger.Policies;

/// <summary>A log that a policy accepts.</summary>
/// <param name="Key">Its key; the key's name is the log's origin.</param>
/// <param name="Url">Where it is reached, if stated; not interpreted.</param>
public sealed record PolicyLog(VerifierKey Key, string? Url);
