using Parley.Channels.Storage;

namespace Parley.Node.Watch;

/// <summary>What is due: somebody is to be told, once, of all these.</summary>
/// <param name="Reach">Who, by what.</param>
/// <param name="For">What stands, each with the step that asks for it; at least one.</param>
public sealed record AlarmCall(Reach Reach, IReadOnlyList<(Matter Matter, string Step)> For);
