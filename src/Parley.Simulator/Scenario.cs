using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Simulator;

/// <summary>All that decides a run.</summary>
public sealed partial record Scenario
{
    /// <summary>What everything random in it follows from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Nodes, at least 2.</summary>
    public int Parties { get; init; } = 10;

    /// <summary>Channels between two to five of them each.</summary>
    public int Channels { get; init; } = 12;

    /// <summary>The last of the parties lie.</summary>
    public int Liars { get; init; }

    /// <summary>How long there is traffic and there are faults; then the faults stop.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromHours(6);

    /// <summary>What officers say on each channel in an hour, on average; receipts and line tests come on top.</summary>
    public double Messages { get; init; } = 3;

    /// <summary>Seconds between a party's line tests, from 60.</summary>
    public int LineTestSeconds { get; init; } = 1800;

    /// <summary>What goes wrong.</summary>
    public FaultKinds Faults { get; init; } = FaultKinds.Honest;

    /// <summary>Nothing more goes wrong after so many faults.</summary>
    public long MaxFaults { get; init; } = long.MaxValue;

    /// <summary>Officers say no more than this.</summary>
    public int MaxMessages { get; init; } = int.MaxValue;

    /// <summary>Whether signatures are <see cref="SimulationCrypto"/>'s.</summary>
    public bool FastCrypto { get; init; }

    /// <summary>Whether bundles and answers travel signed and sealed, as they do in life; otherwise as they are, which is faster.</summary>
    public bool Seals { get; init; }

    /// <summary>The command that runs this scenario again.</summary>
    public string ToCommand()
    {
        var standard = new Scenario();
        var words = new List<string> { "parley simulate --runs 1", Word("seed", Seed), Word("parties", Parties), Word("channels", Channels), Word("span", Span.TotalHours) };
        if (Liars > 0)
            words.Add(Word("liars", Liars));
        if (Messages != standard.Messages)
            words.Add(Word("messages", Messages));
        if (LineTestSeconds != standard.LineTestSeconds)
            words.Add(Word("line-test", LineTestSeconds));
        words.Add($"--faults {Format(Faults)}");
        if (MaxFaults != standard.MaxFaults)
            words.Add(Word("max-faults", MaxFaults));
        if (MaxMessages != standard.MaxMessages)
            words.Add(Word("max-messages", MaxMessages));
        if (FastCrypto)
            words.Add("--fast-crypto");
        if (Seals)
            words.Add("--seal");
        return string.Join(' ', words);

        static string Word(string name, IFormattable value) => $"--{name} {value.ToString(null, CultureInfo.InvariantCulture)}";
    }

    /// <summary>Kinds as the command line writes them: <c>loss,crash</c>, <c>all</c>, <c>honest</c>, <c>lies</c> or <c>none</c>.</summary>
    public static string Format(FaultKinds kinds) => kinds is FaultKinds.All or FaultKinds.Honest or FaultKinds.Lies or FaultKinds.None
        ? Name(kinds)
        : string.Join(',', Each(kinds).Select(Name));

    /// <summary>Reads them.</summary>
    public static bool TryParse(string text, out FaultKinds kinds)
    {
        kinds = FaultKinds.None;
        foreach (var word in text.Split(','))
        {
            var named = Enum.GetValues<FaultKinds>().Where(k => Name(k) == word).ToArray();
            if (named.Length == 0)
                return false;
            kinds |= named[0];
        }

        return true;
    }

    /// <summary>The single kinds in a set of them.</summary>
    public static IEnumerable<FaultKinds> Each(FaultKinds kinds) =>
        Enum.GetValues<FaultKinds>().Where(k => int.PopCount((int)k) == 1 && kinds.HasFlag(k));

    /// <summary>A kind as the command line writes it.</summary>
    public static string Name(FaultKinds kind) => Hump().Replace(kind.ToString(), "-$1").ToLowerInvariant();

    [GeneratedRegex("(?<=.)([A-Z])")]
    private static partial Regex Hump();
}
