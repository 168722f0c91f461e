namespace Parley.Cases.Reading;

/// <summary>Somebody whom a text names.</summary>
internal sealed class Person(string name)
{
    public string Name { get; } = name;

    public string? Office { get; set; }

    public string? Organ { get; set; }

    public string? State { get; set; }

    /// <summary>The passage that names him with his office, in tokens.</summary>
    public (int First, int End) Passage { get; set; }

    /// <summary>How the state calls itself in the office, as the text spells it.</summary>
    public string Surname => Name[(Name.LastIndexOf(' ') + 1)..];

    /// <summary>Whether the text gives an office, or makes him say something.</summary>
    public bool IsSure { get; set; }
}

/// <summary>A place in a text that names a person, an organ or a state; <paramref name="First"/> to <paramref name="End"/> in tokens, an apposition with it up to <paramref name="Outer"/>.</summary>
internal sealed record Mention(int First, int End, int Outer, string Name, Person? Person, string? State, bool IsOrgan);
