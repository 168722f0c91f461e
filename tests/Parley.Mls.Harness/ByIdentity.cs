using Parley.Mls.Credentials;
using Parley.Mls.Tree;

namespace Parley.Mls.Harness;

/// <summary>Believes every credential, and takes two leaves for one client where their credentials are the same: the runner's names are that.</summary>
internal sealed class ByIdentity : IAuthenticationService
{
    public bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now) => true;

    public bool IsSuccessor(Credential old, Credential next) => old.Same(next);

    public bool IsSameClient(LeafNode one, LeafNode other) => one.Credential.Same(other.Credential);
}
