namespace Parley.Cases.Incidents;

/// <summary>What a fact is about: the two are never mixed, so that nobody has to accept a cause to agree that something happened.</summary>
public enum Matter
{
    /// <summary>Did it happen: what, where, when, with what harm.</summary>
    Fact,

    /// <summary>Who and why, and who looks into it.</summary>
    Inquiry,
}
