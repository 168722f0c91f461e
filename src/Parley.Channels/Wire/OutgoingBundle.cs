namespace Parley.Channels.Wire;

/// <summary>A bundle on its way out: what bearers carry, the same bytes on each, and what an answer that comes straight back is sealed with.</summary>
public sealed record OutgoingBundle(Bundle Bundle, ReadOnlyMemory<byte> Sealed, AnswerSeal Answer);
