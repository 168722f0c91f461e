namespace Parley.Mls.Groups;

/// <summary>Whether a group can still be used.</summary>
public enum GroupStatus
{
    /// <summary>In use.</summary>
    Active = 1,

    /// <summary>This client was removed; late messages of past epochs can still be read.</summary>
    Removed = 2,

    /// <summary>The group was closed by a ReInit proposal and waits for its successor.</summary>
    ReInitialised = 3,
}
