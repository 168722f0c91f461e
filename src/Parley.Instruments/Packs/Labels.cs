namespace Parley.Instruments.Packs;

/// <summary>A text in several languages.</summary>
/// <param name="Texts">By language tag; English is always there.</param>
public sealed record Labels(IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>The languages that a form shows in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "uk", "be", "pl", "ru"];

    /// <summary>The text in a language, or in English where there is none.</summary>
    public string In(string language) => Texts.TryGetValue(language, out var text) ? text : Texts.GetValueOrDefault("en", "");

    /// <summary>Whether the text is there in a language.</summary>
    public bool Has(string language) => Texts.ContainsKey(language);

    /// <summary>A text in English only.</summary>
    public static Labels English(string text) => new(new Dictionary<string, string> { ["en"] = text });
}
