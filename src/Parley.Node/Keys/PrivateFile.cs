using System.Security.Cryptography;

namespace Parley.Node.Keys;

/// <summary>A file that holds a secret: only its owner may open it, who is the directory's where root makes it.</summary>
public static class PrivateFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Writes a new file durably. Never overwrites.</summary>
    public static void Create(string path, ReadOnlySpan<byte> secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        DirectoryOwner.Give(stream.SafeFileHandle, path);
        stream.Write(secret);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Writes a text that is no secret in the place of whatever was there; where that was a link, what it leads to is not touched.</summary>
    public static void WriteOpen(string path, string text)
    {
        var whole = path + ".new";
        File.Delete(whole);
        using (var stream = new FileStream(whole, FileMode.CreateNew, FileAccess.Write))
        {
            DirectoryOwner.Give(stream.SafeFileHandle, whole);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(whole, path, overwrite: true);
    }

    /// <summary>Writes one line in the place of whatever was there.</summary>
    public static void Replace(string path, string line)
    {
        File.Delete(path);
        Create(path, System.Text.Encoding.ASCII.GetBytes(line + "\n"));
    }

    /// <summary>Overwrites a file with zeros, durably, and removes it.</summary>
    public static void Remove(string path)
    {
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            stream.Write(new byte[stream.Length]);
            stream.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    /// <summary>Makes a directory that only its owner may look into, unless it is there.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DirectoryOwner.GiveDirectory(path);
    }

    /// <summary>Hands the bytes to <paramref name="parse"/> and zeroes them afterwards.</summary>
    /// <exception cref="InvalidDataException">Others than its owner may open the file, or it is far too long.</exception>
    public static T Read<T>(string path, Func<ReadOnlySpan<byte>, T> parse)
    {
        // Who may write a key may put another one there, so that counts like reading it.
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        // Of the file that was opened, and not of what may stand under its name a moment later.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != 0)
            throw new InvalidDataException($"{path} can be opened by others than its owner. Run: chmod 600 {path} (a FAT medium has no owners: mount it with -o umask=077)");
        if (stream.Length > MaxBytes)
            throw new InvalidDataException($"{path} is too long to be a key.");
        var bytes = new byte[stream.Length];
        try
        {
            stream.ReadExactly(bytes);
            return parse(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
