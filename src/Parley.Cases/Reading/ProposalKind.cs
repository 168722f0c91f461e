namespace Parley.Cases.Reading;

/// <summary>What a passage of a document may be for a case.</summary>
public enum ProposalKind
{
    /// <summary>Somebody named, with office and organ where the text gives them.</summary>
    Person,

    /// <summary>Something that somebody said, by the document.</summary>
    Statement,

    /// <summary>Words in quotation marks.</summary>
    Quotation,

    /// <summary>What a statement holds to be so.</summary>
    Claim,

    /// <summary>Something asked of another.</summary>
    Demand,

    /// <summary>What may have been, as somebody supposes.</summary>
    Hypothesis,

    /// <summary>A summons, a visit, a signature or another act.</summary>
    Act,

    /// <summary>A day, a month, a year, or words that point at one.</summary>
    Date,

    /// <summary>A place.</summary>
    Place,

    /// <summary>A treaty, an agreement or another text between states.</summary>
    Instrument,
}
