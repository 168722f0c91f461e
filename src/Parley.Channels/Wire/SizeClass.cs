using System.Numerics;

namespace Parley.Channels.Wire;

/// <summary>Sizes that show from outside are powers of two: whoever counts bytes learns how many doublings there were, and no more.</summary>
internal static class SizeClass
{
    /// <summary>The smallest class that <paramref name="size"/> fits into, or nothing where it fits into none.</summary>
    public static int? Of(int size, int least, int most) =>
        size <= most ? Math.Max(least, (int)BitOperations.RoundUpToPowerOf2((uint)size)) : null;
}
