namespace Parley.Node.Attachments;

/// <summary>How much of what others attach this node takes: the key <c>attachments</c> of its configuration.</summary>
public sealed class AttachmentLimits
{
    /// <summary>The largest file that is taken, MiB; 0: none.</summary>
    public int LargestMb { get; init; } = 2048;

    /// <summary>All files that one party has attached, on all channels, MiB.</summary>
    public int PerPartyMb { get; init; } = 16 * 1024;

    /// <summary>What is left free on the disk for the node itself, MiB.</summary>
    public int KeepFreeMb { get; init; } = 1024;

    internal void Check(string path)
    {
        foreach (var (key, value, most) in new[] { ("largest-mb", LargestMb, 2048), ("per-party-mb", PerPartyMb, 1 << 30), ("keep-free-mb", KeepFreeMb, 1 << 30) })
        {
            if (value < 0 || value > most)
                throw new InvalidDataException($"{path}: attachments: '{key}' must be between 0 and {most}; it is {value}.");
        }
    }
}
