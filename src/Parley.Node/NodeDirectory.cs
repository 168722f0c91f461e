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

    /// <summary>The token that the API asks for.</summary>
    public string ApiToken => In("api.token");

    /// <summary>The party's own card as it was made, to be handed to others.</summary>
    public string Card => In("card.txt");

    /// <summary>The root key; it belongs on a medium off the node.</summary>
    public string RootKey => In("keys", "root.key");

    /// <summary>The node's signing key.</summary>
    public string NodeKey => In("keys", "node.key");

    /// <summary>The seed of the ML-DSA-44 key that cosigns ledgers.</summary>
    public string CosignerKey => In("keys", "cosigner.key");

    /// <summary>The TLS key and certificate.</summary>
    public string Tls => In("keys", "tls.pem");

    /// <summary>The keys that bundles to this node are sealed to.</summary>
    public string SealKeys => In("keys", "seal");

    /// <summary>The keys that the console's cookies and forms are protected with.</summary>
    public string ScreenKeys => In("keys", "screens");

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

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
