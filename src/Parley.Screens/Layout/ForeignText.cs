using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Screens.Layout;

/// <summary>
/// Takes a text that an adversary wrote apart into what may be shown as it is and what must be marked: characters that hide
/// or reorder, and letters that pass for others (Unicode Technical Standard 39, sections 4 and 5, for the scripts that the
/// parties of a line here write). Linear in the text's length; it throws on nothing.
/// </summary>
public static class ForeignText
{
    private const int MostAccents = 4;

    // Letters of Cyrillic and Greek that cannot be told from a Latin one in the fonts of a screen.
    private static readonly FrozenSet<int> LikeLatin = "аеорсухіјѕһԁԛԝАВЕЅІЈКМНОРСТУХҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ".EnumerateRunes().Select(r => r.Value).ToFrozenSet();

    // And Latin letters that cannot be told from a Cyrillic one.
    private static readonly FrozenSet<int> LikeCyrillic = "aeopcyxijsABEKMHOPCTXISJY".EnumerateRunes().Select(r => r.Value).ToFrozenSet();

    private enum Script
    {
        Other,
        Latin,
        Cyrillic,
        Greek,
    }

    /// <summary>The runs of a text, in its order; joined, they hold every character of it, or its number.</summary>
    public static IReadOnlyList<ForeignRun> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var runs = new List<ForeignRun>();
        var plain = new StringBuilder();
        var main = MainScript(text);
        var accents = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var used);
            var mark = status == OperationStatus.Done ? MarkOf(rune) : ForeignMark.Control;
            accents = mark is null && IsAccent(rune) ? accents + 1 : 0;
            if (accents > MostAccents)
                mark = ForeignMark.Stacked;
            if (mark is { } found)
            {
                Flush();
                runs.Add(new ForeignRun(Number(status == OperationStatus.Done ? rune.Value : rest[0]), found));
                rest = rest[used..];
            }
            else if (IsWord(rune) && Word(rest) is { Length: > 0 } word)
            {
                if (IsLookAlike(word, main))
                {
                    Flush();
                    runs.Add(new ForeignRun(word.ToString(), ForeignMark.LookAlike));
                }
                else
                {
                    plain.Append(word);
                }

                rest = rest[word.Length..];
            }
            else
            {
                plain.Append(rest[..used]);
                rest = rest[used..];
            }
        }

        Flush();
        return runs;

        void Flush()
        {
            if (plain.Length > 0)
                runs.Add(new ForeignRun(plain.ToString(), null));
            plain.Clear();
        }
    }

    private static string Number(int value) => string.Create(CultureInfo.InvariantCulture, $"U+{value:X4}");

    private static ForeignMark? MarkOf(Rune rune) => rune.Value switch
    {
        '\n' => null,
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C => ForeignMark.Direction,
        0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200D) or (>= 0x2060 and <= 0x2065) or (>= 0x206A and <= 0x206F)
            or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF9 and <= 0xFFFB) or 0x2028 or 0x2029 or (>= 0xE0000 and <= 0xE0FFF) => ForeignMark.Invisible,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned ? ForeignMark.Control : null,
    };

    private static bool IsAccent(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsWord(Rune rune) => Rune.IsLetter(rune);

    /// <summary>The letters and digits from here on.</summary>
    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && Rune.DecodeFromUtf16(rest[length..], out var rune, out var used) == OperationStatus.Done && MarkOf(rune) is null && Rune.IsLetterOrDigit(rune))
            length += used;
        return rest[..length];
    }

    private static bool IsLookAlike(ReadOnlySpan<char> word, Script main)
    {
        var scripts = new HashSet<Script>();
        var (letters, likeLatin, likeCyrillic) = (0, 0, 0);
        foreach (var rune in word.EnumerateRunes())
        {
            if (ScriptOf(rune) is var script and not Script.Other)
            {
                scripts.Add(script);
                letters++;
                likeLatin += LikeLatin.Contains(rune.Value) ? 1 : 0;
                likeCyrillic += LikeCyrillic.Contains(rune.Value) ? 1 : 0;
            }
        }

        if (scripts.Count > 1)
            return true;
        // A single letter of another script is an initial, a variable or a list's; two are a word that was made to deceive.
        return letters > 1 && scripts.Count == 1 && !scripts.Contains(main)
            && ((main == Script.Latin && likeLatin == letters) || (main == Script.Cyrillic && likeCyrillic == letters));
    }

    private static Script MainScript(string text)
    {
        var count = new int[4];
        foreach (var rune in text.EnumerateRunes())
            count[(int)ScriptOf(rune)]++;
        count[(int)Script.Other] = 0;
        return count.Max() is > 0 and var most ? (Script)Array.IndexOf(count, most) : Script.Other;
    }

    private static Script ScriptOf(Rune rune) => !Rune.IsLetter(rune) ? Script.Other : rune.Value switch
    {
        < 0x250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xFF21 and <= 0xFF5A) => Script.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) => Script.Cyrillic,
        _ => Script.Other,
    };
}
