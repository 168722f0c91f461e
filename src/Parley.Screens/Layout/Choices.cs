using Parley.Node.Accounts;
using Parley.Screens.Accounts;
using Parley.Screens.Languages;

namespace Parley.Screens.Layout;

/// <summary>
/// What the person at this browser has chosen: theme, size, language. It stands in a cookie that holds nothing else; theme and language
/// stand with the officer's account too, and follow him to another browser.
/// </summary>
public sealed class Choices(Speech speech, ActingOfficer acting, DeskBook book)
{
    /// <summary>The themes' names.</summary>
    public static readonly IReadOnlyList<string> Themes = ["light", "dark", "night"];

    /// <summary>Told when something was chosen.</summary>
    public event Action? Changed;

    /// <summary>The theme.</summary>
    public string Theme { get; private set; } = "dark";

    /// <summary>Whether everything is larger, to be read from three metres.</summary>
    public bool Wall { get; private set; }

    /// <summary>Whether single keys do something; WCAG 2.1.4 wants them to be switched off where speech input types them.</summary>
    public bool Keys { get; private set; } = true;

    /// <summary>Whether the tour of the exercise was seen to its end or left.</summary>
    public bool Toured { get; private set; }

    /// <summary>Reads the cookie's value; what does not read leaves the default.</summary>
    public void Read(string? cookie)
    {
        foreach (var part in (cookie ?? "").Split('.', 16))
        {
            if (Themes.Contains(part))
                Theme = part;
            else if (part is "wall" or "keyless" or "toured")
                (Wall, Keys, Toured) = (Wall || part == "wall", Keys && part != "keyless", Toured || part == "toured");
            else
                speech.Choose(part);
        }
    }

    /// <summary>Takes over what the officer who has signed in chose elsewhere.</summary>
    public void Follow()
    {
        if (acting.Account is not { } account)
            return;
        if (account.Theme is { } theme && Themes.Contains(theme))
            Theme = theme;
        if (account.Language is { } language)
            speech.Choose(language);
    }

    /// <summary>The cookie's value.</summary>
    public override string ToString() =>
        string.Join('.', new[] { Theme, speech.Language.Code, Wall ? "wall" : "", Keys ? "" : "keyless", Toured ? "toured" : "" }.Where(p => p.Length > 0));

    /// <summary>Chooses a theme.</summary>
    public void Wear(string theme)
    {
        if (Themes.Contains(theme))
            Tell(() => Theme = theme);
    }

    /// <summary>Chooses a language.</summary>
    public void Speak(string code) => Tell(() => speech.Choose(code));

    /// <summary>Larger, or not.</summary>
    public void Enlarge(bool wall) => Tell(() => Wall = wall);

    /// <summary>Single keys, or none.</summary>
    public void UseKeys(bool keys) => Tell(() => Keys = keys);

    /// <summary>The tour is over.</summary>
    public void EndTour() => Tell(() => Toured = true);

    // Where somebody else writes the account at this moment, the cookie alone remembers.
    private void Keep()
    {
        if (acting.Account is { } account && book.Find<Officer>(account.Name) is { } kept && (kept.Value.Theme, kept.Value.Language) != (Theme, speech.Language.Code))
        {
            (kept.Value.Theme, kept.Value.Language) = (Theme, speech.Language.Code);
            book.TryCommit([DeskBook.Write(kept.Key, kept.Version, kept.Value)]);
        }
    }

    private void Tell(Action change)
    {
        change();
        Keep();
        Changed?.Invoke();
    }
}
