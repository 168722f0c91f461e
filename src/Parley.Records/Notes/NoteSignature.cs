using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Records.Notes;

/// <summary>One signature line of a note: who says to have signed, and the signature's bytes.</summary>
public sealed class NoteSignature
{
    private const int KeyHashSize = 4;

    /// <summary>Takes the parts of a line; throws <see cref="ArgumentException"/> for an empty signature.</summary>
    public NoteSignature(NoteKeyName keyName, uint keyHash, ReadOnlyMemory<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        if (signature.IsEmpty)
            throw new ArgumentException("A signature has at least one byte.", nameof(signature));

        (KeyName, KeyHash, Signature) = (keyName, keyHash, signature);
    }

    /// <summary>The name of the key.</summary>
    public NoteKeyName KeyName { get; }

    /// <summary>The key's hash (the specification's key ID); it picks a key and proves nothing.</summary>
    public uint KeyHash { get; }

    /// <summary>The signature without the key hash.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Reads one line without its newline.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out NoteSignature? signature, out NoteError error)
    {
        signature = null;
        var lead = "— "u8;
        if (!line.StartsWith(lead))
        {
            error = new(NoteFault.BadSignatureLine, 0);
            return false;
        }

        var rest = line[lead.Length..];
        var space = rest.IndexOf((byte)' ');
        if (space < 0)
        {
            error = new(NoteFault.BadSignatureLine, line.Length);
            return false;
        }

        if (!NoteKeyName.TryParse(rest[..space], out var name))
        {
            error = new(NoteFault.BadKeyName, lead.Length);
            return false;
        }

        if (!CanonicalBase64.TryDecode(rest[(space + 1)..], out var bytes) || bytes.Length <= KeyHashSize)
        {
            error = new(NoteFault.BadBase64, lead.Length + space + 1);
            return false;
        }

        signature = new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(KeyHashSize));
        error = default;
        return true;
    }

    /// <summary>Reads zero or more whole lines, as a witness answers with; each ends in a newline.</summary>
    public static bool TryParseLines(
        ReadOnlySpan<byte> lines, [NotNullWhen(true)] out IReadOnlyList<NoteSignature>? signatures, out NoteError error)
    {
        signatures = null;
        var read = new List<NoteSignature>();
        for (var offset = 0; offset < lines.Length;)
        {
            var length = lines[offset..].IndexOf((byte)'\n');
            if (length < 0)
            {
                error = new(NoteFault.NoFinalNewline, lines.Length);
                return false;
            }

            if (read.Count == SignedNote.MaxSignatures)
            {
                error = new(NoteFault.TooManySignatures, offset);
                return false;
            }

            if (!TryParse(lines.Slice(offset, length), out var signature, out error))
            {
                error = error with { Offset = offset + error.Offset };
                return false;
            }

            read.Add(signature);
            offset += length + 1;
        }

        signatures = read;
        error = default;
        return true;
    }

    /// <summary>The line in UTF-8, with its newline.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString() + "\n");

    /// <summary>The line without its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[KeyHashSize + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyHash);
        Signature.Span.CopyTo(bytes.AsSpan(KeyHashSize));
        return $"— {KeyName} {CanonicalBase64.Encode(bytes)}";
    }
}
