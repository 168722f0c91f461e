namespace Parley.Mls.Framing;

/// <summary>Who may send (RFC 9420 §6).</summary>
public enum SenderType : byte
{
    /// <summary>A member, by leaf index.</summary>
    Member = 1,

    /// <summary>A party of the <c>external_senders</c> extension, by index.</summary>
    External = 2,

    /// <summary>A client that proposes to be added.</summary>
    NewMemberProposal = 3,

    /// <summary>A client that joins by an external commit.</summary>
    NewMemberCommit = 4,
}
