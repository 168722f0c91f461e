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
    // struct statx is the same on every architecture (statx(2)).
    private const int StatxSize = 256, LinksAt = 16, UserAt = 20, GroupAt = 24, InodeAt = 32, DeviceAt = 136;
    private const int CurrentDirectory = -100, Basic = 0x7ff, NoFollow = 0x100, Itself = 0x1000;

    /// <summary>
    /// Gives an open file to the owner and group of the directory that it is in. Of another user than root, or where the file system knows no owners, nothing changes;
    /// nor where a link stood in its place: the directory's owner could have anything given to himself by it.
    /// </summary>
    public static void Give(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] opened = new byte[StatxSize], named = new byte[StatxSize];
        if (Of(path) is var (user, group)
            && Statx(file, "", Itself, Basic, opened) == 0 && Statx(CurrentDirectory, path, NoFollow, Basic, named) == 0
            && opened.AsSpan(InodeAt, 8).SequenceEqual(named.AsSpan(InodeAt, 8)) && opened.AsSpan(DeviceAt, 8).SequenceEqual(named.AsSpan(DeviceAt, 8))
            && BinaryPrimitives.ReadUInt32LittleEndian(opened.AsSpan(LinksAt)) == 1)
        {
            _ = FChown(file, user, group);
        }
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
        var found = new byte[StatxSize];
        return Statx(CurrentDirectory, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", 0, Basic, found) != 0 ? null
            : BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(UserAt)) is var user and not 0 ? (user, BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(GroupAt)))
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(SafeFileHandle file, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int FChown(SafeFileHandle file, uint user, uint group);

    [DllImport("libc", EntryPoint = "fchownat")]
    private static extern int FChownAt(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group, int flags);
}
