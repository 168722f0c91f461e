namespace Parley.Mls.Groups;

/// <summary>What a GroupInfo carries (RFC 9420 §12.4.3).</summary>
public sealed record GroupInfoOptions
{
    /// <summary>With the ratchet tree, without the external key.</summary>
    public static GroupInfoOptions Default { get; } = new();

    /// <summary>Whether the ratchet tree goes along, or is fetched elsewhere.</summary>
    public bool WithTree { get; init; } = true;

    /// <summary>Whether the holder may join by an external commit.</summary>
    public bool WithExternalKey { get; init; }

    /// <summary>Further extensions.</summary>
    public ImmutableArray<Extension> Extensions { get; init; } = [];
}
