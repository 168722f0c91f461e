namespace Parley.Mls.Schedule;

/// <summary>An application without pre-shared keys.</summary>
public sealed class NoPreSharedKeys : IPreSharedKeys
{
    private NoPreSharedKeys()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoPreSharedKeys Instance { get; } = new();

    /// <inheritdoc/>
    public byte[]? FindExternal(ReadOnlySpan<byte> id) => null;

    /// <inheritdoc/>
    public byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch) => null;
}
