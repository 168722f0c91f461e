namespace Parley.Node.Pouches;

/// <summary>A pouch that was packed.</summary>
/// <param name="File">Its bytes; none where nothing waits.</param>
/// <param name="Items">How many items are in it.</param>
/// <param name="Left">How many items found no room.</param>
public sealed record PackedPouch(ReadOnlyMemory<byte> File, int Items, int Left);
