namespace Parley.Cases.Accounts;

/// <summary>How accounts stand to each other on one fact.</summary>
public enum FactState
{
    /// <summary>At least two parties state it, and all who state it state the same.</summary>
    Agreed,

    /// <summary>At least two parties state it, and not the same.</summary>
    Disputed,

    /// <summary>One party states it; another gave an account and leaves it out: it neither confirms nor contests it.</summary>
    NotContested,

    /// <summary>One party states it and nobody else has given an account.</summary>
    OneSided,
}
