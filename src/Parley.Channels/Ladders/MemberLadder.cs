using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>How far a record has come with one member.</summary>
/// <param name="Member">The member.</param>
/// <param name="MustAct">Whether a desk of it is addressed to act, and not for information.</param>
/// <param name="Rungs">The rungs from read upwards that it has climbed.</param>
/// <param name="Paraphrases">What it understood, in its own words, oldest first.</param>
/// <param name="Questions">How each question stands.</param>
/// <param name="Holding">Its last holding message about the record, or nothing.</param>
public sealed record MemberLadder(
    PartyId Member, bool MustAct, IReadOnlyList<ClaimedRung> Rungs, IReadOnlyList<ParaphraseState> Paraphrases, IReadOnlyList<QuestionState> Questions, HoldingState? Holding)
{
    /// <summary>The rung, or nothing while it is not climbed.</summary>
    public ClaimedRung? this[Rung rung] => Rungs.FirstOrDefault(r => r.Rung == rung);
}

/// <summary>A rung, the record that claims it, and when its officer says that he composed it.</summary>
public sealed record ClaimedRung(Rung Rung, Digest Claim, DateTimeOffset At);

/// <summary>A paraphrase and what the author of the paraphrased record says of it, if it has said anything.</summary>
public sealed record ParaphraseState(Digest Record, string Text, DateTimeOffset At, ParaphraseWord? Word);

/// <summary>The author's word on a paraphrase: confirmed, or corrected by the text.</summary>
public sealed record ParaphraseWord(Digest Record, DateTimeOffset At, string? Correction);

/// <summary>A holding message: said when, and the next word by when.</summary>
public sealed record HoldingState(Digest Record, DateTimeOffset At, DateTimeOffset NextWordBy);
