namespace Parley.Cases.Statements;

/// <summary>How sure a speaker is of what he claims, in the order of sureness.</summary>
public enum Certainty
{
    /// <summary>Taken back.</summary>
    Withdrawn,

    /// <summary>Said not to be so.</summary>
    Excluded,

    /// <summary>Held to be hardly probable.</summary>
    Unlikely,

    /// <summary>One of the explanations that are on the table.</summary>
    Possible,

    /// <summary>Held to be probable, or said on a first view.</summary>
    Likely,

    /// <summary>Said without reserve.</summary>
    Asserted,
}
