namespace Parley.Channels;

/// <summary>How much waits for a peer.</summary>
/// <param name="Items">Everything.</param>
/// <param name="Replies">Of it, records that the peer asked for: at most 1,024.</param>
/// <param name="Answers">Of it, answers to bundles that were handed over: at most 256.</param>
public sealed record QueueLength(int Items, int Replies, int Answers);
