using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels.Proofs;

/// <summary>What evidence shows, once it holds.</summary>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Accused">The party, by its cards.</param>
/// <param name="Channel">On which channel; of commits, which name it by its founding hash alone, nothing.</param>
/// <param name="Text">What the party did, after its name: "signed two different records …".</param>
public sealed record EvidenceStatement(EvidenceKind Kind, CardHistory Accused, ChannelId? Channel, string Text);
