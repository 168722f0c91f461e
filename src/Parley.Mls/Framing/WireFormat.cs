namespace Parley.Mls.Framing;

/// <summary>What an MLSMessage carries (RFC 9420 §17.2).</summary>
public enum WireFormat : ushort
{
    /// <summary>Signed, not encrypted.</summary>
    PublicMessage = 1,

    /// <summary>Signed and encrypted.</summary>
    PrivateMessage = 2,

    /// <summary>An invitation to new members.</summary>
    Welcome = 3,

    /// <summary>What an external joiner needs.</summary>
    GroupInfo = 4,

    /// <summary>What is needed to add a client.</summary>
    KeyPackage = 5,
}
