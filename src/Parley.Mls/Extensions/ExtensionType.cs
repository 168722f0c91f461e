namespace Parley.Mls.Extensions;

/// <summary>The kind of an extension (RFC 9420 §17.3); other values are custom or GREASE.</summary>
public enum ExtensionType : ushort
{
    /// <summary>An identifier of the application in a leaf; authenticated by nobody.</summary>
    ApplicationId = 1,

    /// <summary>The whole ratchet tree in a GroupInfo.</summary>
    RatchetTree = 2,

    /// <summary>What every member must support.</summary>
    RequiredCapabilities = 3,

    /// <summary>The key that external commits are encrypted to.</summary>
    ExternalPub = 4,

    /// <summary>Who may propose from outside.</summary>
    ExternalSenders = 5,
}
