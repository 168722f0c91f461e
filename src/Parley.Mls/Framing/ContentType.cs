namespace Parley.Mls.Framing;

/// <summary>What a message says (RFC 9420 §6).</summary>
public enum ContentType : byte
{
    /// <summary>Data of the application.</summary>
    Application = 1,

    /// <summary>A proposed change.</summary>
    Proposal = 2,

    /// <summary>A change made, which starts the next epoch.</summary>
    Commit = 3,
}
