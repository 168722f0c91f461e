using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Node.Phrases;

/// <summary>The phrase books of a node: those in its own directory, and those that come with Parley.</summary>
public sealed class PhraseLibrary
{
    /// <summary>The directory of books.</summary>
    public const string DirectoryName = "phrases";

    private const string BookField = "book";
    private const string CodeField = "code";
    private const string TextField = "text";
    private const string ValuePrefix = "value.";

    private PhraseLibrary(IReadOnlyList<PhraseBook> books) => Books = books;

    /// <summary>The books.</summary>
    public IReadOnlyList<PhraseBook> Books { get; }

    /// <summary>Reads the books of a directory, if it is there, and those that come with Parley.</summary>
    /// <exception cref="InvalidDataException">One does not read.</exception>
    public static PhraseLibrary Read(string directory) => new(
        [.. new[] { directory, Shipped() }.Where(d => d is not null && Directory.Exists(d)).SelectMany(d => Directory.GetFiles(d!, "*.yaml").Order(StringComparer.Ordinal)).Select(PhraseBook.Read).DistinctBy(b => b.Hash)]);

    // PHR-002
    /// <summary>The fields of a record that says a phrase, its text in the record's language.</summary>
    /// <exception cref="InvalidDataException">No book has the code in that language, or a value is missing or unknown.</exception>
    public IReadOnlyList<Field> ToFields(string code, IReadOnlyDictionary<string, string> values, string language)
    {
        ArgumentNullException.ThrowIfNull(values);
        var book = Books.FirstOrDefault(b => b.Wants(code) is not null) ?? throw new InvalidDataException($"no phrase book here has '{code}'; they have: {string.Join(", ", Books.SelectMany(b => b.Codes))}");
        var wanted = book.Wants(code)!;
        if (wanted.Except(values.Keys).Concat(values.Keys.Except(wanted)).FirstOrDefault() is { } odd)
            throw new InvalidDataException($"'{code}' wants the values {string.Join(", ", wanted)}; '{odd}' is missing, or is none of them");
        var text = book.Render(code, values.GetValueOrDefault)!.FirstOrDefault(t => t.Language == language) ?? throw new InvalidDataException($"'{code}' is not in the language '{language}'");
        return [new Field(BookField, $"{book.Name} {book.Hash}"), new Field(CodeField, code), .. wanted.Select(w => new Field(ValuePrefix + w, values[w])), new Field(TextField, text.Text)];
    }

    // PHR-003
    /// <summary>What a record of a phrase says in each language, where this node has that very book; nothing for another record.</summary>
    public (string Code, string Book, IReadOnlyList<PhraseText> Texts)? Read(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Content.Form != FormId.Phrase || record.Fields[CodeField] is not { } code || record.Fields[BookField] is not { } named)
            return null;
        var book = Books.FirstOrDefault(b => named == $"{b.Name} {b.Hash}");
        return (code, named, book?.Render(code, value => record.Fields[ValuePrefix + value]) ?? []);
    }

    private static string? Shipped()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, DirectoryName, "first-hour.yaml")))
                return Path.Combine(directory.FullName, DirectoryName);
        }

        return null;
    }
}
