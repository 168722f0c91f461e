namespace Parley.Cli.Doctor;

/// <summary>What the doctor found about one thing, and what to do about it.</summary>
/// <param name="About">The thing: <c>clock</c>, <c>disk</c>, <c>peers</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="ToDo">What to do; nothing where all is well.</param>
internal sealed record Finding(string About, FindingState State, string Text, string? ToDo = null)
{
    public static Finding Good(string about, string text) => new(about, FindingState.Good, text);

    public static Finding Look(string about, string text, string toDo) => new(about, FindingState.Look, text, toDo);

    public static Finding Bad(string about, string text, string toDo) => new(about, FindingState.Bad, text, toDo);
}
