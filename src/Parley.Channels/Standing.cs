namespace Parley.Channels;

/// <summary>Whether a node may speak on a channel.</summary>
public enum Standing
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>It was restored, and is getting its own records back from the others.</summary>
    Recovering,

    /// <summary>It was put back to an older state without saying so, and must be restarted under the root key.</summary>
    Halted,

    /// <summary>Its party has left the channel; what was said stays to be read.</summary>
    Left,
}
