using Parley.Records.Notes;
using Parley.Records.Text;

namespace Parley.Records;

/// <summary>
/// The signed part of a record: what officers signed, their signatures, the number, and the node's signature. A record is this
/// with its fields, an extract is this with some of them. Read, not yet believed.
/// </summary>
public sealed class RecordHeader
{
    private const int Ed25519SignatureSize = 64;

    private readonly int _contentLength;

    private RecordHeader(SignedNote note, RecordContent content, int contentLength, IReadOnlyList<OfficerSignature> officers, Numbering numbering)
    {
        (Note, Content, _contentLength, Officers, Numbering) = (note, content, contentLength, officers, numbering);
        Id = Digest.Of(note.Text.Span); // REC-047
    }

    /// <summary>SHA-256 of the note's text: the record's id.</summary>
    public Digest Id { get; }

    /// <summary>The signed note.</summary>
    public SignedNote Note { get; }

    /// <summary>What officers signed.</summary>
    public RecordContent Content { get; }

    /// <summary>The officers' signatures, unverified.</summary>
    public IReadOnlyList<OfficerSignature> Officers { get; }

    /// <summary>What the node added.</summary>
    public Numbering Numbering { get; }

    /// <summary>The exact bytes that officers signed over.</summary>
    public ReadOnlySpan<byte> ContentBytes => Note.Text.Span[.._contentLength];

    /// <summary>Reads the note of a record. Never throws.</summary>
    public static Outcome<RecordHeader> Parse(ReadOnlySpan<byte> bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out var error))
            return new Fault("REC-020", bytes[..Math.Min(error.Offset, bytes.Length)].Count((byte)'\n') + 1, $"this is not a signed note ({error.Fault})");
        var text = note.Text.Span;
        if (text.Length > Limits.NoteBytes)
            return new Fault("REC-031", 0, $"the note's text has {text.Length} bytes; {Limits.NoteBytes} are allowed");
        if (text.IndexOfAnyExceptInRange((byte)0, (byte)0x7E) is >= 0 and var other)
            return new Fault("REC-021", text[..other].Count((byte)'\n') + 1, "the note's text is not ASCII");

        var reader = LineReader.Open(text, "REC-001");
        var content = RecordContent.Read(reader);
        var contentLength = reader.Position;
        var officers = ReadOfficers(reader, content);
        var numbering = ReadNumbering(reader, content);
        reader.End();
        if (reader.Fault is { } fault)
            return fault;
        if (note.Signatures is not [{ Signature.Length: Ed25519SignatureSize } signature] || signature.KeyName.ToString() != content!.Author.Value)
            return new Fault("REC-022", 0, "a record carries one Ed25519 signature, in the name of its author");
        return new RecordHeader(note, content, contentLength, officers, numbering!);
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
