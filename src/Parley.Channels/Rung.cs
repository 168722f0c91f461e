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

    /// <summary>The recipient's officer has shown it to the principal: the signed receipt is here.</summary>
    Shown,

    /// <summary>The author has confirmed the recipient's paraphrase of it.</summary>
    Understood,

    /// <summary>The recipient has answered every question in it.</summary>
    Answered,

    /// <summary>The author has found the answer to every question adequate.</summary>
    Adequate,

    /// <summary>The recipient has said that it will not answer, or not all of it.</summary>
    Declined,

    /// <summary>Every byte of everything attached to it is at the recipient's node: its signed receipt is here.</summary>
    Complete,

    /// <summary>The recipient's node said that it will never take it: its author's series has two pasts there.</summary>
    Refused,
}
