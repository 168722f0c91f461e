using Parley.Ledger.Tiles;

namespace Parley.Ledger;

/// <summary>What an append came to.</summary>
/// <param name="State">The ledger afterwards; take it over only once leaves and tiles are durable.</param>
/// <param name="FullTiles">The tiles that became full and are to be stored, with <see cref="HashTile.Root"/>.</param>
public sealed record Appended(LedgerState State, IReadOnlyList<HashTile> FullTiles);
