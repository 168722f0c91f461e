using System.Globalization;
using System.Numerics;
using System.Text;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Text;

namespace Parley.Records.Extracts;

/// <summary>
/// A record with some of its fields: the header as it was signed, and the hashes that show that the fields are the record's own.
/// What is hidden cannot be guessed, for every value is committed to with a salt of its own. Structure and hashes are checked
/// when it is read; signatures are for <see cref="RecordVerifier.Check"/>.
/// </summary>
public sealed class Extract
{
    /// <summary>The longest file in bytes.</summary>
    public const int MaxBytes = Limits.RecordBytes + (Limits.Fields * 256);

    private const string Opening = "parley extract v1";
    private const string Indent = "    ";
    private readonly IReadOnlyList<ExtractPart> _parts;

    private Extract(RecordHeader header, IReadOnlyList<ExtractPart> parts)
    {
        (Header, _parts) = (header, parts);
        Fields = [.. parts.SelectMany(p => p.Field is { } field ? [field] : Enumerable.Range(p.First, p.Count).Select(i => new ExtractField(i, Disclosure.Hidden, null, null)))];
    }

    /// <summary>The record's header: content, officers, number and node's signature, all as in the original.</summary>
    public RecordHeader Header { get; }

    /// <summary>All fields of the record in their order, hidden ones too.</summary>
    public IReadOnlyList<ExtractField> Fields { get; }

    /// <summary>The extract of a record that shows of each field as much as <paramref name="choose"/> says.</summary>
    public static Extract Of(Record record, Func<string, Disclosure> choose)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(choose);
        var content = record.Content;
        var leaves = new ExtractPart[record.Fields.All.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            var (name, value) = record.Fields.All[i];
            var part = new ExtractPart(i, 1, new ExtractField(i, Disclosure.Shown, name, value), record.Fields.Salt(i), default);
            leaves[i] = Reduce(part, content, choose(name));
        }

        return new Extract(record.Header, Fold(leaves, content));
    }

    /// <summary>An extract of this extract. What is hidden already stays hidden, whatever <paramref name="choose"/> says.</summary>
    public Extract Reduce(Func<string, Disclosure> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return new Extract(Header, Fold(_parts.Select(p => p.Field is { Name: { } name } ? Reduce(p, Header.Content, choose(name)) : p), Header.Content));
    }

    /// <summary>Reads an extract. Never throws; work and memory are bounded by the input.</summary>
    public static Outcome<Extract> Parse(ReadOnlySpan<byte> bytes)
    {
        // EXT-001
        if (bytes.Length > MaxBytes)
            return new Fault("EXT-001", 0, $"the extract has {bytes.Length} bytes; {MaxBytes} are allowed");
        var end = bytes.IndexOf("\n\nparley extract v1\n"u8) + 1;
        if (end == 0)
            return new Fault("EXT-001", 0, $"no extract follows the note: it begins with an empty line and '{Opening}'");
        if (!RecordHeader.Parse(bytes[..end]).Try(out var header, out var broken))
            return broken;
        var reader = LineReader.Open(bytes[(end + 1)..], "EXT-002");
        reader.Expect(Opening, "EXT-002");
        var parts = new List<ExtractPart>();
        var root = header.Content.FieldCount == 0 ? Digest.Of([]) : Read(reader, header.Content, parts, 0, header.Content.FieldCount);

        // EXT-002: nothing follows the last field.
        reader.End();
        if (reader.Fault is { } fault)
            return fault with { Line = fault.Line + bytes[..(end + 1)].Count((byte)'\n') };

        // EXT-007
        if (root != header.Content.FieldsRoot)
            return new Fault("EXT-007", 0, "the fields are not the ones whose root was signed");
        return new Extract(header, parts);
    }

    /// <summary>The extract's bytes.</summary>
    public byte[] ToBytes()
    {
        var writer = new LineWriter().Line(Opening);
        foreach (var part in _parts)
        {
            switch (part.Field)
            {
                case { Disclosure: Disclosure.Shown } shown:
                    writer.Value("shown", shown.Name!).Value("salt", CanonicalBase64.Encode(part.Salt));
                    foreach (var line in shown.Value!.Split('\n'))
                        writer.Line(Indent + line);
                    break;
                case { } named:
                    writer.Value("named", named.Name!).Value("commitment", part.Hash.ToString());
                    break;
                default:
                    writer.Value("hidden", string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Hash}"));
                    break;
            }
        }

        return [.. Header.Note.ToBytes(), (byte)'\n', .. writer.ToBytes()];
    }

    private static ExtractPart Reduce(ExtractPart part, RecordContent content, Disclosure to)
    {
        var field = part.Field!;
        if (to <= field.Disclosure)
            return part;
        var commitment = field.Disclosure == Disclosure.Shown ? SaltedFields.Commitment(part.Salt, field.Value!) : part.Hash;
        return to == Disclosure.Named
            ? new ExtractPart(part.First, 1, field with { Disclosure = Disclosure.Named, Value = null }, null, commitment)
            : new ExtractPart(part.First, 1, null, null, Leaf(content, field, commitment));
    }

    /// <summary>Joins neighbours that are hidden and make a whole subtree, so that nothing is left to see of them but their number.</summary>
    private static List<ExtractPart> Fold(IEnumerable<ExtractPart> parts, RecordContent content)
    {
        var queue = new Queue<ExtractPart>(parts);
        var folded = new List<ExtractPart>();
        if (content.FieldCount > 0)
            Node(0, content.FieldCount);
        return folded;

        ExtractPart? Node(int first, int count)
        {
            // A part that is a whole subtree already, or a leaf.
            if (queue.Peek().Count == count)
            {
                var part = queue.Dequeue();
                folded.Add(part);
                return part.Field is null ? part : null;
            }

            var left = Split(count);
            var (one, other) = (Node(first, left), Node(first + left, count - left));
            if (one is null || other is null)
                return null;
            folded.RemoveRange(folded.Count - 2, 2);
            var joined = new ExtractPart(first, count, null, null, MerkleRoot.Join(one.Hash, other.Hash));
            folded.Add(joined);
            return joined;
        }
    }

    /// <summary>Reads the fields of one subtree and computes its hash; the depth is that of the tree.</summary>
    private static Digest Read(LineReader reader, RecordContent content, List<ExtractPart> parts, int first, int count)
    {
        if (reader.Fault is not null)
            return default;

        // EXT-006: hidden fields stand together exactly where they are a whole subtree that no larger one holds.
        if (reader.Next("hidden") && IsRun(reader.Peek()[LineReader.ValueColumn..], count, out var hidden))
        {
            reader.Take();
            parts.Add(new ExtractPart(first, count, null, null, hidden));
            return hidden;
        }

        if (count == 1)
            return ReadField(reader, content, parts, first);
        var (before, left) = (parts.Count, Split(count));
        var (one, other) = (Read(reader, content, parts, first, left), Read(reader, content, parts, first + left, count - left));
        if (parts.Count == before + 2 && parts[before].Field is null && parts[before + 1].Field is null)
            reader.Fail("EXT-006", "two neighbours are hidden that are one subtree and must stand as one");
        return MerkleRoot.Join(one, other);
    }

    private static Digest ReadField(LineReader reader, RecordContent content, List<ExtractPart> parts, int index)
    {
        if (reader.Next("named"))
        {
            // EXT-005
            var name = Name(reader, "named", parts);
            if (!Digest.TryParse(reader.Value("commitment"), out var commitment))
                reader.Fail("EXT-005", "the commitment is not 64 lower-case hexadecimal digits");
            parts.Add(new ExtractPart(index, 1, new ExtractField(index, Disclosure.Named, name, null), null, commitment));
            return Leaf(content, parts[^1].Field!, commitment);
        }

        // EXT-003
        if (!reader.Next("shown"))
        {
            reader.Fail("EXT-003", $"field {index} is missing: 'shown', 'named' or 'hidden' is expected here");
            return default;
        }

        var shown = Name(reader, "shown", parts);
        if (!CanonicalBase64.TryDecode(reader.Value("salt"), SaltedFields.SeedSize, out var salt))
            reader.Fail("EXT-004", "the salt is not 32 bytes in Base64");
        var value = new StringBuilder();
        var lines = 0;
        while (reader.Peek().StartsWith(Indent, StringComparison.Ordinal))
        {
            if (lines++ > 0)
                value.Append('\n');
            value.Append(reader.Take()[Indent.Length..]);
        }

        var text = value.ToString();
        if (lines == 0)
            reader.Fail("EXT-004", "the field has no value line");
        else if (!PlainText.IsAllowed(text, multiline: true) || Encoding.UTF8.GetByteCount(text) > Limits.FieldBytes)
            reader.Fail("EXT-004", "the value holds a control character or one that reorders text, or is too long");
        if (reader.Fault is not null)
            return default;
        parts.Add(new ExtractPart(index, 1, new ExtractField(index, Disclosure.Shown, shown, text), salt, default));
        return Leaf(content, parts[^1].Field!, SaltedFields.Commitment(salt, text));
    }

    private static string Name(LineReader reader, string keyword, List<ExtractPart> parts)
    {
        var name = reader.Value(keyword);
        if (!Field.IsName(name) || parts.Any(p => p.Field?.Name == name))
            reader.Fail("EXT-003", "this is not a field's name, or it stands twice");
        return name;
    }

    private static bool IsRun(ReadOnlySpan<char> value, int count, out Digest hash)
    {
        var space = value.IndexOf(' ');
        hash = default;
        return space > 0 && value[..space].SequenceEqual(count.ToString(CultureInfo.InvariantCulture)) && Digest.TryParse(value[(space + 1)..].ToString(), out hash);
    }

    private static Digest Leaf(RecordContent content, ExtractField field, Digest commitment) =>
        SaltedFields.Leaf(content.Id, content.Author, content.Channel, field.Index, field.Name!, commitment);

    private static int Split(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count) / 2;
}
