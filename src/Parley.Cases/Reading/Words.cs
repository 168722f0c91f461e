using YamlDotNet.RepresentationModel;

namespace Parley.Cases.Reading;

/// <summary>The lists that the reader reads with, from <c>words.yaml</c> and <c>states.yaml</c>.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, Phrases> _lists = new(StringComparer.Ordinal);

    private Words()
    {
        var all = Root("words.yaml");
        foreach (var (key, value) in all)
        {
            if (value is YamlSequenceNode list)
                _lists[key.ToString()] = new Phrases(Items(list));
            else if (value is YamlMappingNode kinds)
                Acts = [.. kinds.Select(k => (k.Key.ToString(), new Phrases(Items(k.Value))))];
        }

        Abbreviations = Items(all["abbreviations"]).ToHashSet(StringComparer.Ordinal);
        Months = [.. Items(all["months"])];
        Weekdays = [.. Items(all["weekdays"])];
        var states = Items(Root("states.yaml")["states"]).Select(l => l.Split('|')).ToArray();
        foreach (var state in states)
            foreach (var name in state)
                States.TryAdd(name.ToLowerInvariant(), state[0]);
        StateNames = new Phrases(states.SelectMany(s => new[] { s[0], s[2] }).Select(s => s.ToLowerInvariant()).Distinct());
        StateWords = new Phrases(States.Keys);
    }

    public static Words English { get; } = new();

    public IReadOnlySet<string> Abbreviations { get; }

    public IReadOnlyList<string> Months { get; }

    public IReadOnlyList<string> Weekdays { get; }

    public IReadOnlyList<(string Kind, Phrases Words)> Acts { get; } = [];

    /// <summary>The state that a name, an adjective or a capital stands for.</summary>
    public Dictionary<string, string> States { get; } = new(StringComparer.Ordinal);

    /// <summary>Names and capitals.</summary>
    public Phrases StateNames { get; }

    /// <summary>Names, adjectives and capitals.</summary>
    public Phrases StateWords { get; }

    public Phrases this[string list] => _lists[list];

    private static IEnumerable<string> Items(YamlNode node) => ((YamlSequenceNode)node).Select(v => ((YamlScalarNode)v).Value!);

    private static YamlMappingNode Root(string name)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"Parley.Cases.Reading.{name}")!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
