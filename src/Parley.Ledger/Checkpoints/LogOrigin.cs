using System.Diagnostics.CodeAnalysis;
using System.Text;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>The name of a log: the first line of its checkpoints (C2SP tlog-checkpoint). Any line that is not empty.</summary>
public sealed record LogOrigin
{
    private LogOrigin(string value) => Value = value;

    /// <summary>The line, without its newline.</summary>
    public string Value { get; }

    /// <summary>Reads an origin.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LogOrigin? origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = Encoding.UTF8.GetBytes(text + "\n");
        origin = text.Length > 0 && !text.Contains('\n') && SignedNote.CheckText(line).Fault == NoteFault.None
            && Encoding.UTF8.GetString(line.AsSpan(..^1)) == text
            ? new(text)
            : null;
        return origin is not null;
    }

    /// <summary>Reads an origin.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static LogOrigin Parse(string text) =>
        TryParse(text, out var origin) ? origin : throw new ArgumentException($"'{text}' is not a line that names a log.", nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
