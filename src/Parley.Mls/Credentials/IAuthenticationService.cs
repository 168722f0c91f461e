namespace Parley.Mls.Credentials;

/// <summary>The application's word on who is who: the Authentication Service of RFC 9420 §5.3.1.</summary>
public interface IAuthenticationService
{
    /// <summary>Whether the credential is right for the key and acceptable in its use, at the given time.</summary>
    bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now);

    /// <summary>Whether a member with the old credential may go on with the new one.</summary>
    bool IsSuccessor(Credential old, Credential next);

    /// <summary>Whether two leaves belong to one client (RFC 9420 §12.2), or in a branch or re-initialised group to one member.</summary>
    bool IsSameClient(LeafNode one, LeafNode other);
}
