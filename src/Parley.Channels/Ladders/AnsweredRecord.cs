using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>A record that another answers or declines to answer.</summary>
/// <param name="Record">The record.</param>
/// <param name="Questions">The names of its questions that are meant; none: all of it.</param>
public sealed record AnsweredRecord(Digest Record, IReadOnlyList<string> Questions)
{
    /// <summary>Whether a question is meant.</summary>
    public bool Covers(string question) => Questions.Count == 0 || Questions.Contains(question);
}
