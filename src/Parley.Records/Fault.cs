namespace Parley.Records;

/// <summary>Why bytes or a request were refused: the rule broken, where, and what to do about it.</summary>
/// <param name="Rule">The number of the rule in <c>docs/spec</c>, such as <c>REC-012</c>.</param>
/// <param name="Line">The line of the document, from 1; 0 where no single line is at fault.</param>
/// <param name="Detail">What is wrong, in one sentence for a person.</param>
public sealed record Fault(string Rule, int Line, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{Rule}, line {Line}: {Detail}" : $"{Rule}: {Detail}";
}
