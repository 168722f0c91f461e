using System.Globalization;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Text;

namespace Parley.Records;

/// <summary>
/// A record as read: its structure, hashes and rules are checked, its signatures are not. Only
/// <see cref="RecordVerifier"/> makes an <see cref="AuthenticRecord"/> of it.
/// </summary>
public sealed class Record
{
    private const int Ed25519SignatureSize = 64;
    private readonly byte[] _bytes;

    private Record(byte[] bytes, SignedNote note, RecordContent content, int contentLength, IReadOnlyList<OfficerSignature> officers,
        Numbering numbering, SaltedFields fields)
    {
        _bytes = bytes;
        Note = note;
        Content = content;
        ContentLength = contentLength;
        Officers = officers;
        Numbering = numbering;
        Fields = fields;
        Id = Digest.Of(note.Text.Span); // REC-047
    }

    /// <summary>SHA-256 of the note's text.</summary>
    public Digest Id { get; }

    /// <summary>The signed note: header, officers, numbering and the node's signature.</summary>
    public SignedNote Note { get; }

    /// <summary>What officers signed.</summary>
    public RecordContent Content { get; }

    /// <summary>The officers' signatures, unverified.</summary>
    public IReadOnlyList<OfficerSignature> Officers { get; }

    /// <summary>What the node added.</summary>
    public Numbering Numbering { get; }

    /// <summary>The fields with their salts.</summary>
    public SaltedFields Fields { get; }

    /// <summary>The author's head once this record is its latest.</summary>
    public Head Head => new(Content.Author, Numbering.Incarnation, Numbering.Number, Id);

    /// <summary>The exact bytes of the file: note, empty line, fields.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The exact bytes that officers signed over.</summary>
    public ReadOnlySpan<byte> ContentBytes => Note.Text.Span[..ContentLength];

    private int ContentLength { get; }

    /// <summary>Reads a record's file. Never throws; work and memory are bounded by <see cref="Limits"/>.</summary>
    public static Outcome<Record> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.RecordBytes)
            return new Fault("REC-031", 0, $"the record has {bytes.Length} bytes; {Limits.RecordBytes} are allowed");

        // The note's own text holds no empty line, so the first that a fields section follows parts the two.
        var end = bytes.IndexOf("\n\nparley fields v1\n"u8) + 1;
        if (end == 0)
            return new Fault("REC-030", 0, "no fields section follows the note: it begins with an empty line and 'parley fields v1'");
        if (!SignedNote.TryParse(bytes[..end], out var note, out var error))
            return new Fault("REC-020", bytes[..Math.Min(error.Offset, end)].Count((byte)'\n') + 1, $"this is not a signed note ({error.Fault})");
        var text = note.Text.Span;
        if (text.Length > Limits.NoteBytes)
            return new Fault("REC-031", 0, $"the note's text has {text.Length} bytes; {Limits.NoteBytes} are allowed");
        if (text.IndexOfAnyExceptInRange((byte)0, (byte)0x7E) is >= 0 and var other)
            return new Fault("REC-021", text[..other].Count((byte)'\n') + 1, "the note's text is not ASCII");

        var reader = LineReader.Open(text, "REC-001");
        var content = RecordContent.Read(reader);
        var officers = ReadOfficers(reader, content);
        var numbering = ReadNumbering(reader, content);
        reader.End();
        if (reader.Fault is { } fault)
            return fault;
        if (note.Signatures is not [{ Signature.Length: Ed25519SignatureSize } signature] || signature.KeyName.ToString() != content!.Author.Value)
            return new Fault("REC-022", 0, "a record carries one Ed25519 signature, in the name of its author");

        if (!SaltedFields.Parse(bytes[(end + 1)..]).Try(out var fields, out var fieldsFault))
            return fieldsFault.Line > 0 ? fieldsFault with { Line = fieldsFault.Line + bytes[..(end + 1)].Count((byte)'\n') } : fieldsFault;
        if (fields.All.Count != content.FieldCount)
            return new Fault("REC-037", 0, $"the header states {content.FieldCount} fields and {fields.All.Count} are there");
        if (fields.Root(content.Id, content.Author, content.Channel) != content.FieldsRoot)
            return new Fault("REC-038", 0, "the fields are not the ones whose root was signed");
        return new Record(bytes.ToArray(), note, content, content.ToBytes().Length, officers, numbering!, fields);
    }

    /// <summary>Numbers and signs a content that officers have signed.</summary>
    /// <exception cref="ArgumentException">The parts do not make a record; the message names the rule.</exception>
    public static Record Create(RecordContent content, IReadOnlyList<OfficerSignature> officers, Numbering numbering, SaltedFields fields, NoteSigner node)
    {
        var writer = new LineWriter();
        foreach (var officer in officers.OrderBy(o => o.Role))
            writer.Value(OfficerSignature.Keyword(officer.Role), officer.ToValue());
        writer
            .Value("incarnation", numbering.Incarnation.ToString(CultureInfo.InvariantCulture))
            .Value("number", numbering.Number.ToString(CultureInfo.InvariantCulture))
            .Value("previous", numbering.Previous?.ToString() ?? "-")
            .List("have", numbering.Have);
        byte[] text = [.. content.ToBytes(), .. writer.ToBytes()];
        byte[] bytes = [.. node.SignNote(text).ToBytes(), (byte)'\n', .. fields.ToBytes()];
        // Reading it back is the proof that every other reader can; what it refuses never leaves the node.
        return Parse(bytes).Try(out var record, out var fault) ? record : throw new ArgumentException(fault.ToString());
    }

    private static List<OfficerSignature> ReadOfficers(LineReader reader, RecordContent? content)
    {
        var officers = new List<OfficerSignature>();
        foreach (var role in Enum.GetValues<OfficerRole>())
        {
            var keyword = OfficerSignature.Keyword(role);
            while (reader.Next(keyword))
            {
                if (OfficerSignature.Parse(role, reader.Value(keyword)) is not { } officer)
                    reader.Fail("REC-023", $"'{keyword}' is not an officer, a kind of signature and its parts");
                else
                    officers.Add(officer);
            }
        }

        if (content is null || reader.Fault is not null)
            return officers;
        if (OfficerSignature.Check(officers, content) is { } broken)
            reader.Fail(broken.Rule, broken.Detail);
        return officers;
    }

    private static Numbering? ReadNumbering(LineReader reader, RecordContent? content)
    {
        var incarnation = reader.Token<long>("incarnation", "REC-026", Numbers.TryParse, "a number from 1");
        var number = reader.Token<long>("number", "REC-026", Numbers.TryParse, "a number from 1");
        var previousText = reader.Value("previous");
        Digest? previous = Digest.TryParse(previousText, out var hash) ? hash : null;
        if (previous is null != (number == 1) || (previous is null && previousText != "-"))
            reader.Fail("REC-027", "'previous' must be the id of the record before, and a hyphen on number 1 only");
        var have = reader.List<Head>("have", "REC-028", Head.TryParse, "heads with one space between, or a hyphen");
        if (content is null || reader.Fault is not null)
            return null;
        if (HeadLists.Check(have, content.Author) is { } broken)
            reader.Fail("REC-028", $"'have' {broken}");
        return new Numbering(incarnation, number, previous, have);
    }
}
