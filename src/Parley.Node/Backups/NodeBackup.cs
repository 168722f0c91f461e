using System.Security.Cryptography;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Text;
using Parley.Store.Sqlite;

namespace Parley.Node.Backups;

/// <summary>Makes a part of a backup of a node that runs, or does not: the store as it is committed at one moment, and every file beside it but the root key.</summary>
public static class NodeBackup
{
    private const int MostTogether = 64;
    private static readonly byte[] Label = [.. "parley backup v1\n"u8];

    /// <summary>
    /// 1. copy the store; 2. go on with the last set, or begin one; 3. seal what changed since; 4. sign; 5. remember what the part holds. What
    /// fails leaves the set as it was.
    /// </summary>
    /// <exception cref="InvalidDataException">Something in the directory does not fit; the message says what and what to do.</exception>
    /// <exception cref="IOException">A disk is full or cannot be written to.</exception>
    public static BackedUp Make(NodeDirectory directory, string destination, BackupKey key, bool whole, ICryptoProvider crypto, TimeProvider clock, Action<long, long>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(key);
        var configuration = NodeConfiguration.Read(directory.Path);
        if (configuration.Store is not null)
            throw new InvalidDataException($"The store of the node in {directory.Path} is in PostgreSQL, whose own backups (pg_basebackup with its archive of the log) hold it; see docs/operator/cluster.md.");
        var party = PartyId.Parse(configuration.Party);
        if (!Directory.Exists(destination))
            throw new InvalidDataException($"{destination} is no directory: a backup is written into one, best on another machine or medium.");
        var real = Real(destination);
        if ((real + Path.DirectorySeparatorChar).StartsWith(Real(directory.Path) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidDataException($"{destination} is in the node's own directory{(real == Path.GetFullPath(destination) ? "" : $", as {real}")}: each backup would hold those before it. Name a place outside of it.");
        using var node = KeyFile.Read(directory.NodeKey, crypto);
        using var once = NodeDirectory.Lock(Path.Combine(directory.Path, "backup.lock"), $"A backup of {directory.Path} is being made already");
        var copy = Path.Combine(directory.Path, "backup.tmp");
        var desk = Path.Combine(directory.Path, "backup.tmp.desk");
        try
        {
            // 1. Before the other files: a key is there before the card in the store that names it.
            File.Delete(copy);
            PrivateFile.Create(copy, []);
            SqliteSnapshot.Copy(directory.Database, copy);
            // Small, and written to all the time: a copy at one moment goes along as a file.
            File.Delete(desk);
            if (File.Exists(directory.Desk))
            {
                PrivateFile.Create(desk, []);
                SqliteSnapshot.Copy(directory.Desk, desk);
            }

            using var store = new FileStream(copy, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (store.Length % BackupState.PageSize != 0)
                throw new InvalidDataException($"{directory.Database} has {store.Length} bytes, no whole number of pages of {BackupState.PageSize}: another program has changed it.");

            // 2.
            var nodeKey = Digest.Of(node.Public.Bytes).ToString();
            var (last, why) = Before(directory, destination, key, nodeKey, whole);
            var header = new BackupHeader(party, last?.Header.Set ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), last is null ? 0 : last.Header.Part + 1,
                Times.Truncate(clock.GetUtcNow()), key.Id, last?.FileHash);

            // 3.
            var path = Path.Combine(destination, header.FileName);
            var partial = path + ".partial";
            var made = (Pages: 0L, Files: 0, Left: new List<string>());
            try
            {
                BackupState state;
                using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    DirectoryOwner.Give(file.SafeFileHandle, partial);
                    using var writer = new BackupWriter(file, header, key, crypto);
                    var files = PutFiles(directory, party, desk, writer, last, made.Left, progress, cancel, out made.Files);
                    var pages = PutStore(store, writer, last?.Pages ?? [], progress, cancel, out made.Pages);

                    // 4.
                    writer.WriteLine($"signed {Convert.ToBase64String(node.Sign(Signed(header, writer.PlainHash)))}");
                    var hash = writer.Finish();
                    file.Flush(flushToDisk: true);
                    state = new BackupState { Header = header, FileHash = hash, FileLength = file.Length, NodeKey = nodeKey, Files = files, Pages = pages };
                }

                File.Move(partial, path);

                // 5.
                state.Write(directory.BackupState);
                return new BackedUp(path, header, state.FileLength, made.Pages, state.Pages.Length / Digest.Size, made.Files, why, made.Left);
            }
            catch
            {
                File.Delete(partial);
                throw;
            }
        }
        finally
        {
            File.Delete(copy);
            File.Delete(desk);
        }
    }

    /// <summary>The last part that was made of a node; nothing where there is none.</summary>
    public static BackupHeader? Last(NodeDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return BackupState.ReadHeader(directory.BackupState);
    }

    /// <summary>What the node's key signs at the end of a part.</summary>
    internal static byte[] Signed(BackupHeader header, byte[] plainHash) => [.. Label, .. SHA256.HashData(header.ToBytes()), .. plainHash];

    /// <summary>The last part of the set that can be gone on with, or why there is none.</summary>
    private static (BackupState? Last, string? Why) Before(NodeDirectory directory, string destination, BackupKey key, string nodeKey, bool whole)
    {
        if (whole)
            return (null, "it was asked for");
        if (BackupState.Read(directory.BackupState) is not { } state)
            return (null, File.Exists(directory.BackupState) ? $"{directory.BackupState} does not read" : "it is the first");
        if (state.Header.Key != key.Id)
            return (null, "the backup key is another");
        if (state.NodeKey != nodeKey)
            return (null, "the node's key is another");
        var path = Path.Combine(destination, state.Header.FileName);
        return File.Exists(path) && new FileInfo(path).Length == state.FileLength
            ? (state, null)
            : (null, $"the last part, {state.Header.FileName}, is not in {destination}");
    }

    /// <summary>Where a path leads, through whatever links.</summary>
    private static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.ResolveLinkTarget(returnFinalTarget: false) is { } target ? Real(target.FullName) : next.FullName;
        }

        return real;
    }

    private static Dictionary<string, Digest> PutFiles(NodeDirectory directory, PartyId party, string desk, BackupWriter writer, BackupState? last, List<string> leftOut, Action<long, long>? progress, CancellationToken cancel, out int count)
    {
        count = 0;
        var files = new Dictionary<string, Digest>();
        var paths = Directory.EnumerateFiles(directory.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Order(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < paths.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Invoke(i, paths.Length);
            var path = paths[i];
            var name = Path.GetRelativePath(directory.Path, path).Replace(Path.DirectorySeparatorChar, '/');
            // The node runs on meanwhile, and may remove what it had: a file of a draft that is thrown away.
            if (!directory.IsBackedUp(name) || new FileInfo(path) is { Exists: false, LinkTarget: null })
                continue;
            // A backup and its key together must not be able to speak for the party, whatever its root key's file is called.
            if (File.ResolveLinkTarget(path, returnFinalTarget: false) is not null || SeedFile.IsOf(path, CardHistory.RootName(party)))
            {
                leftOut.Add(name);
                continue;
            }

            using var stream = new FileStream(path == directory.Desk ? desk : path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var (length, hash) = (stream.Length, new Digest(SHA256.HashData(stream)));
            files[name] = hash;
            if (last is not null && last.Files.TryGetValue(name, out var known) && known == hash)
            {
                writer.WriteLine($"same {hash} {name}");
                continue;
            }

            count++;
            writer.WriteLine(FormattableString.Invariant($"file {length} {hash} {name}"));
            stream.Position = 0;
            if (new Digest(Copy(stream, length, writer)) != hash)
                throw new IOException($"{path} changed while it was read. Make the backup again.");
        }

        return files;
    }

    private static byte[] Copy(FileStream stream, long length, BackupWriter writer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
        while (length > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(length, buffer.Length));
            if (read == 0)
                throw new IOException($"{stream.Name} became shorter while it was read. Make the backup again.");
            hash.AppendData(buffer, 0, read);
            writer.Write(buffer.AsSpan(0, read));
            length -= read;
        }

        CryptographicOperations.ZeroMemory(buffer);
        return hash.GetHashAndReset();
    }

    private static byte[] PutStore(FileStream store, BackupWriter writer, byte[] before, Action<long, long>? progress, CancellationToken cancel, out long written)
    {
        written = 0;
        var count = store.Length / BackupState.PageSize;
        var pages = new byte[count * Digest.Size];
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[MostTogether * BackupState.PageSize];
        for (var first = 0L; first < count; first += MostTogether)
        {
            cancel.ThrowIfCancellationRequested();
            var together = (int)Math.Min(MostTogether, count - first);
            var bytes = buffer.AsSpan(0, together * BackupState.PageSize);
            store.ReadExactly(bytes);
            whole.AppendData(bytes);
            var changed = 0;
            for (var i = 0; i <= together; i++)
            {
                if (i < together && Differs(first + i, bytes.Slice(i * BackupState.PageSize, BackupState.PageSize)))
                {
                    changed++;
                    continue;
                }

                if (changed == 0)
                    continue;
                writer.WriteLine(FormattableString.Invariant($"pages {first + i - changed} {changed}"));
                writer.Write(bytes[((i - changed) * BackupState.PageSize)..(i * BackupState.PageSize)]);
                written += changed;
                changed = 0;
            }

            progress?.Invoke(first + together, count);
        }

        writer.WriteLine(FormattableString.Invariant($"store {count} {Convert.ToHexStringLower(whole.GetHashAndReset())}"));
        return pages;

        bool Differs(long page, ReadOnlySpan<byte> bytes)
        {
            var place = (int)(page * Digest.Size);
            SHA256.HashData(bytes, pages.AsSpan(place, Digest.Size));
            return place + Digest.Size > before.Length || !pages.AsSpan(place, Digest.Size).SequenceEqual(before.AsSpan(place, Digest.Size));
        }
    }
}
