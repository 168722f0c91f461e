using Parley.Records;

namespace Parley.Screens.Parties;

/// <summary>How the parties of a screen are told apart: by a shape and a colour each, so that neither has to be seen alone.</summary>
public sealed class PartyMarks(IEnumerable<PartyId> parties)
{
    /// <summary>The shapes, in the order in which they are given out; drawn in a square of 16.</summary>
    public static IReadOnlyList<(string Name, string Path)> Shapes { get; } =
    [
        ("circle", "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z"),
        ("square", "M2 2h12v12h-12z"),
        ("triangle", "M8 1.5l7 12.5h-14z"),
        ("diamond", "M8 .8l7.2 7.2l-7.2 7.2l-7.2-7.2z"),
        ("cross", "M5.7 1.5h4.6v4.2h4.2v4.6h-4.2v4.2h-4.6v-4.2h-4.2v-4.6h4.2z"),
        ("hexagon", "M4.3 1.5h7.4l3.6 6.5l-3.6 6.5h-7.4l-3.6-6.5z"),
    ];

    // As many as views.css has, for each theme: after Okabe and Ito, told apart by people who do not see all colours.
    private const int Colours = 6;

    // The exercise's X-BY plays BY, and looks like it, drawn hollow.
    private readonly string[] _order = [.. parties.Select(Played).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The shape of a party.</summary>
    public (string Name, string Path) ShapeOf(PartyId party) => Shapes[Place(party) % Shapes.Count];

    /// <summary>Its colour, as the name of a CSS variable: each theme has its own.</summary>
    public string VariableOf(PartyId party) => $"--party-{Place(party) % Colours}";

    /// <summary>Its colour, as a CSS value.</summary>
    public string ColourOf(PartyId party) => $"var({VariableOf(party)})";

    private int Place(PartyId party) => Math.Max(0, Array.IndexOf(_order, Played(party)));

    private static string Played(PartyId party) => party.IsExercise ? party.Value[2..] : party.Value;
}
