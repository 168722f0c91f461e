using Parley.Channels.Storage;

namespace Parley.Node.Watch;

/// <summary>What is due: somebody is to be told, once, of all these records.</summary>
/// <param name="Reach">Who, by what.</param>
/// <param name="For">The records, each with the step that asks for it; at least one.</param>
public sealed record UnreadCall(Reach Reach, IReadOnlyList<(UnreadRecord Record, string Step)> For);
