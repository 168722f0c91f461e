using System.Text;

namespace Parley.Mls.Tests.Support;

/// <summary>An authentication service that believes everyone, save names that it was told to refuse.</summary>
internal class TrustingService : IAuthenticationService
{
    public HashSet<string> Refused { get; } = [];

    public bool RefuseSuccessors { get; set; }

    public virtual bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now) =>
        credential is not BasicCredential basic || !Refused.Contains(Encoding.UTF8.GetString(basic.Identity.Span));

    public virtual bool IsSuccessor(Credential old, Credential next) => !RefuseSuccessors;

    public virtual bool IsSameClient(LeafNode one, LeafNode other) => one.SignatureKey.Span.SequenceEqual(other.SignatureKey.Span);
}
