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
    private readonly byte[] _bytes;

    private Record(byte[] bytes, RecordHeader header, SaltedFields fields) => (_bytes, Header, Fields) = (bytes, header, fields);

    /// <summary>The signed part.</summary>
    public RecordHeader Header { get; }

    /// <summary>SHA-256 of the note's text.</summary>
    public Digest Id => Header.Id;

    /// <summary>The signed note: header, officers, numbering and the node's signature.</summary>
    public SignedNote Note => Header.Note;

    /// <summary>What officers signed.</summary>
    public RecordContent Content => Header.Content;

    /// <summary>The officers' signatures, unverified.</summary>
    public IReadOnlyList<OfficerSignature> Officers => Header.Officers;

    /// <summary>What the node added.</summary>
    public Numbering Numbering => Header.Numbering;

    /// <summary>The fields with their salts.</summary>
    public SaltedFields Fields { get; }

    /// <summary>The author's head once this record is its latest.</summary>
    public Head Head => new(Content.Author, Numbering.Incarnation, Numbering.Number, Id);

    /// <summary>The exact bytes of the file: note, empty line, fields.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The same bytes, to be kept or passed on without a copy.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>The exact bytes that officers signed over.</summary>
    public ReadOnlySpan<byte> ContentBytes => Header.ContentBytes;

    /// <summary>Reads a record's file. Never throws; work and memory are bounded by <see cref="Limits"/>.</summary>
    public static Outcome<Record> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.RecordBytes)
            return new Fault("REC-031", 0, $"the record has {bytes.Length} bytes; {Limits.RecordBytes} are allowed");

        // The note's own text holds no empty line, so the first that a fields section follows parts the two.
        var end = bytes.IndexOf("\n\nparley fields v1\n"u8) + 1;
        if (end == 0)
            return new Fault("REC-030", 0, "no fields section follows the note: it begins with an empty line and 'parley fields v1'");
        if (!RecordHeader.Parse(bytes[..end]).Try(out var header, out var fault))
            return fault;
        if (!SaltedFields.Parse(bytes[(end + 1)..]).Try(out var fields, out var fieldsFault))
            return fieldsFault.Line > 0 ? fieldsFault with { Line = fieldsFault.Line + bytes[..(end + 1)].Count((byte)'\n') } : fieldsFault;
        return Check(header.Content, fields) is { } other ? other : new Record(bytes.ToArray(), header, fields);
    }

    /// <summary>Numbers and signs a content that officers have signed.</summary>
    /// <exception cref="ArgumentException">The parts do not make a record; the message names the rule.</exception>
    public static Record Create(RecordContent content, IReadOnlyList<OfficerSignature> officers, Numbering numbering, SaltedFields fields, NoteSigner node)
    {
        var writer = content.Write(new LineWriter());
        foreach (var officer in officers.OrderBy(o => o.Role))
            writer.Value(OfficerSignature.Keyword(officer.Role), officer.ToValue());
        writer
            .Value("incarnation", numbering.Incarnation.ToString(CultureInfo.InvariantCulture))
            .Value("number", numbering.Number.ToString(CultureInfo.InvariantCulture))
            .Value("previous", numbering.Previous?.ToString() ?? "-")
            .List("have", numbering.Have);
        var text = writer.ToBytes();
        var signature = node.Sign(text).ToBytes();
        var told = fields.ToBytes();
        var note = text.Length + 1 + signature.Length;
        var bytes = new byte[note + 1 + told.Length];
        text.CopyTo(bytes, 0);
        signature.CopyTo(bytes, text.Length + 1);
        told.CopyTo(bytes, note + 1);
        bytes[text.Length] = bytes[note] = (byte)'\n';
        // Reading it back is the proof that every other reader can; what it refuses never leaves the node. Fields that were read were read from these bytes.
        if (!fields.WereRead)
            return Parse(bytes).Try(out var record, out var fault) ? record : throw new ArgumentException(fault.ToString());
        if (!RecordHeader.Parse(bytes.AsSpan(0, note)).Try(out var header, out var unreadable))
            throw new ArgumentException(unreadable.ToString());
        return Check(header.Content, fields) is { } other ? throw new ArgumentException(other.ToString()) : new Record(bytes, header, fields);
    }

    private static Fault? Check(RecordContent content, SaltedFields fields)
    {
        if (fields.All.Count != content.FieldCount)
            return new Fault("REC-037", 0, $"the header states {content.FieldCount} fields and {fields.All.Count} are there");
        return fields.Root(content.Id, content.Author, content.Channel) == content.FieldsRoot
            ? null
            : new Fault("REC-038", 0, "the fields are not the ones whose root was signed");
    }
}
