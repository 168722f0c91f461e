using System.Buffers;
using System.Text;

namespace Parley.Records.Text;

/// <summary>What a person's text may hold.</summary>
public static class PlainText
{
    /// <summary>
    /// Whether a value may stand in a document: any script, newlines where <paramref name="multiline"/>, but no control
    /// character, no lone surrogate, no noncharacter, and nothing that shows text in another order than it was signed in
    /// or carries text that nobody sees.
    /// </summary>
    public static bool IsAllowed(string text, bool multiline)
    {
        // ASCII is what most texts are, and what machines look through quickly.
        var plain = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        for (var rest = plain < 0 ? [] : text.AsSpan(plain); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done)
                return false;
            if (rune.Value == '\n' ? !multiline : IsRefused(rune.Value))
                return false;
            rest = rest[used..];
        }

        return true;
    }

    private static bool IsRefused(int c) => c
        is < 0x20 or (>= 0x7F and <= 0x9F) // control characters
        or 0x2028 or 0x2029 // line and paragraph separators
        or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) // bidirectional embeddings, overrides, isolates
        or (>= 0x206A and <= 0x206F) // deprecated format characters
        or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) // byte order mark, interlinear annotation
        or (>= 0xFDD0 and <= 0xFDEF) // noncharacters
        or (>= 0xE0000 and <= 0xE007F) // tags: invisible ASCII
        || (c & 0xFFFE) == 0xFFFE; // the last two of every plane
}
