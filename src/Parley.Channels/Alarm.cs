using Parley.Records;

namespace Parley.Channels;

/// <summary>Something that a person on watch must know.</summary>
/// <param name="Rule">The number of the rule that was broken.</param>
/// <param name="Channel">Where, or nothing.</param>
/// <param name="About">Which party it is about.</param>
/// <param name="Text">One sentence: what happened and what it means.</param>
public sealed record Alarm(string Rule, ChannelId? Channel, PartyId About, string Text);
