namespace Parley.Node.Accounts;

/// <summary>What an account may do at the console. One account may have several; an administrator or an auditor has no other.</summary>
public enum Role
{
    /// <summary>Stands the watch: reads, acknowledges, hands the shift over.</summary>
    Watch,

    /// <summary>Drafts what is to be said.</summary>
    Drafter,

    /// <summary>Releases what another has drafted.</summary>
    Releaser,

    /// <summary>Keeps the calendar of obligations and fills their forms.</summary>
    Verification,

    /// <summary>Works on cases.</summary>
    Investigator,

    /// <summary>Makes extracts for the public.</summary>
    Press,

    /// <summary>Reads everything and changes nothing.</summary>
    Auditor,

    /// <summary>Keeps accounts and the node, and never reads content.</summary>
    Administrator,
}
