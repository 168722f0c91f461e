namespace Parley.Simulator.Lies;

/// <summary>What becomes of a lie.</summary>
public enum LieOutcome
{
    /// <summary>Nothing: it changes nothing at an honest node.</summary>
    Harmless,

    /// <summary>An honest node refuses it, by a rule.</summary>
    Refused,

    /// <summary>An honest node takes it with a remark, or tells its watch, by a rule.</summary>
    Noticed,

    /// <summary>An honest node has two signed texts that cannot both be honest: a file that convinces anybody.</summary>
    Proven,

    /// <summary>It is taken as what it is, a signed claim, and nothing will ever show that it was false.</summary>
    NoProof,
}
