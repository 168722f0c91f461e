using Parley.Mls.Credentials;
using Parley.Mls.Tree;

namespace Parley.Mls.Bench;

/// <summary>Believes every credential.</summary>
internal sealed class Believer : IAuthenticationService
{
    public bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now) => true;

    public bool IsSuccessor(Credential old, Credential next) => true;

    public bool IsSameClient(LeafNode one, LeafNode other) => one.SignatureKey.Span.SequenceEqual(other.SignatureKey.Span);
}
