using Parley.Records.Fields;

namespace Parley.Cases.Reading;

/// <summary>Something that a document may say, for a person to accept, mend or drop.</summary>
/// <param name="Kind">What it may be.</param>
/// <param name="Anchor">The passage that it rests on.</param>
/// <param name="Fields">What was read from it, such as speaker, office and date; what the text leaves open is not there, or says so.</param>
public sealed record Proposal(ProposalKind Kind, Quote Anchor, IReadOnlyList<Field> Fields)
{
    /// <summary>The value of a field, where it was read.</summary>
    public string? this[string name] => Fields.FirstOrDefault(f => f.Name == name)?.Value;
}
