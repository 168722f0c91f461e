namespace Parley.Node.Api;

/// <summary>A question of a record: the name of its field, and its words; <c>all</c> where the record as a whole is the question.</summary>
public sealed record QuestionMessage(string Name, string? Text);

/// <summary>How a record stands with one member; <paramref name="Acts"/>: a desk of it is addressed to act, and not for information.</summary>
public sealed record MemberMessage(string Member, bool Acts, IReadOnlyList<ParaphraseMessage> Paraphrases, IReadOnlyList<StandingMessage> Questions, HoldingMessage? Holding);

/// <summary>A paraphrase; <paramref name="State"/> is waiting, confirmed or corrected, by the record <paramref name="Word"/>.</summary>
public sealed record ParaphraseMessage(string Record, string At, string Text, string State, string? Word, string? Correction);

/// <summary>How a question stands: open, declined, answered, not-adequate or adequate; the answer, and the record that says so.</summary>
public sealed record StandingMessage(string Question, string State, string? Answer, string? Claim, string? At);

/// <summary>A holding message about the record, and by when the next word was promised.</summary>
public sealed record HoldingMessage(string Record, string At, string NextWordBy);
