using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>How one question of a record stands with one member.</summary>
/// <param name="Question">Its name, or <see cref="Ladders.Question.Whole"/>.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Answer">The answer that this is about, where there is one.</param>
/// <param name="AnsweredAt">When that was composed.</param>
/// <param name="Claim">The record that brought it to where it stands.</param>
/// <param name="At">When that was composed.</param>
public sealed record QuestionState(string Question, QuestionStanding Standing, Digest? Answer, DateTimeOffset? AnsweredAt, Digest? Claim, DateTimeOffset? At);

/// <summary>How a question stands.</summary>
public enum QuestionStanding
{
    /// <summary>Neither answered nor declined.</summary>
    Open,

    /// <summary>The member will not answer it.</summary>
    Declined,

    /// <summary>Answered; the asker has said nothing about the answer.</summary>
    Answered,

    /// <summary>Answered, and not adequately in the asker's eyes.</summary>
    NotAdequate,

    /// <summary>Answered adequately in the asker's eyes.</summary>
    Adequate,
}
