using System.Globalization;
using System.Text;
using Parley.Channels.Attachments;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>How far an attachment is here, and which leaves are wanted next; or that it is not wanted, and why.</summary>
/// <param name="Attachment">Which.</param>
/// <param name="Has">How many of its leaves are here.</param>
/// <param name="Lacks">Runs of leaves that are wanted, their places from 0; at most <see cref="MaxRuns"/>.</param>
/// <param name="Refusal">Why it is not taken, where it is not: one line.</param>
public sealed record Fetch(AttachmentId Attachment, long Has, IReadOnlyList<(long First, long Count)> Lacks, string? Refusal)
{
    /// <summary>The most runs in one request.</summary>
    public const int MaxRuns = 64;

    private const int MaxBytes = 4096;
    private const int MaxRefusal = 300;

    /// <summary>The item's bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Concat(
        [string.Create(CultureInfo.InvariantCulture, $"fetch {Attachment}\nhas {Has}\n"), .. Lacks.Select(l => string.Create(CultureInfo.InvariantCulture, $"lacks {l.First} {l.Count}\n")), Refusal is null ? "" : $"refused {Refusal}\n"]));

    // ATT-020
    /// <summary>Reads one. Never throws.</summary>
    public static Outcome<Fetch> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 2 or > MaxBytes || bytes[^1] != (byte)'\n' || bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF))
            return Malformed();
        var lines = Encoding.ASCII.GetString(bytes[..^1]).Split('\n');
        var first = lines[0].Split(' ', 4);
        if (lines.Length is < 2 or > MaxRuns + 2 || first.Length != 3 || first[0] != "fetch" || !Digest.TryParse(first[1], out var record)
            || !Numbers.TryParse(first[2], out var position) || position > AttachmentList.MaxAttachments
            || lines[1] is not ['h', 'a', 's', ' ', .. var hasText] || !ItemReader.TryCount(hasText, out var has))
        {
            return Malformed();
        }

        var attachment = new AttachmentId(record, (int)position);
        if (lines is [_, _, ['r', 'e', 'f', 'u', 's', 'e', 'd', ' ', .. var why]])
            return why.Length is > 0 and <= MaxRefusal && PlainText.IsAllowed(why, multiline: false) ? new Fetch(attachment, has, [], why) : Malformed();
        var lacks = new (long, long)[lines.Length - 2];
        var end = 0L;
        for (var i = 0; i < lacks.Length; i++)
        {
            var words = lines[i + 2].Split(' ', 4);
            // Each behind the one before: so no leaf is asked for twice.
            if (words.Length != 3 || words[0] != "lacks" || !ItemReader.TryCount(words[1], out var leaf) || !Numbers.TryParse(words[2], out var count)
                || leaf < end || leaf > Numbers.Max - count)
            {
                return Malformed();
            }

            lacks[i] = (leaf, count);
            end = leaf + count;
        }

        return new Fetch(attachment, has, lacks, null);

        static Fault Malformed() => new("ATT-020", 1, $"a request reads 'fetch' with record and line, 'has' with a number, and up to {MaxRuns} lines 'lacks' in order, or one line 'refused'");
    }
}
