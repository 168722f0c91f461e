namespace Parley.Channels.Silences;

/// <summary>Why nothing comes from a member, as far as there is evidence.</summary>
public enum SilenceCause
{
    /// <summary>Nothing is waited for.</summary>
    None,

    /// <summary>This node's own: it may not speak, its disk, clock or keys fail, or its self test does.</summary>
    OwnFault,

    /// <summary>The way there, or the member's node.</summary>
    PathOrNode,

    /// <summary>The member's node is up and nobody at its desk reads.</summary>
    DeskNotReading,

    /// <summary>A signed refusal says so.</summary>
    Refused,

    /// <summary>There is no evidence for any of these. The default.</summary>
    CannotTell,
}
