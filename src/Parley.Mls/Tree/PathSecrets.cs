namespace Parley.Mls.Tree;

/// <summary>Keys along a filtered direct path, derived upwards from one path secret (RFC 9420 §7.4).</summary>
internal sealed class PathSecrets : IDisposable
{
    private PathSecrets(List<Node> nodes, Secret commitSecret)
    {
        Nodes = nodes;
        CommitSecret = commitSecret;
    }

    public List<Node> Nodes { get; }

    /// <summary>What the path gives to the key schedule: the secret one step above the last node.</summary>
    public Secret CommitSecret { get; }

    /// <summary>Derives the keys of <paramref name="path"/>, whose first node has <paramref name="first"/> as its path secret.</summary>
    public static PathSecrets? Derive(SuiteCrypto suite, Secret first, IEnumerable<uint> path)
    {
        var nodes = new List<Node>();
        var current = first;
        foreach (var index in path)
        {
            using var nodeSecret = suite.DeriveSecret(current, "node"u8);
            if (suite.DeriveKeyPair(nodeSecret.Span) is not { } pair)
            {
                current.Dispose();
                nodes.ForEach(static n => n.Dispose());
                return null;
            }

            nodes.Add(new Node(index, current, pair.PrivateKey, pair.PublicKey));
            current = suite.DeriveSecret(current, "path"u8);
        }

        return new PathSecrets(nodes, current);
    }

    public void Dispose()
    {
        Nodes.ForEach(static n => n.Dispose());
        CommitSecret.Dispose();
    }

    /// <summary>One node's secret and key pair.</summary>
    public sealed record Node(uint Index, Secret PathSecret, Secret PrivateKey, byte[] PublicKey) : IDisposable
    {
        public void Dispose()
        {
            PathSecret.Dispose();
            PrivateKey.Dispose();
        }

        public override string ToString() => FormattableString.Invariant($"node {Index}");
    }
}
