using Parley.Mls.Schedule;

namespace Parley.Mls.Harness;

/// <summary>The external PSKs that the runner has stored for one member.</summary>
internal sealed class Psks : IPreSharedKeys
{
    private readonly Dictionary<string, byte[]> external = [];

    public void Store(ReadOnlySpan<byte> id, ReadOnlySpan<byte> secret) => external[Convert.ToHexString(id)] = secret.ToArray();

    public byte[]? FindExternal(ReadOnlySpan<byte> id) => external.GetValueOrDefault(Convert.ToHexString(id));

    public byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch) => null;
}
