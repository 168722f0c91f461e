using System.Text.RegularExpressions;
using Parley.Records;
using Parley.Records.Fields;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Node.Phrases;

/// <summary>
/// Sentences that were agreed and translated before anybody was in a hurry. A record names the phrase by its code and the
/// book by its hash, so that both sides read the very same sentence, each in its own language.
/// </summary>
public sealed partial class PhraseBook
{
    private readonly Dictionary<string, Phrase> _phrases;

    private PhraseBook(string name, string language, Digest hash, IReadOnlyList<string> reviewed, Dictionary<string, Phrase> phrases) =>
        (Name, Language, Hash, Reviewed, _phrases) = (name, language, hash, reviewed, phrases);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The language that it was written in.</summary>
    public string Language { get; }

    /// <summary>SHA-256 of the file's bytes.</summary>
    public Digest Hash { get; }

    /// <summary>The languages whose translation a person has reviewed, the original among them.</summary>
    public IReadOnlyList<string> Reviewed { get; }

    /// <summary>The codes, in the order of the file.</summary>
    public IEnumerable<string> Codes => _phrases.Keys;

    /// <summary>The values that a phrase wants, or nothing where there is no such code.</summary>
    public IReadOnlyList<string>? Wants(string code) => _phrases.TryGetValue(code, out var phrase) ? ValuesIn(phrase.Text[Language]) : null;

    /// <summary>The phrase in every language that the book has, its values filled in; or nothing where there is no such code.</summary>
    public IReadOnlyList<PhraseText>? Render(string code, Func<string, string?> value) => _phrases.TryGetValue(code, out var phrase)
        ? [.. phrase.Text.Select(t => new PhraseText(t.Key, ValuePattern().Replace(t.Value, m => value(m.Groups[1].Value) ?? m.Value), Reviewed.Contains(t.Key)))]
        : null;

    // PHR-001
    /// <summary>Reads a book.</summary>
    /// <exception cref="InvalidDataException">It does not read, or does not hold together; the message says where.</exception>
    public static PhraseBook Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        try
        {
            var read = new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).WithDuplicateKeyChecking().Build()
                .Deserialize<BookFile?>(System.Text.Encoding.UTF8.GetString(bytes)) ?? throw new InvalidDataException($"{file} is empty.");
            if (!Field.IsName(read.Name) || read.Phrases.Count == 0 || !read.Reviewed.Contains(read.Language))
                throw new InvalidDataException($"{file}: a phrase book has a name in lower-case words, at least one phrase, and its own language among those that are reviewed.");
            foreach (var (code, phrase) in read.Phrases)
            {
                if (!CodePattern().IsMatch(code) || !phrase.Text.ContainsKey(read.Language))
                    throw new InvalidDataException($"{file}, {code}: a code is capitals, digits and hyphens, and every phrase stands in the book's language, '{read.Language}'.");
                // A translation that drops or adds a value says something else than the original.
                var wanted = ValuesIn(phrase.Text[read.Language]);
                if (phrase.Text.FirstOrDefault(t => !ValuesIn(t.Value).Order().SequenceEqual(wanted.Order())) is { Key: { } odd })
                    throw new InvalidDataException($"{file}, {code}: '{odd}' has not the same values in braces as the original.");
            }

            return new PhraseBook(read.Name, read.Language, Digest.Of(bytes), read.Reviewed, read.Phrases);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private static string[] ValuesIn(string text) => [.. ValuePattern().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    [GeneratedRegex(@"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex ValuePattern();

    [GeneratedRegex(@"\A[A-Z0-9]+(?:-[A-Z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();

    private sealed class BookFile
    {
        public string Name { get; init; } = "";

        public string Language { get; init; } = "";

        public List<string> Reviewed { get; init; } = [];

        public Dictionary<string, Phrase> Phrases { get; init; } = [];
    }

    private sealed class Phrase
    {
        public Dictionary<string, string> Text { get; init; } = [];
    }
}

/// <summary>A phrase in one language.</summary>
public sealed record PhraseText(string Language, string Text, bool IsReviewed);
