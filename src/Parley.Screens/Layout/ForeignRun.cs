namespace Parley.Screens.Layout;

/// <summary>A stretch of a text that somebody else wrote: as it stands, or marked.</summary>
/// <param name="Text">What is shown: the letters themselves, or the code point's number where there is nothing to see.</param>
/// <param name="Mark">Why it is marked; nothing: it is not.</param>
public sealed record ForeignRun(string Text, ForeignMark? Mark);

/// <summary>Why a stretch of text is marked.</summary>
public enum ForeignMark
{
    /// <summary>A character that changes the direction of what follows, and is not seen.</summary>
    Direction,

    /// <summary>A character that is not seen.</summary>
    Invisible,

    /// <summary>A control character, a private one, or half of one.</summary>
    Control,

    /// <summary>More accents on one letter than any language has: they would cover the lines around.</summary>
    Stacked,

    /// <summary>A word of letters of two scripts, or one of another script than the rest whose letters all look like the rest's.</summary>
    LookAlike,
}
