namespace Parley.Mls.Groups;

/// <summary>
/// A group's state as bytes, in two parts so that sending a message does not rewrite the tree: store both in one
/// transaction. Both hold secrets.
/// </summary>
/// <param name="Epoch">Changes when a proposal is kept or a commit merged.</param>
/// <param name="Messages">Changes with every message.</param>
public sealed record GroupSnapshot(ReadOnlyMemory<byte> Epoch, ReadOnlyMemory<byte> Messages)
{
    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => FormattableString.Invariant($"group state, {Epoch.Length} and {Messages.Length} bytes");
}
