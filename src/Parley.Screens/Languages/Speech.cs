using System.Globalization;
using Parley.Node;

namespace Parley.Screens.Languages;

/// <summary>The language that one officer reads, and what is said in it.</summary>
public sealed class Speech(LanguageLibrary library, RunningNode node)
{
    /// <summary>Told when the officer chose another language.</summary>
    public event Action? Changed;

    /// <summary>The language chosen.</summary>
    public Language Language { get; private set; } = library.All[LanguageLibrary.Fallback];

    /// <summary>The languages to choose from.</summary>
    public IEnumerable<Language> Languages => library.All.Values;

    /// <summary>The text of a key, with the values set in for {0}, {1} and so on; English where the language lacks it.</summary>
    public string this[string key, params object?[] values]
    {
        get
        {
            var text = Language.Texts.GetValueOrDefault(key) ?? library.All[LanguageLibrary.Fallback].Texts.GetValueOrDefault(key) ?? key;
            return values.Length == 0 ? text : string.Format(Language.Culture, text, values);
        }
    }

    /// <summary>The text of a key, or something else where no language has it.</summary>
    public string Or(string key, string otherwise) => library.All[LanguageLibrary.Fallback].Texts.ContainsKey(key) ? this[key] : otherwise;

    /// <summary>Chooses a language; an unknown one changes nothing.</summary>
    public void Choose(string code)
    {
        if (!library.All.TryGetValue(code, out var language) || language == Language)
            return;
        Language = language;
        Changed?.Invoke();
    }

    /// <summary>A time of day and date in UTC, with its zone.</summary>
    public string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time as tables have room for it: of today without the date, to the minute, in UTC with its zone.</summary>
    public string Short(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Date == Now.UtcDateTime.Date ? "HH:mm'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>A size in bytes, rounded to a tenth of the unit that fits it (IEC 80000-13).</summary>
    public string Size(long bytes) => bytes < 1024 ? string.Create(Language.Culture, $"{bytes} B")
        : bytes < 1024 * 1024 ? string.Create(Language.Culture, $"{bytes / 1024.0:0.#} KiB")
        : string.Create(Language.Culture, $"{bytes / 1024.0 / 1024.0:0.#} MiB");

    /// <summary>A day, as the language writes it.</summary>
    public string Day(DateOnly day) => day.ToString(Language.Culture.DateTimeFormat.ShortDatePattern, Language.Culture);

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => node.Clock.GetUtcNow();
}
