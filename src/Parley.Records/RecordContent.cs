using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Records.Text;

namespace Parley.Records;

/// <summary>The content of a record: what officers sign. Immutable; <see cref="ToBytes"/> is its one form.</summary>
public sealed partial record RecordContent
{
    internal const string Opening = "parley record v1";

    /// <summary>The random id that stays the same however often a submission is repeated.</summary>
    public required ContentId Id { get; init; }

    /// <summary>The channel that the record is said on.</summary>
    public required ChannelId Channel { get; init; }

    /// <summary>The party that says it.</summary>
    public required PartyId Author { get; init; }

    /// <summary>The author's desk.</summary>
    public required PostId Desk { get; init; }

    /// <summary>The desks that are to act.</summary>
    public required IReadOnlyList<PostId> To { get; init; }

    /// <summary>The desks that are told.</summary>
    public required IReadOnlyList<PostId> Info { get; init; }

    /// <summary>The latest record of each other party that the officer had read; receipts and line tests do not count.</summary>
    public required IReadOnlyList<Head> Seen { get; init; }

    /// <summary>When it was composed, UTC, whole seconds.</summary>
    public required DateTimeOffset Composed { get; init; }

    /// <summary>How urgent it is.</summary>
    public required Precedence Precedence { get; init; }

    /// <summary>The form that its fields fill in.</summary>
    public required FormId Form { get; init; }

    /// <summary>What it is about, such as <c>incident/BY-2022-0007</c>, or nothing.</summary>
    public string? Subject { get; init; }

    /// <summary>The language of its values (BCP 47).</summary>
    public required string Language { get; init; }

    /// <summary>Whether it is exercise traffic.</summary>
    public required bool Exercise { get; init; }

    /// <summary>The number of its fields.</summary>
    public required int FieldCount { get; init; }

    /// <summary>The root over its salted fields.</summary>
    public required Digest FieldsRoot { get; init; }

    /// <summary>The content's exact bytes: the first part of the record's note.</summary>
    public byte[] ToBytes() => Write(new LineWriter()).ToBytes();

    internal LineWriter Write(LineWriter writer) => writer
        .Line(Opening)
        .Value("content", Id.ToString())
        .Value("channel", Channel.ToString())
        .Value("author", Author.Value)
        .Value("desk", Desk.ToString())
        .List("to", To)
        .List("info", Info)
        .List("seen", Seen)
        .Value("composed", Times.ToText(Composed))
        .Value("precedence", Precedence.ToString().ToLowerInvariant())
        .Value("form", Form.Value)
        .Value("subject", Subject ?? "-")
        .Value("language", Language)
        .Value("exercise", Exercise ? "yes" : "no")
        .Value("fields", string.Create(CultureInfo.InvariantCulture, $"{FieldCount} {FieldsRoot}"));

    /// <summary>The first rule that this content breaks, or nothing.</summary>
    public Fault? Check()
    {
        if (!Enum.IsDefined(Precedence))
            return Broken("REC-005", "the precedence is not flash, immediate, priority or routine");
        if (Desk.Party != Author)
            return Broken("REC-010", $"the desk {Desk} is not one of the author {Author}");
        if (To.Count == 0)
            return Broken("REC-011", "the record is addressed to nobody");
        if (To.Count > Limits.Parties || Info.Count > Limits.Parties)
            return Broken("REC-012", $"there are more than {Limits.Parties} addressees");
        if (To.Concat(Info).Distinct().Count() != To.Count + Info.Count)
            return Broken("REC-012", "a desk is addressed twice");
        if (HeadLists.Check(Seen, Author) is { } head)
            return Broken("REC-013", $"'seen' {head}");
        if (Subject is not null && (Subject.Length > 128 || !SubjectPattern().IsMatch(Subject)))
            return Broken("REC-015", "the subject is not a path of letters, digits, dots, hyphens and underscores, at most 128 characters");
        if (!LanguageTag.IsTag(Language))
            return Broken("REC-016", "the language is not a BCP 47 tag such as 'be' or 'uk'");
        if (Author.IsExercise ? !Exercise && !Form.IsPublicRecord : Exercise)
        {
            return Broken("REC-017", Author.IsExercise
                ? "an exercise party's record must say 'exercise yes', unless it enters the public record"
                : "only an exercise party, whose id begins with X-, may say 'exercise yes'");
        }

        if (Form.IsPublicRecord && Exercise)
            return Broken("REC-017", "an entry of the public record is no exercise traffic and must say 'exercise no'");
        if (FieldCount is < 0 or > Limits.Fields)
            return Broken("REC-018", $"the number of fields is not between 0 and {Limits.Fields}");
        return null;

        static Fault Broken(string rule, string detail) => new(rule, 0, detail);
    }

    /// <summary>Reads a content by itself, as an officer's program submits it. Never throws.</summary>
    public static Outcome<RecordContent> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.NoteBytes)
            return new Fault("REC-031", 0, $"the content has {text.Length} bytes; {Limits.NoteBytes} are allowed");
        if (text.IndexOfAnyExceptInRange((byte)0, (byte)0x7E) is >= 0 and var other)
            return new Fault("REC-021", text[..other].Count((byte)'\n') + 1, "the content is not ASCII");
        var reader = LineReader.Open(text, "REC-001");
        var content = Read(reader);
        reader.End();
        return reader.Fault is { } fault ? fault : content!;
    }

    /// <summary>The form that the bytes of a record state that was parsed before, without parsing it again.</summary>
    /// <exception cref="FormatException">They are no record's.</exception>
    public static FormId FormOf(ReadOnlySpan<byte> record)
    {
        // No value before it holds a newline: the first line that begins so is the form's.
        var line = record[(record.IndexOf("\nform         "u8) + 1)..];
        return FormId.Parse(Encoding.ASCII.GetString(line[LineReader.ValueColumn..line.IndexOf((byte)'\n')]));
    }

    internal static RecordContent? Read(LineReader reader)
    {
        reader.Expect(Opening, "REC-001");
        var content = reader.Token<ContentId>("content", "REC-002", ContentId.TryParse, "32 hexadecimal digits, lower case");
        var channel = reader.Token<ChannelId>("channel", "REC-003", ChannelId.TryParse, "a channel's name and its founding policy's hash");
        var author = reader.Token<PartyId>("author", "REC-004", PartyId.TryParse, "a party id");
        var desk = reader.Token<PostId>("desk", "REC-010", PostId.TryParse, "a desk");
        var to = reader.List<PostId>("to", "REC-012", PostId.TryParse, "desks with one space between");
        var info = reader.List<PostId>("info", "REC-012", PostId.TryParse, "desks with one space between, or a hyphen");
        var seen = reader.List<Head>("seen", "REC-013", Head.TryParse, "heads with one space between, or a hyphen");
        var composed = reader.Token<DateTimeOffset>("composed", "REC-014", Times.TryParse, "a UTC time such as 2022-12-29T07:25:00Z");
        var precedence = reader.Token<Precedence>("precedence", "REC-005", TryParsePrecedence, "flash, immediate, priority or routine");
        var form = reader.Token<FormId>("form", "REC-006", FormId.TryParse, "a form and its version");
        var subject = reader.Value("subject");
        var language = reader.Value("language");
        var exercise = reader.Token<bool>("exercise", "REC-017", YesNo.TryParse, "yes or no");
        var fields = reader.Token<(int Count, Digest Root)>("fields", "REC-018", TryParseFields, "the number of fields and their root");
        if (reader.Fault is not null)
            return null;

        var read = new RecordContent
        {
            Id = content,
            Channel = channel!,
            Author = author!,
            Desk = desk!,
            To = to,
            Info = info,
            Seen = seen,
            Composed = composed,
            Precedence = precedence,
            Form = form!,
            Subject = subject == "-" ? null : subject,
            Language = language,
            Exercise = exercise,
            FieldCount = fields.Count,
            FieldsRoot = fields.Root,
        };
        if (read.Check() is { } fault)
            reader.Fail(fault.Rule, fault.Detail);
        return read;
    }

    // By hand: Enum.TryParse takes "7" for a precedence, and writes it as "7" again.
    private static bool TryParsePrecedence(string text, out Precedence value)
    {
        value = text switch { "flash" => Precedence.Flash, "immediate" => Precedence.Immediate, "priority" => Precedence.Priority, _ => Precedence.Routine };
        return text is "flash" or "immediate" or "priority" or "routine";
    }

    private static bool TryParseFields(string text, out (int Count, Digest Root) value)
    {
        value = default;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space is < 1 or > 3 || !Digest.TryParse(text.AsSpan(space + 1), out var root))
            return false;
        var number = text[..space];
        if (number == "0")
            value = (0, root);
        else if (Numbers.TryParse(number, out var count))
            value = ((int)count, root);
        else
            return false;
        return true;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubjectPattern();
}
