using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Parley.Records.Notes;

/// <summary>
/// Text signed by one or more keys (C2SP signed-note). Parsing is strict and total; a note that parses and is written
/// again has the same bytes. Its text means nothing before <see cref="Verify"/>.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest text in bytes.</summary>
    public const int MaxTextSize = 1 << 20;

    /// <summary>The most signatures; the specification asks for at least 16.</summary>
    public const int MaxSignatures = 100;

    /// <summary>The longest note in bytes: room for the text and for 100 post-quantum signatures of 5 kB in base64.</summary>
    public const int MaxSize = 2 * MaxTextSize;

    // Below the space, but for the newline.
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c != '\n').Select(c => (byte)c)]);

    private SignedNote(ReadOnlyMemory<byte> text, IReadOnlyList<NoteSignature> signatures) =>
        (Text, Signatures) = (text, signatures);

    /// <summary>The signed bytes with the final newline, without the empty line that follows.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The signature lines in their order; at least one.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Makes a note; throws <see cref="ArgumentException"/> where the text or the number of signatures cannot be one.</summary>
    public static SignedNote Create(ReadOnlySpan<byte> text, params ReadOnlySpan<NoteSignature> signatures)
    {
        if (CheckText(text) is { Fault: not NoteFault.None } error)
            throw new ArgumentException($"Not a note's text: {error}.", nameof(text));

        if (signatures.Length is 0 or > MaxSignatures)
            throw new ArgumentException("A note has 1 to 100 signatures.", nameof(signatures));

        return new(text.ToArray(), signatures.ToArray());
    }

    /// <summary>Reads a note. Never throws; <paramref name="error"/> says what is wrong and where.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, out NoteError error)
    {
        note = null;
        if (bytes.Length > MaxSize)
        {
            error = new(NoteFault.TooLarge, MaxSize);
            return false;
        }

        if (CheckCharacters(bytes) is { Fault: not NoteFault.None } bad)
        {
            error = bad;
            return false;
        }

        // The last empty line parts text from signatures: a text may hold empty lines, and even lines that look like signatures.
        var end = bytes.LastIndexOf("\n\n"u8) + 1;
        if (end == 0)
        {
            error = new(NoteFault.NoSeparator, bytes.Length);
            return false;
        }

        if (end > MaxTextSize)
        {
            error = new(NoteFault.TooLarge, MaxTextSize);
            return false;
        }

        var lines = end + 1;
        if (!NoteSignature.TryParseLines(bytes[lines..], out var signatures, out error))
        {
            error = error with { Offset = lines + error.Offset };
            return false;
        }

        if (signatures.Count == 0)
        {
            error = new(NoteFault.NoSignature, lines);
            return false;
        }

        note = new(bytes[..end].ToArray(), signatures);
        return true;
    }

    /// <summary>What keeps <paramref name="text"/> from being a note's text; <see cref="NoteFault.None"/> where nothing does.</summary>
    public static NoteError CheckText(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxTextSize)
            return new(NoteFault.TooLarge, MaxTextSize);

        return CheckCharacters(text);
    }

    /// <summary>The same text with one more signature at the end.</summary>
    public SignedNote With(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (Signatures.Count == MaxSignatures)
            throw new InvalidOperationException("A note has at most 100 signatures.");

        return new(Text, [.. Signatures, signature]);
    }

    /// <summary>The note's bytes, text and signatures.</summary>
    public byte[] ToBytes()
    {
        var lines = string.Concat(Signatures.Select(signature => $"{signature}\n"));
        var bytes = new byte[Text.Length + 1 + Encoding.UTF8.GetByteCount(lines)];
        Text.Span.CopyTo(bytes);
        bytes[Text.Length] = (byte)'\n';
        Encoding.UTF8.GetBytes(lines, bytes.AsSpan(Text.Length + 1));
        return bytes;
    }

    /// <summary>
    /// Checks each signature whose key is known. Unknown keys count for nothing; one bad signature of a known key fails
    /// the note; at least one must be good.
    /// </summary>
    public NoteVerification Verify(params IEnumerable<NoteVerifier> known) => NoteVerification.Of(this, known);

    /// <summary>The note as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    private static NoteError CheckCharacters(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            var offset = 0;
            while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var used) == OperationStatus.Done)
                offset += used;

            return new(NoteFault.NotUtf8, offset);
        }

        if (bytes.IndexOfAny(Controls) is >= 0 and var control)
            return new(NoteFault.ControlCharacter, control);
        return bytes.EndsWith("\n"u8) ? default : new(NoteFault.NoFinalNewline, bytes.Length);
    }
}
