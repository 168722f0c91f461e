using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Node.Backups;

/// <summary>
/// What the last part of the set holds, in the node's directory: the hash of each page of the store and of each file. The part itself
/// cannot tell, for its key is not here. Whatever is wrong with this file, the next backup is a whole one.
/// </summary>
internal sealed class BackupState
{
    private const string Opening = "parley backup state v1";

    /// <summary>Bytes in a page of the store.</summary>
    public const int PageSize = 4096;

    public required BackupHeader Header { get; init; }

    public required Digest FileHash { get; init; }

    public required long FileLength { get; init; }

    /// <summary>The node's key that signed it.</summary>
    public required string NodeKey { get; init; }

    public required IReadOnlyDictionary<string, Digest> Files { get; init; }

    /// <summary>32 bytes a page.</summary>
    public required byte[] Pages { get; init; }

    /// <summary>The beginning of the last part of the set, without the rest, which grows with the store.</summary>
    public static BackupHeader? ReadHeader(string path)
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        return Line(stream) == Opening && BackupHeader.TryRead(stream, out var header) ? header : null;
    }

    public static BackupState? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        // It ends with its own hash: a state that the disk changed would leave out what has to be in.
        if (bytes.Length < Digest.Size || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - Digest.Size)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - Digest.Size)))
            return null;
        using var stream = new MemoryStream(bytes, 0, bytes.Length - Digest.Size);
        if (Line(stream) != Opening || !BackupHeader.TryRead(stream, out var header)
            || Line(stream).Split(' ') is not [var hash, var length, var nodeKey, var files, var pages]
            || !Digest.TryParse(hash, out var fileHash))
        {
            return null;
        }

        var held = new Dictionary<string, Digest>();
        for (var i = int.Parse(files, CultureInfo.InvariantCulture); i > 0; i--)
        {
            var line = Line(stream);
            held[line[65..]] = Digest.TryParse(line.AsSpan(0, 64), out var file) ? file : default;
        }

        var state = new byte[long.Parse(pages, CultureInfo.InvariantCulture) * Digest.Size];
        stream.ReadExactly(state);
        return new BackupState { Header = header, FileHash = fileHash, FileLength = long.Parse(length, CultureInfo.InvariantCulture), NodeKey = nodeKey, Files = held, Pages = state };
    }

    public void Write(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var partial = path + ".partial";
        File.Delete(partial);
        using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
        {
            DirectoryOwner.Give(stream.SafeFileHandle, partial);
            Put(Encoding.UTF8.GetBytes(Opening + "\n"));
            Put(Header.ToBytes());
            Put(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{FileHash} {FileLength} {NodeKey} {Files.Count} {Pages.Length / Digest.Size}\n")));
            foreach (var (file, digest) in Files)
                Put(Encoding.UTF8.GetBytes($"{digest} {file}\n"));
            Put(Pages);
            stream.Write(hash.GetHashAndReset());
            stream.Flush(flushToDisk: true);

            void Put(byte[] bytes)
            {
                stream.Write(bytes);
                hash.AppendData(bytes);
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    private static string Line(Stream stream)
    {
        var line = new List<byte>();
        while (stream.ReadByte() is >= 0 and not '\n' and var next)
            line.Add((byte)next);
        return Encoding.UTF8.GetString([.. line]);
    }
}
