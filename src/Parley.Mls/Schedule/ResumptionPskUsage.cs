namespace Parley.Mls.Schedule;

/// <summary>What a resumption PSK is for (RFC 9420 §8.4).</summary>
public enum ResumptionPskUsage : byte
{
    /// <summary>A purpose of the application.</summary>
    Application = 1,

    /// <summary>Linking a re-initialised group to the old one.</summary>
    ReInit = 2,

    /// <summary>Linking a subgroup to its parent.</summary>
    Branch = 3,
}
