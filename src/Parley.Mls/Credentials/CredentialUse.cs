namespace Parley.Mls.Credentials;

/// <summary>Where a credential that is to be validated appears.</summary>
public enum CredentialUse
{
    /// <summary>A member of a group, or a client that is to become one.</summary>
    Member,

    /// <summary>A party that may propose from outside.</summary>
    ExternalSender,
}
