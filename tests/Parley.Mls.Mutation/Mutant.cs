namespace Parley.Mls.Mutation;

/// <summary>One weakened check.</summary>
/// <param name="Number">Its place in the switch that turns it on.</param>
/// <param name="File">The file, below src/Parley.Mls.</param>
/// <param name="Line">The line, for the reader; the other columns are what it is known by.</param>
/// <param name="Member">The method.</param>
/// <param name="Code">What stands there.</param>
/// <param name="Change">What is made of it: false, true, null, nothing, or another comparison.</param>
internal sealed record Mutant(int Number, string File, int Line, string Member, string Code, string Change)
{
    /// <summary>As a row of docs/mls/mutation.md begins.</summary>
    public string Key => $"| `{File}` | `{Member}` | `{Code.Replace("|", "\\|", StringComparison.Ordinal)}` | {Change} |";
}
