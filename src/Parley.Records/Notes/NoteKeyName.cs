using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Parley.Records.Notes;

/// <summary>The name of a key that signs notes (C2SP signed-note): not empty, no Unicode space, no plus, no control character.</summary>
public sealed class NoteKeyName : IEquatable<NoteKeyName>
{
    /// <summary>The longest name in UTF-8 bytes; a C2SP tlog-cosignature states it in one length byte.</summary>
    public const int MaxSize = 255;

    private readonly string _name;

    /// <summary>Takes a name; throws <see cref="ArgumentException"/> where it is not one.</summary>
    public NoteKeyName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
            throw new ArgumentException("A key name is 1 to 255 bytes without spaces, plus or control characters.", nameof(name));

        _name = name;
    }

    private NoteKeyName(string name, bool _) => _name = name;

    /// <summary>Reads a name from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out NoteKeyName? keyName)
    {
        keyName = null;
        if (utf8.Length > MaxSize || !Utf8.IsValid(utf8))
            return false;

        var text = Encoding.UTF8.GetString(utf8);
        keyName = IsName(text) ? new NoteKeyName(text, true) : null;
        return keyName is not null;
    }

    /// <inheritdoc/>
    public bool Equals(NoteKeyName? other) => other is not null && _name == other._name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteKeyName);

    /// <inheritdoc/>
    public override int GetHashCode() => _name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _name;

    private static bool IsName(string name)
    {
        var size = 0;
        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done
                || Rune.IsWhiteSpace(rune) || rune.Value < 0x20 || rune.Value == '+')
            {
                return false;
            }

            size += rune.Utf8SequenceLength;
            rest = rest[used..];
        }

        return size is > 0 and <= MaxSize;
    }
}
