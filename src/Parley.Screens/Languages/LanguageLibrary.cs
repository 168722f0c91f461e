using System.Reflection;
using YamlDotNet.Serialization;

namespace Parley.Screens.Languages;

/// <summary>The languages of the screens, read from the files in this folder: adding one is adding a file.</summary>
public sealed class LanguageLibrary
{
    /// <summary>The language that is always complete: what another lacks is shown in it.</summary>
    public const string Fallback = "en";

    private LanguageLibrary(IReadOnlyDictionary<string, Language> languages) => All = languages;

    /// <summary>The languages by code.</summary>
    public IReadOnlyDictionary<string, Language> All { get; }

    /// <summary>Reads the files that are built in.</summary>
    /// <exception cref="InvalidDataException">A file does not read.</exception>
    public static LanguageLibrary Read()
    {
        var assembly = typeof(LanguageLibrary).Assembly;
        return new LanguageLibrary(assembly.GetManifestResourceNames().Where(n => n.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(n => ReadOne(assembly, n)).OrderBy(l => l.Code, StringComparer.Ordinal).ToDictionary(l => l.Code));
    }

    private static Language ReadOne(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var texts = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, string>>(reader);
        return texts.TryGetValue("language", out var own)
            ? new Language(Path.GetFileNameWithoutExtension(name), own, texts.GetValueOrDefault("reviewed-by") is { Length: > 0 } by ? by : null, texts)
            : throw new InvalidDataException($"{name}: the key 'language' is missing: the language's name in itself.");
    }
}
