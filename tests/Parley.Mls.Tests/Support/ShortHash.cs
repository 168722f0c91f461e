using System.Reflection;

namespace Parley.Mls.Tests.Support;

/// <summary>A provider whose HKDF yields too little for a key pair.</summary>
internal class ShortHash : DispatchProxy
{
    public static ICryptoProvider Create()
    {
        return Create<ICryptoProvider, ShortHash>();
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == "get_Sha256" ? new Eight() : targetMethod.Invoke(SodiumProvider.Instance, args);

    private sealed class Eight : IHash
    {
        public string Name => "eight";

        public int Size => 8;

        public void Hash(ReadOnlySpan<byte> data, Span<byte> digest) => digest.Clear();
    }
}
