namespace Parley.Cases.Hypotheses;

/// <summary>How a piece of evidence stands to a hypothesis, in the words of Heuer's method.</summary>
public enum Rating
{
    /// <summary>Very inconsistent (II).</summary>
    VeryInconsistent = -2,

    /// <summary>Inconsistent (I).</summary>
    Inconsistent = -1,

    /// <summary>Neutral (N).</summary>
    Neutral = 0,

    /// <summary>Consistent (C).</summary>
    Consistent = 1,

    /// <summary>Very consistent (CC).</summary>
    VeryConsistent = 2,

    /// <summary>Not applicable (NA).</summary>
    NotApplicable = 99,
}
