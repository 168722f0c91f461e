using System.Diagnostics.CodeAnalysis;
using Parley.Channels.Proofs;

namespace Parley.Verification;

/// <summary>Reads a file that somebody else has made: never more than a stated size, and nothing but a plain file.</summary>
internal static class ArchiveFile
{
    /// <summary>The longest file that anything here may be: evidence (EVD-001).</summary>
    public const int MaxBytes = EvidenceFile.MaxBytes;

    /// <summary>The file's bytes, or why they cannot be had.</summary>
    public static bool TryRead(string path, int most, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? fault)
    {
        bytes = null;
        fault = null;
        try
        {
            using var stream = Open(path, out var closed);
            if (stream is null)
            {
                fault = closed!;
                return false;
            }

            if (stream.Length > most)
            {
                fault = $"the file is larger than {most} bytes";
                return false;
            }

            // The length is not trusted either: a file may grow meanwhile.
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bytes = null;
            fault = $"the file cannot be read ({e.Message})";
            return false;
        }
    }

    /// <summary>The file's lines, each with its newline, six at a time: one entry of a ledger. A file that does not read so ends early with a fault.</summary>
    public static IEnumerable<byte[]> Entries(string path, Action<string> fault)
    {
        const int LinesPerEntry = 6;
        const int MostPerEntry = 4096;
        // A ledger without entries is one too.
        if (File.Exists(path) && new FileInfo(path).Length == 0)
            yield break;
        using var stream = Open(path, out var closed);
        if (stream is null)
        {
            fault(closed!);
            yield break;
        }

        var entry = new byte[MostPerEntry];
        var (length, lines) = (0, 0);
        for (int next; (next = stream.ReadByte()) >= 0;)
        {
            if (length == MostPerEntry)
            {
                fault($"an entry is longer than {MostPerEntry} bytes");
                yield break;
            }

            entry[length++] = (byte)next;
            if (next == '\n' && ++lines == LinesPerEntry)
            {
                yield return entry[..length];
                (length, lines) = (0, 0);
            }
        }

        if (length > 0)
            yield return entry[..length];
    }

    private static FileStream? Open(string path, out string? fault)
    {
        fault = null;
        // A link may lead out of the archive; a pipe or a device may never end. Whoever made the archive chose what stands here.
        const FileAttributes NoFile = FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device;
        if (!File.Exists(path))
            fault = "there is no such file";
        // .NET tells no pipe from a file by its attributes; but a pipe has no length, and opening one may wait for ever.
        else if ((File.GetAttributes(path) & NoFile) != 0 || new FileInfo(path).Length == 0)
            fault = "this is empty, a link or a device, and not a file with something in it";
        return fault is null ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
    }
}
