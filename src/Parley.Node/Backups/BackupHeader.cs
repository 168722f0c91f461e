using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Node.Backups;

/// <summary>What a part of a backup says of itself to everybody: whose it is, which part of which set, when it was made, and for which key.</summary>
/// <param name="Party">The party.</param>
/// <param name="Set">Names the set: 16 hexadecimal digits.</param>
/// <param name="Part">0 holds everything; each later one what changed since the one before.</param>
/// <param name="Made">When, by the node's clock.</param>
/// <param name="Key">The backup key's id.</param>
/// <param name="Previous">SHA-256 of the part before, as a file; nothing for part 0.</param>
public sealed record BackupHeader(PartyId Party, string Set, int Part, DateTimeOffset Made, string Key, Digest? Previous)
{
    /// <summary>What a part's name ends with.</summary>
    public const string Extension = ".backup";

    private const string Opening = "parley backup v1";
    private const int MaxBytes = 512;

    /// <summary>The name that a part is written under.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Party}-{Set[..8]}-{Part:0000}-{Made:yyyyMMdd'T'HHmmss'Z'}{Extension}");

    /// <summary>The text at the beginning of the file, up to the empty line that ends it.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(FormattableString.Invariant(
        $"{Opening}\nparty {Party}\nset {Set}\npart {Part}\nmade {Times.ToText(Made)}\nkey {Key}\nprevious {Previous?.ToString() ?? "-"}\n\n"));

    /// <summary>Reads the beginning of a file; <c>false</c> where it is no part of a backup.</summary>
    public static bool TryRead(Stream stream, [NotNullWhen(true)] out BackupHeader? header)
    {
        ArgumentNullException.ThrowIfNull(stream);
        header = null;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        for (var length = 0; length < MaxBytes; length++)
        {
            if (stream.ReadByte() is not (>= 0 and var next))
                return false;
            bytes[length] = (byte)next;
            if (length > 0 && bytes[length] == '\n' && bytes[length - 1] == '\n')
                return TryParse(bytes[..(length + 1)], out header);
        }

        return false;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out BackupHeader? header)
    {
        header = null;
        var lines = Encoding.ASCII.GetString(text).Split('\n');
        if (lines is not [Opening, var party, var set, var part, var made, var key, var previous, "", ""]
            || !PartyId.TryParse(After(party, "party "), out var id)
            || After(set, "set ") is not { Length: 16 } setId || !setId.All(char.IsAsciiHexDigitLower)
            || !int.TryParse(After(part, "part "), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Times.TryParse(After(made, "made "), out var time)
            || After(key, "key ") is not { Length: 16 } keyId || !keyId.All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        Digest? before = null;
        if (number > 0)
        {
            if (!Digest.TryParse(After(previous, "previous "), out var digest))
                return false;
            before = digest;
        }

        var read = new BackupHeader(id, setId, number, time, keyId, before);
        // One text for one meaning: whatever else was written differently would not be what was sealed.
        header = read.ToBytes().AsSpan().SequenceEqual(text) ? read : null;
        return header is not null;
    }

    private static string After(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..] : "";
}
