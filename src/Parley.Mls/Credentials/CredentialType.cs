namespace Parley.Mls.Credentials;

/// <summary>The kind of a credential (RFC 9420 §17.5); other values are GREASE or unknown.</summary>
public enum CredentialType : ushort
{
    /// <summary>A bare identity.</summary>
    Basic = 1,

    /// <summary>A chain of certificates.</summary>
    X509 = 2,
}
