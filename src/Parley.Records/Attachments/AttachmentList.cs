using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Records.Fields;
using Parley.Records.Text;

namespace Parley.Records.Attachments;

/// <summary>
/// The attachments of a record: one field says what they are, another has their keys, so that an extract can show which file was
/// sent and keep the file to itself.
/// </summary>
public static partial class AttachmentList
{
    /// <summary>The field that names the attachments, one in each line.</summary>
    public const string NamesField = "attachments";

    /// <summary>The field with their keys, in the same order.</summary>
    public const string KeysField = "attachment-keys";

    /// <summary>The most attachments of one record.</summary>
    public const int MaxAttachments = 16;

    private const int MaxNameBytes = 255;

    /// <summary>The fields that name some attachments.</summary>
    public static IReadOnlyList<Field> ToFields(IReadOnlyList<Attachment> attachments) =>
    [
        new(NamesField, string.Join('\n', attachments.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Root} {a.Size} {a.MediaType} {a.Name}")))),
        new(KeysField, string.Join('\n', attachments.Select(a => Convert.ToHexStringLower(a.Key.Span)))),
    ];

    /// <summary>What a record's fields attach; an empty list where they attach nothing. Never throws.</summary>
    public static Outcome<IReadOnlyList<Attachment>> Read(SaltedFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var (names, keys) = (fields[NamesField], fields[KeysField]);
        if (names is null && keys is null)
            return Array.Empty<Attachment>();
        if (names is null || keys is null)
            return new Fault("ATT-001", 0, $"the fields '{NamesField}' and '{KeysField}' stand together or not at all");
        var (lines, secrets) = (names.Split('\n', MaxAttachments + 1), keys.Split('\n', MaxAttachments + 1));
        if (lines.Length > MaxAttachments || lines.Length != secrets.Length)
            return new Fault("ATT-001", 0, $"'{NamesField}' and '{KeysField}' have as many lines, at most {MaxAttachments}");
        if (secrets.Distinct().Count() != secrets.Length)
            return new Fault("ATT-003", 0, $"no key stands twice in '{KeysField}'");
        var attachments = new Attachment[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!Digest.TryParse(secrets[i], out var key))
                return new Fault("ATT-003", i + 1, $"a line of '{KeysField}' is 64 lower-case hexadecimal digits");
            var words = lines[i].Split(' ', 4);
            if (words.Length != 4 || !Digest.TryParse(words[0], out var root)
                || !Numbers.TryParse(words[1], out var size) || size > Attachment.MaxSize
                || words[2].Length > 127 || !MediaTypePattern().IsMatch(words[2]) || !IsName(words[3]))
            {
                return new Fault("ATT-002", i + 1, $"a line of '{NamesField}' reads: root, size of 1 to {Attachment.MaxSize} bytes, media type, name without a path");
            }

            attachments[i] = new Attachment(root, size, words[2], words[3], key.ToArray());
        }

        return attachments;
    }

    // ATT-002: it is shown to people, and becomes a file's name only where one of them says so.
    /// <summary>Whether a file may be called so: one line of at most 255 bytes, no path, no dot before it, nothing that shows in another order.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes && PlainText.IsAllowed(name, multiline: false)
        && name[0] is not (' ' or '.') && name[^1] is not (' ' or '.') && !name.AsSpan().ContainsAny('/', '\\');

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex MediaTypePattern();
}
