using System.Text;

namespace Parley.Records.Attachments;

/// <summary>
/// What a file's first bytes say that it is, to be held against what its sender says. Signatures from the WHATWG MIME Sniffing Standard
/// (§6 and §7), and those of programs. It tells a false name from a true one and finds no malice: a file that looks right may do harm.
/// </summary>
public static class MediaTypes
{
    /// <summary>Bytes that are looked at.</summary>
    public const int HeadSize = 1445;

    /// <summary>What is said of bytes that nothing tells apart.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly (int At, byte[] Bytes, string Type)[] Signatures =
    [
        (0, [.. "%PDF-"u8], "application/pdf"),
        (0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, [.. "GIF87a"u8], "image/gif"),
        (0, [.. "GIF89a"u8], "image/gif"),
        (8, [.. "WEBPVP"u8], "image/webp"),
        (0, [.. "BM"u8], "image/bmp"),
        (0, [0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        (0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        (0, [.. "OggS\0"u8], "application/ogg"),
        (0, [.. "ID3"u8], "audio/mpeg"),
        (8, [.. "WAVE"u8], "audio/wave"),
        (8, [.. "AVI "u8], "video/avi"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
        (4, [.. "ftyp"u8], "video/mp4"),
        (0, [0x50, 0x4B, 0x03, 0x04], "application/zip"),
        (0, [0x1F, 0x8B, 0x08], "application/x-gzip"),
        (0, [.. "Rar!"u8, 0x1A, 0x07], "application/x-rar-compressed"),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        (0, [0x7F, .. "ELF"u8], "application/x-elf"),
        (0, [.. "MZ"u8], "application/vnd.microsoft.portable-executable"),
        (0, [.. "#!"u8], "text/x-script"),
    ];

    // Containers: what is said more precisely than the container is no lie.
    private static readonly Dictionary<string, string[]> Containers = new()
    {
        ["application/zip"] = ["application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.", "application/epub+zip", "application/vnd.google-earth.kmz", "application/x-zip-compressed"],
        ["application/x-ole-storage"] = ["application/msword", "application/vnd.ms-"],
        ["video/webm"] = ["video/x-matroska", "audio/webm"],
        ["video/mp4"] = ["video/quicktime", "audio/mp4", "image/heic", "image/heif", "image/avif", "video/3gpp"],
        ["application/x-gzip"] = ["application/gzip"],
        ["audio/wave"] = ["audio/wav", "audio/x-wav", "audio/vnd.wave"],
        ["application/ogg"] = ["audio/ogg", "video/ogg"],
        ["video/avi"] = ["video/x-msvideo"],
        ["text/plain"] = ["text/", "application/json", "application/xml", "application/yaml", "application/geo+json", "image/svg+xml", "application/gpx+xml", "application/vnd.google-earth.kml+xml", "message/"],
    };

    /// <summary>What the first bytes of a file look like: a media type, <c>text/plain</c>, or <see cref="Unknown"/>.</summary>
    public static string LooksLike(ReadOnlySpan<byte> head)
    {
        if (head.Length > HeadSize)
            head = head[..HeadSize];
        foreach (var (at, bytes, type) in Signatures)
        {
            if (head.Length >= at && head[at..].StartsWith(bytes))
                return type;
        }

        return IsText(head) ? "text/plain" : Unknown;
    }

    // ATT-034
    /// <summary>Whether what a sender says of a file contradicts what it looks like. Where nothing can be told, it does not.</summary>
    public static bool Contradict(string said, string looksLike) =>
        said != looksLike && said != Unknown && looksLike != Unknown
        && !(Containers.TryGetValue(looksLike, out var within) && within.Any(w => said.StartsWith(w, StringComparison.Ordinal)));

    // A character that the end of the head has cut in two is none that is wrong.
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
                return false;
        }

        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out _, out var used);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                return true;
            if (status != System.Buffers.OperationStatus.Done)
                return false;
            head = head[used..];
        }

        return true;
    }
}
