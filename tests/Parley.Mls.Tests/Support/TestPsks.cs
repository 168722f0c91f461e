using System.Text;

namespace Parley.Mls.Tests.Support;

internal sealed class TestPsks : IPreSharedKeys
{
    public Dictionary<string, byte[]> External { get; } = [];

    public Dictionary<(string Group, ulong Epoch), byte[]> Resumption { get; } = [];

    public byte[]? FindExternal(ReadOnlySpan<byte> id) =>
        External.TryGetValue(Encoding.UTF8.GetString(id), out var psk) ? psk : null;

    public byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch) =>
        Resumption.TryGetValue((Encoding.UTF8.GetString(groupId), epoch), out var psk) ? psk : null;
}
