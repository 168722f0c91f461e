namespace Parley.Node.Backups;

/// <summary>Where a node's backups go.</summary>
public sealed class BackupConfiguration
{
    /// <summary>The directory that parts are written into, from the node's directory.</summary>
    public string To { get; init; } = "";

    /// <summary>The file with the public half of the backup key, from the node's directory.</summary>
    public string Key { get; init; } = "";

    /// <summary>The age from which on the last backup is too old, hours.</summary>
    public int WarnAfterHours { get; init; } = 26;

    internal void Check(string path)
    {
        if (string.IsNullOrWhiteSpace(To) || string.IsNullOrWhiteSpace(Key))
            throw new InvalidDataException($"{path}: 'backup' needs 'to', a directory, and 'key', a file that 'parley backup key' makes.");
        if (WarnAfterHours is < 1 or > 24 * 366)
            throw new InvalidDataException($"{path}: backup: 'warn-after-hours' must be between 1 and {24 * 366}; it is {WarnAfterHours}.");
    }
}
