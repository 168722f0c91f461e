namespace Parley.Mls.Proposals;

/// <summary>The kind of a proposal (RFC 9420 §17.4); other values are custom or GREASE.</summary>
public enum ProposalType : ushort
{
    /// <summary>Add a client.</summary>
    Add = 1,

    /// <summary>Replace the sender's leaf.</summary>
    Update = 2,

    /// <summary>Remove a member.</summary>
    Remove = 3,

    /// <summary>Inject a pre-shared key.</summary>
    PreSharedKey = 4,

    /// <summary>Close the group and start it anew with other parameters.</summary>
    ReInit = 5,

    /// <summary>Join by an external commit.</summary>
    ExternalInit = 6,

    /// <summary>Replace the group's extensions.</summary>
    GroupContextExtensions = 7,
}
