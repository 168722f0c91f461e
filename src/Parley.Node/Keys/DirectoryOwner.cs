using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parley.Node.Keys;

/// <summary>
/// What root makes in another user's directory belongs to that user: a node that runs as a user of its own could not open it else. SQLite does the same
/// with what it makes beside a database.
/// </summary>
internal static class DirectoryOwner
{
    private const int CurrentDirectory = -100, OwnerAndGroup = 0x18, NoFollow = 0x100;

    /// <summary>Gives an open file or directory to the owner and group of the directory that it is in. Of another user than root, or where the file system knows no owners, nothing changes.</summary>
    public static void Give(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (Of(path) is var (user, group))
            _ = FChown(file, user, group);
    }

    /// <summary>The same for a directory, which is not opened; a link is not followed.</summary>
    public static void GiveDirectory(string path)
    {
        if (Of(path) is var (user, group))
            _ = FChownAt(CurrentDirectory, path, user, group, NoFollow);
    }

    private static (uint User, uint Group)? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        // struct statx is 256 bytes on every architecture; stx_uid stands at 20, stx_gid at 24 (statx(2)).
        var found = new byte[256];
        return Statx(CurrentDirectory, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", 0, OwnerAndGroup, found) != 0 ? null
            : BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(20)) is var user and not 0 ? (user, BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(24)))
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int FChown(SafeFileHandle file, uint user, uint group);

    [DllImport("libc", EntryPoint = "fchownat")]
    private static extern int FChownAt(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group, int flags);
}
