using Parley.Mls.Credentials;
using Parley.Mls.KeyPackages;

namespace Parley.Mls.Harness;

/// <summary>A key package that waits for a Welcome.</summary>
internal sealed record Waiting(KeyPackageBundle Bundle) : IDisposable
{
    public Psks Psks { get; } = new();

    public void Dispose() => Bundle.Dispose();
}

/// <summary>A member of a group that a ReInit has closed, with keys for the group that follows.</summary>
internal sealed record Refounder(Member Member, KeyPackageBundle Bundle) : IDisposable
{
    public void Dispose()
    {
        Member.Dispose();
        Bundle.Dispose();
    }
}

/// <summary>A party outside a group that may propose to it.</summary>
internal sealed record Outsider(SignatureKeyPair Key) : IDisposable
{
    public void Dispose() => Key.Dispose();
}
