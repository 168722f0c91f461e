namespace Parley.Node;

/// <summary>Where a node's files are.</summary>
public sealed class NodeDirectory(string path)
{
    /// <summary>The directory.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The database.</summary>
    public string Database => In("node.db");

    /// <summary>The token that the API asks for.</summary>
    public string ApiToken => In("api.token");

    /// <summary>The party's own card as it was made, to be handed to others.</summary>
    public string Card => In("card.txt");

    /// <summary>The root key; it belongs on a medium off the node.</summary>
    public string RootKey => In("keys", "root.key");

    /// <summary>The node's signing key.</summary>
    public string NodeKey => In("keys", "node.key");

    /// <summary>The TLS key and certificate.</summary>
    public string Tls => In("keys", "tls.pem");

    /// <summary>An officer's key.</summary>
    public string OfficerKey(string name) => In("keys", "officers", $"{name}.key");

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
