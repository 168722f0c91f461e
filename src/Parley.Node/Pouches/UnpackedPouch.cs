using Parley.Records;

namespace Parley.Node.Pouches;

/// <summary>What became of a pouch.</summary>
/// <param name="From">Who sent what was taken.</param>
/// <param name="Taken">How many bundles were taken.</param>
/// <param name="Again">How many had been taken already.</param>
/// <param name="Refused">Why others were refused.</param>
public sealed record UnpackedPouch(IReadOnlyList<PartyId> From, int Taken, int Again, IReadOnlyList<Fault> Refused);
