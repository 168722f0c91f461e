namespace Parley.Records.Attachments;

/// <summary>A file that a record names and that travels apart from it.</summary>
/// <param name="Root">The root of the tree over the file's bytes, RFC 9162 §2.1, each leaf 1,024 bytes.</param>
/// <param name="Size">Bytes in the file, 1 to <see cref="MaxSize"/>.</param>
/// <param name="MediaType">What it is, as its sender says (RFC 6838); see <see cref="MediaTypes.LooksLike"/>.</param>
/// <param name="Name">What its sender calls it: one line, no path.</param>
/// <param name="Key">32 secret bytes that its chunks' key is derived from.</param>
public sealed record Attachment(Digest Root, long Size, string MediaType, string Name, ReadOnlyMemory<byte> Key)
{
    /// <summary>The most bytes in a file: 2 GiB.</summary>
    public const long MaxSize = 2L * 1024 * 1024 * 1024;

    /// <summary>Bytes in a key.</summary>
    public const int KeySize = 32;
}
