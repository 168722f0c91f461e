using System.Diagnostics.CodeAnalysis;
using Parley.Records;

namespace Parley.Ledger.Entries;

/// <summary>The 32 bytes that keep one entry from being guessed; shown when the entry is opened.</summary>
public readonly record struct EntrySalt
{
    private readonly Digest _bytes;

    /// <summary>Takes exactly 32 bytes.</summary>
    public EntrySalt(ReadOnlySpan<byte> bytes) => _bytes = new(bytes);

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out EntrySalt salt)
    {
        salt = default;
        if (!Digest.TryParse(text, out var digest))
            return false;
        salt = new(digest.ToArray());
        return true;
    }

    /// <summary>The salt in lower-case hex.</summary>
    public override string ToString() => _bytes.ToString();
}
