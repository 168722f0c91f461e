namespace Parley.Channels;

/// <summary>A rung of the receipt ladder, each its maker's claim, in the order in which they are climbed.</summary>
public enum Rung
{
    /// <summary>Stored by the author's node.</summary>
    Queued,

    /// <summary>The recipient's node said that it has stored it.</summary>
    Sent,

    /// <summary>In the recipient's ledger: its signed receipt is here.</summary>
    Delivered,

    /// <summary>An officer at a desk of the recipient has read it: the signed receipt is here.</summary>
    Read,
}
