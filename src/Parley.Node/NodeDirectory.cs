using System.Text;
using Parley.Node.Keys;

namespace Parley.Node;

/// <summary>Where a node's files are.</summary>
public sealed class NodeDirectory(string path)
{
    /// <summary>The directory.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The database.</summary>
    public string Database => In("node.db");

    /// <summary>Which steps of the alarm were taken for what stands unread.</summary>
    public string Watch => In("watch.db");

    /// <summary>What was signed to be entered into cases on a channel, so that it is said once.</summary>
    public string Entered(string channel) => In("entered", $"{channel}.jsonl");

    /// <summary>Accounts, sessions, drafts and the audit trail.</summary>
    public string Desk => In("desk.db");

    /// <summary>The files that records attach.</summary>
    public string Attachments => In("attachments");

    /// <summary>The token that the API asks for.</summary>
    public string ApiToken => In("api.token");

    /// <summary>A token that opens the node's measures and nothing else.</summary>
    public string MetricsToken => In("metrics.token");

    /// <summary>The party's own card as it was made, to be handed to others.</summary>
    public string Card => In("card.txt");

    /// <summary>The root key; it belongs on a medium off the node.</summary>
    public string RootKey => In("keys", "root.key");

    /// <summary>The node's signing key.</summary>
    public string NodeKey => In("keys", "node.key");

    /// <summary>The node's signing key of a next card that is being made.</summary>
    public string NextNodeKey => In("keys", "node.key.next");

    /// <summary>The seed of the ML-DSA-44 key that cosigns ledgers.</summary>
    public string CosignerKey => In("keys", "cosigner.key");

    /// <summary>The TLS key and certificate.</summary>
    public string Tls => In("keys", "tls.pem");

    /// <summary>The keys that bundles to this node are sealed to.</summary>
    public string SealKeys => In("keys", "seal");

    /// <summary>The keys that the console's cookies and forms are protected with.</summary>
    public string ScreenKeys => In("keys", "screens");

    /// <summary>What the last backup held.</summary>
    public string BackupState => In("backup.state");

    /// <summary>Stands where a node was restored and not yet declared.</summary>
    public string Restored => In("restored");

    /// <summary>An officer's key.</summary>
    public string OfficerKey(string name) => In("keys", "officers", $"{name}.key");

    /// <summary>Reads the API's token.</summary>
    /// <exception cref="InvalidDataException">It is not 64 hexadecimal digits, or others may open the file.</exception>
    public string ReadApiToken() => PrivateFile.Read(ApiToken, text =>
    {
        // An empty token, as a full disk leaves it, would let in everybody who brings none.
        var token = Encoding.ASCII.GetString(text).Trim();
        return token.Length == 64 && token.All(char.IsAsciiHexDigit)
            ? token
            : throw new InvalidDataException($"{ApiToken} holds no token: 64 hexadecimal digits. Write new ones there, for instance with: openssl rand -hex 32");
    });

    /// <summary>
    /// Whether a file, by its name from here with <c>/</c> between, belongs into a backup. The databases do not: a copy of a file that is being
    /// written to is none. Nor does the root key, wherever it is kept: a backup and its key together must not be able to speak for the party.
    /// </summary>
    public bool IsBackedUp(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // A file on its way is being written to, and is fetched again. One that is here has the heads of its tree beside it.
        if (name.StartsWith("attachments/", StringComparison.Ordinal) && !File.Exists(System.IO.Path.ChangeExtension(In(name), ".heads")))
            return false;
        // Of the desk store its one file, as it is at one moment, and not what SQLite keeps beside it.
        return !name.StartsWith(System.IO.Path.GetFileName(Desk) + "-", StringComparison.Ordinal) && !new[] { Database, Watch, BackupState, In("backup.tmp"), In("backup.lock"), In("node.lock"), Restored, RootKey }
            .Any(own => name == System.IO.Path.GetRelativePath(Path, own).Replace(System.IO.Path.DirectorySeparatorChar, '/')
                || name.StartsWith(System.IO.Path.GetFileName(own) + "-", StringComparison.Ordinal) || name.StartsWith(System.IO.Path.GetFileName(own) + ".", StringComparison.Ordinal));
    }

    /// <summary>A node that was restored and not declared says nothing: it does not know what it has said.</summary>
    /// <exception cref="InvalidDataException">It is one.</exception>
    public void RequireDeclared()
    {
        if (File.Exists(Restored))
            throw new InvalidDataException($"{File.ReadAllText(Restored).TrimEnd()} Run: parley restart --node {Path} --root-key FILE");
    }

    /// <summary>Holds a file for as long as the result is open.</summary>
    /// <exception cref="InvalidDataException">Another program holds it, and the message begins with <paramref name="otherwise"/>; or it cannot be written there.</exception>
    public static FileStream Lock(string path, string otherwise)
    {
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Keys.DirectoryOwner.Give(held.SafeFileHandle, path);
            return held;
        }
        catch (IOException e) when (e.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
        {
            throw new InvalidDataException($"{otherwise} ({e.Message}).", e);
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"{path} cannot be written ({e.Message}): nothing starts on a disk that is read-only or full. Mount it for writing, or free some space, and try again.", e);
        }
    }

    // EWOULDBLOCK, which has a number of its own on each, and ERROR_SHARING_VIOLATION.
    private const int HeldOnLinux = 11, HeldOnMac = 35, HeldOnWindows = unchecked((int)0x80070020);

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
