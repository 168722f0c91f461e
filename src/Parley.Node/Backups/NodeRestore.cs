using System.Globalization;
using System.Security.Cryptography;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Store.Sqlite;

namespace Parley.Node.Backups;

/// <summary>
/// Puts a node back from a backup. The directory appears at the end, whole and checked, or not at all. What it may have forgotten nobody here
/// knows: it does not start before its root key has opened a new incarnation.
/// </summary>
public static class NodeRestore
{
    private const int MaxTogether = 64;

    /// <summary>
    /// 1. read the parts in their order, beside the directory that is to be; 2. check the store, and that the node on its card signed each part;
    /// 3. mark it as restored; 4. declare it, where the root key is given; 5. give it its name.
    /// </summary>
    /// <exception cref="InvalidDataException">A part is damaged, missing, another's, or sealed to another key; the root key is another. Nothing was changed.</exception>
    /// <exception cref="IOException">A disk is full or cannot be written to. Nothing was changed.</exception>
    public static void Run(BackupSet set, NodeDirectory directory, KeyFile key, Action<NodeDirectory>? declare, ICryptoProvider crypto, TimeProvider clock, Action<long, long>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(directory);
        if (Directory.Exists(directory.Path) && Directory.EnumerateFileSystemEntries(directory.Path).Any())
            throw new InvalidDataException($"{directory.Path} is not empty. A node is restored into a new directory; nothing is ever overwritten.");
        var half = new NodeDirectory(directory.Path + ".half");
        if (Directory.Exists(half.Path))
            Directory.Delete(half.Path, recursive: true);
        try
        {
            // 1.
            PrivateFile.CreateDirectory(half.Path);
            var signatures = new List<(byte[] Message, byte[] Signature)>();
            var total = set.Parts.Sum(p => new FileInfo(p.Path).Length);
            Digest? previous = null;
            PrivateFile.Create(half.Database, []);
            using (var store = new FileStream(half.Database, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                var before = 0L;
                foreach (var (path, header) in set.Parts)
                {
                    using var reader = new BackupReader(path, key, crypto);
                    if (reader.Header.Previous != previous)
                        throw new InvalidDataException($"{path} does not follow the part before it: one of the two is from another set, or was put in its place. Take other copies, or restore up to the part before with --from FILE.");
                    Apply(reader, half, store, signatures, () => progress?.Invoke(before + reader.Position, total), last: header == set.Last, cancel);
                    previous = reader.FileHash;
                    before += new FileInfo(path).Length;
                }

                store.Flush(flushToDisk: true);
            }

            // 2.
            Check(half, set.Last, signatures, crypto, clock);

            // 3.
            File.WriteAllText(half.Restored, $"This node was restored from a backup of {Parley.Records.Text.Times.ToText(set.Last.Made)}. It does not start before 'parley restart' has declared it under the root key.\n");

            // 4.
            declare?.Invoke(half);

            // 5.
            if (Directory.Exists(directory.Path))
                Directory.Delete(directory.Path);
            Directory.Move(half.Path, directory.Path);
        }
        catch
        {
            if (Directory.Exists(half.Path))
                Directory.Delete(half.Path, recursive: true);
            throw;
        }
    }

    private static void Apply(BackupReader reader, NodeDirectory half, FileStream store, List<(byte[], byte[])> signatures, Action progress, bool last, CancellationToken cancel)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            progress();
            var hash = reader.PlainHash;
            var line = reader.ReadLine();
            switch (line.Split(' ', 4))
            {
                case ["file", var length, var digest, var name] when long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && Digest.TryParse(digest, out var expected):
                    WriteFile(Place(name), bytes, expected);
                    break;
                case ["same", var digest, ..] when Digest.TryParse(digest, out var expected) && line.Length > 70:
                    if (!File.Exists(Place(line[70..])) || Of(Place(line[70..])) != expected)
                        throw reader.Malformed();
                    break;
                case ["pages", var first, var count] when long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                    && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var together) && together is > 0 and <= MaxTogether && page < long.MaxValue / BackupState.PageSize:
                    var buffer = new byte[together * BackupState.PageSize];
                    reader.ReadExactly(buffer);
                    // A page far beyond the end would make a file of holes.
                    if (page * BackupState.PageSize > store.Length)
                        throw reader.Malformed();
                    store.Position = page * BackupState.PageSize;
                    store.Write(buffer);
                    break;
                case ["store", var count, var digest] when long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var pages) && Digest.TryParse(digest, out var expected):
                    if (pages > store.Length / BackupState.PageSize)
                        throw reader.Malformed();
                    store.SetLength(pages * BackupState.PageSize);
                    // The parts before need not be read again as a whole: the last one vouches for all pages.
                    store.Position = 0;
                    if (last && new Digest(SHA256.HashData(store)) != expected)
                        throw reader.Malformed();
                    break;
                case ["signed", var base64]:
                    reader.End();
                    var signature = new byte[64];
                    if (!Convert.TryFromBase64String(base64, signature, out var written) || written != signature.Length)
                        throw reader.Malformed();
                    signatures.Add((NodeBackup.Signed(reader.Header, hash), signature));
                    // What was deleted since the part before is not put back.
                    foreach (var path in Directory.EnumerateFiles(half.Path, "*", SearchOption.AllDirectories).Where(p => p != half.Database && !files.Contains(p)).ToArray())
                        File.Delete(path);
                    return;
                default:
                    throw reader.Malformed();
            }
        }

        // Whoever has the public key can make a backup: its names lead nowhere else.
        string Place(string name)
        {
            if (name.Length == 0 || name.Any(char.IsControl) || name.Split('/').Any(part => part is "" or "." or "..") || !half.IsBackedUp(name))
                throw reader.Malformed();
            var path = Path.Combine(half.Path, name);
            files.Add(path);
            return path;
        }

        void WriteFile(string path, long length, Digest expected)
        {
            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            PrivateFile.Create(path, []);
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write))
            {
                var buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
                for (var left = length; left > 0; left -= Math.Min(left, buffer.Length))
                {
                    var bytes = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
                    reader.ReadExactly(bytes);
                    stream.Write(bytes);
                }

                CryptographicOperations.ZeroMemory(buffer);
                stream.Flush(flushToDisk: true);
            }

            if (Of(path) != expected)
                throw reader.Malformed();
        }
    }

    private static void Check(NodeDirectory half, BackupHeader last, List<(byte[] Message, byte[] Signature)> signatures, ICryptoProvider crypto, TimeProvider clock)
    {
        if (NodeConfiguration.Read(half.Path).Party != last.Party.Value)
            throw new InvalidDataException($"The backup says that it is {last.Party}'s, and what is in it is another's: somebody made it up.");
        using var store = new SqliteStore(half.Database, clock);
        var cards = store.Load(last.Party, crypto).Cards[last.Party];
        foreach (var (message, signature) in signatures)
        {
            if (!cards.NodeKeys().Any(node => crypto.Ed25519.Verify(node.Bytes, message, signature)))
                throw new InvalidDataException("The backup opens, but the node on its card did not sign it: somebody made it up, or put parts of two together. Use another copy.");
        }

        using var node = KeyFile.Read(half.NodeKey, crypto);
        if (!node.Public.Equals(cards.Current.Node))
            throw new InvalidDataException("The node's key in the backup is not the one on its card: the card was being renewed when it was made. Restore up to the part before with --from FILE.");
    }

    private static Digest Of(string path)
    {
        using var stream = File.OpenRead(path);
        return new Digest(SHA256.HashData(stream));
    }
}
