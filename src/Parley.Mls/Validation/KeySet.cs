namespace Parley.Mls.Validation;

/// <summary>
/// Public keys and the nodes that hold them, to be looked for in a tree. A few are compared one by one, since hashing a
/// post-quantum key takes as long as a hundred comparisons; many are hashed, or a hostile commit of many would cost their square.
/// </summary>
internal sealed class KeySet
{
    private const int Few = 32;
    private readonly List<(ReadOnlyMemory<byte> Key, uint Node)> few = [];
    private Dictionary<ReadOnlyMemory<byte>, uint>? many;

    /// <summary>Takes a key up, unless it is there.</summary>
    public bool Add(ReadOnlyMemory<byte> key, uint node)
    {
        if (Find(key) is not null)
        {
            return false;
        }

        if (few.Count < Few)
        {
            few.Add((key, node));
            return true;
        }

        many ??= few.ToDictionary(static k => k.Key, static k => k.Node, ByContent.Instance);
        return many.TryAdd(key, node);
    }

    /// <summary>The node that holds a key, or <c>null</c>.</summary>
    public uint? Find(ReadOnlyMemory<byte> key)
    {
        if (many is not null)
        {
            return many.TryGetValue(key, out var holder) ? holder : null;
        }

        var wanted = key.Span;
        foreach (var (held, node) in few)
        {
            if (wanted.SequenceEqual(held.Span))
            {
                return node;
            }
        }

        return null;
    }
}
