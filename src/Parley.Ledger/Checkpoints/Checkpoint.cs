using System.Text;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>A log's head: its origin, its size and its root (C2SP tlog-checkpoint), not yet signed or not yet believed.</summary>
public sealed class Checkpoint
{
    /// <summary>The most extension lines that are read.</summary>
    public const int MaxExtensions = 64;

    private readonly byte[] _text;

    /// <summary>Makes the head of a log; a Parley ledger's has no extension lines.</summary>
    public Checkpoint(LogOrigin origin, TreeSize size, TreeHash root)
        : this(origin, size, root, [], Encoding.UTF8.GetBytes($"{origin}\n{size}\n{HashText.ToText(root)}\n"))
    {
    }

    private Checkpoint(LogOrigin origin, TreeSize size, TreeHash root, IReadOnlyList<string> extensions, byte[] text)
    {
        (Origin, Size, Root, Extensions) = (origin, size, root, extensions);
        _text = text;
    }

    /// <summary>Which log.</summary>
    public LogOrigin Origin { get; }

    /// <summary>The number of leaves.</summary>
    public TreeSize Size { get; }

    /// <summary>The root over them.</summary>
    public TreeHash Root { get; }

    /// <summary>Lines after the third. They mean nothing to Parley; an Ed25519 cosignature covers them, an ML-DSA-44 one does not.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The text that is signed, final newline included.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>Reads the text of a checkpoint. Never throws.</summary>
    public static Outcome<Checkpoint> Parse(ReadOnlySpan<byte> text)
    {
        if (SignedNote.CheckText(text) is { Fault: not NoteFault.None } error)
            return new Fault("LED-031", 0, $"the text is not a note's: {error}");
        var lines = Encoding.UTF8.GetString(text[..^1]).Split('\n', 4 + MaxExtensions);

        // LED-031: three lines, each in its one form.
        if (lines.Length < 3)
            return new Fault("LED-031", lines.Length, "a checkpoint has at least three lines");
        if (!LogOrigin.TryParse(lines[0], out var origin))
            return new Fault("LED-031", 1, "the origin is empty");
        if (!DecimalText.TryParse(lines[1], out var size))
            return new Fault("LED-031", 2, "the size is not a decimal number from 0 to 2^63-1 without leading zeros");
        if (!HashText.TryParse(lines[2], out var root))
            return new Fault("LED-031", 3, "the root is not canonical base64 of 32 bytes");

        // LED-032: extension lines, if any, are not empty.
        if (lines.Length > 3 + MaxExtensions)
            return new Fault("LED-032", 3 + MaxExtensions, $"there are more than {MaxExtensions} extension lines");
        if (Array.IndexOf(lines, "") is >= 0 and var empty)
            return new Fault("LED-032", empty + 1, "an extension line is empty");
        return new Checkpoint(origin, new(size), root, lines[3..], text.ToArray());
    }

    /// <summary>The text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_text);
}
