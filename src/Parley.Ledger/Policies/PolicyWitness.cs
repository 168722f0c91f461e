using Parley.Records.Notes;

namespace Parley.Ledger.Policies;

/// <summary>A witness that a policy names.</summary>
/// <param name="Name">Its name within the policy.</param>
/// <param name="Key">Its cosigning key.</param>
/// <param name="Url">Where it is reached, if stated; not interpreted.</param>
public sealed record PolicyWitness(string Name, VerifierKey Key, string? Url);
