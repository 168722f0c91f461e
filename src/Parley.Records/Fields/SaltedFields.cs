using System.Globalization;
using System.Text;
using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Records.Fields;

/// <summary>
/// The fields of a record and the seed of their salts. Each field is a leaf of a Merkle tree (RFC 9162 §2.1) whose
/// root stands in the record's header; a leaf binds the record's content, author and channel, its place, its name and
/// a separate commitment to salt and value, so that an extract can show one field, or one field's name, and no more.
/// </summary>
public sealed class SaltedFields
{
    /// <summary>Bytes in the seed that the salts are derived from.</summary>
    public const int SeedSize = 32;

    private const string Opening = "parley fields v1";
    private const string Indent = "    ";
    private readonly byte[] _seed;

    // Asked for with the same record each time: when it is submitted, made and read back.
    private Rooted? _root;

    /// <summary>Takes fields and 32 uniformly random bytes, which count for nothing where there are no fields.</summary>
    /// <exception cref="ArgumentException">A name or value is not allowed, or a name stands twice; the message says which.</exception>
    public SaltedFields(IReadOnlyList<Field> fields, ReadOnlySpan<byte> seed)
        : this([.. fields], seed.ToArray())
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        if (Check(All, out _) is { } fault)
            throw new ArgumentException(fault.Detail, nameof(fields));
    }

    private SaltedFields(Field[] fields, byte[] seed)
    {
        All = fields;
        _seed = fields.Length > 0 ? seed : new byte[SeedSize];
    }

    /// <summary>Whether they were read, from the bytes that <see cref="ToBytes"/> writes, and not put together here.</summary>
    internal bool WereRead { get; private init; }

    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<Field> All { get; }

    /// <summary>The value of the field of that name, where there is one.</summary>
    public string? this[string name] => All.FirstOrDefault(f => f.Name == name)?.Value;

    // REC-044
    /// <summary>The salt of the field at <paramref name="index"/>: 32 bytes.</summary>
    public byte[] Salt(int index) => Sha256.Hmac(_seed,
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"parley salt v1\n{index}\n")));

    /// <summary>The root over the salted fields of a record with this content, author and channel.</summary>
    public Digest Root(ContentId content, PartyId author, ChannelId channel)
    {
        if (_root is { } known && known.Content == content && known.Author == author && known.Channel == channel)
            return known.Root;
        var leaves = new Digest[All.Count];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = Leaf(content, author, channel, i, All[i].Name, Commitment(Salt(i), All[i].Value));
        var root = MerkleRoot.Of(leaves);
        _root = new Rooted(content, author, channel, root);
        return root;
    }

    // REC-045
    /// <summary>The commitment to a salt and a value.</summary>
    public static Digest Commitment(ReadOnlySpan<byte> salt, string value)
    {
        var opening = "parley value v1\n"u8;
        var input = new byte[opening.Length + salt.Length + Encoding.UTF8.GetByteCount(value)];
        opening.CopyTo(input);
        salt.CopyTo(input.AsSpan(opening.Length));
        Encoding.UTF8.GetBytes(value, input.AsSpan(opening.Length + salt.Length));
        return Digest.Of(input);
    }

    // REC-046
    /// <summary>The leaf hash of one field.</summary>
    public static Digest Leaf(ContentId content, PartyId author, ChannelId channel, int index, string name, Digest commitment) =>
        MerkleRoot.Leaf(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"parley field v1\n{content}\n{author}\n{channel}\n{index}\n{name}\n{commitment}\n")));

    /// <summary>Writes the fields as they stand in a record's file, after its note.</summary>
    public byte[] ToBytes()
    {
        var writer = new Text.LineWriter().Line(Opening).Value("seed", Convert.ToBase64String(_seed));
        foreach (var field in All)
        {
            writer.Value("field", field.Name);
            foreach (var line in field.Value.AsSpan().Split('\n'))
                writer.Line(Indent, field.Value.AsSpan(line));
        }

        return writer.ToBytes();
    }

    /// <summary>Reads what <see cref="ToBytes"/> writes and nothing else. Never throws.</summary>
    public static Outcome<SaltedFields> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.FieldsBytes)
            return new Fault("REC-031", 0, $"the fields have {text.Length} bytes; {Limits.FieldsBytes} are allowed");
        var reader = Text.LineReader.Open(text, "REC-030");
        reader.Expect(Opening, "REC-030");
        if (!CanonicalBase64.TryDecode(reader.Value("seed"), SeedSize, out var seed))
            reader.Fail("REC-032", "the seed is not 32 bytes in Base64");
        // No root binds the seed of no fields: a bearer could change it, and one record would have many files.
        else if (reader.AtEnd && seed.AsSpan().ContainsAnyExcept((byte)0))
            reader.Fail("REC-032", "there are no fields and the seed is not zero");

        var fields = new List<Field>();
        var places = new List<int>();
        while (reader.Fault is null && !reader.AtEnd)
        {
            var name = reader.Value("field");
            places.Add(reader.Line);
            var value = "";
            if (!reader.Peek().StartsWith(Indent, StringComparison.Ordinal))
                reader.Fail("REC-033", "the field has no value line");
            else
                value = reader.Take()[Indent.Length..].ToString();
            // Most values have one line.
            if (reader.Peek().StartsWith(Indent, StringComparison.Ordinal))
            {
                var lines = new StringBuilder(value);
                while (reader.Peek().StartsWith(Indent, StringComparison.Ordinal))
                    lines.Append('\n').Append(reader.Take()[Indent.Length..]);
                value = lines.ToString();
            }

            if (fields.Count == Limits.Fields)
                reader.Fail("REC-031", $"there are more than {Limits.Fields} fields");
            fields.Add(new Field(name, value));
        }

        if (reader.Fault is { } syntax)
            return syntax;
        if (Check(fields, out var index) is { } fault)
            return fault with { Line = places[index] };
        return new SaltedFields([.. fields], seed!) { WereRead = true };
    }

    private static Fault? Check(IReadOnlyList<Field> fields, out int index)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (index = 0; index < fields.Count; index++)
        {
            var (name, value) = fields[index];
            if (!Field.IsName(name))
                return new Fault("REC-034", 0, $"field {index + 1} has no field's name: lower-case words with dots and hyphens, at most 64 characters");
            if (!names.Add(name))
                return new Fault("REC-035", 0, $"the field '{name}' stands twice");
            if (!Text.PlainText.IsAllowed(value, multiline: true))
                return new Fault("REC-036", 0, $"the field '{name}' holds a control character or one that reorders text");
            if (Encoding.UTF8.GetByteCount(value) > Limits.FieldBytes)
                return new Fault("REC-031", 0, $"the field '{name}' is longer than {Limits.FieldBytes} bytes");
        }

        index = 0;
        return fields.Count > Limits.Fields ? new Fault("REC-031", 0, $"there are more than {Limits.Fields} fields") : null;
    }

    private sealed record Rooted(ContentId Content, PartyId Author, ChannelId Channel, Digest Root);
}
