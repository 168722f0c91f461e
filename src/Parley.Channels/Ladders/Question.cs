using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>What of a record wants an answer by itself.</summary>
public static class Question
{
    /// <summary>The name of the one question of a record that has none of its own: all of it.</summary>
    public const string Whole = "all";

    // LAD-006
    /// <summary>The names of a record's questions: its fields <c>question</c>, <c>demand</c>, <c>question.…</c> and <c>demand.…</c>; or <see cref="Whole"/> alone.</summary>
    public static IReadOnlyList<string> Of(Record record)
    {
        var named = record.Fields.All.Select(f => f.Name).Where(IsQuestion).ToArray();
        return named.Length > 0 ? named : [Whole];
    }

    private static bool IsQuestion(string field) =>
        field is "question" or "demand" || field.StartsWith("question.", StringComparison.Ordinal) || field.StartsWith("demand.", StringComparison.Ordinal);
}
