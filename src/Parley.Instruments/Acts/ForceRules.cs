namespace Parley.Instruments.Acts;

/// <summary>How an instrument's force begins and ends, as its text has it.</summary>
/// <param name="Begins">What makes it begin.</param>
/// <param name="NoticeMonths">How many months after its receipt a notice to leave takes effect; nothing where that is not known.</param>
public sealed record ForceRules(ForceBegins Begins, int? NoticeMonths);

/// <summary>What makes an instrument's force begin.</summary>
public enum ForceBegins
{
    /// <summary>An act of entry into force, whose date is stated.</summary>
    Stated,

    /// <summary>Signature or adoption by all.</summary>
    Signature,

    /// <summary>The last ratification.</summary>
    AllRatified,

    /// <summary>For each party its own ratification, once an entry into force is stated.</summary>
    OwnRatification,
}
