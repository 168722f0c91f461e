namespace Parley.Node.Backups;

/// <summary>The parts of one set, from part 0 to the one that is wanted, without a gap.</summary>
public sealed record BackupSet(IReadOnlyList<(string Path, BackupHeader Header)> Parts)
{
    /// <summary>The last part: whose it is and when it was made.</summary>
    public BackupHeader Last => Parts[^1].Header;

    /// <summary>The latest set in a directory, or the one up to the part in a file.</summary>
    /// <exception cref="InvalidDataException">There is none, several parties' are there, or a part is missing or there twice.</exception>
    public static BackupSet Find(string place)
    {
        var directory = Directory.Exists(place) ? place : Path.GetDirectoryName(Path.GetFullPath(place))!;
        if (directory != place && !File.Exists(place))
            throw new InvalidDataException($"{place} is neither a directory nor a file: give the directory with the *{BackupHeader.Extension} files, or one of them.");
        var found = Directory.EnumerateFiles(directory, "*" + BackupHeader.Extension).Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Header: Read(path))).Where(f => f.Header is not null).Select(f => (f.Path, Header: f.Header!)).ToArray();
        var last = directory == place ? Latest(found, place) : Read(place) ?? throw new InvalidDataException($"{place} is no part of a backup.");
        return new BackupSet([.. Enumerable.Range(0, last.Part + 1).Select(part => found.Where(f => f.Header.Set == last.Set && f.Header.Part == part).ToArray() switch
        {
            [var one] => one,
            [] => throw new InvalidDataException($"Part {part} of the set {last.Set} is not in {directory}: parts 0 to {last.Part} are needed. Bring it, or restore up to the part before it with --from FILE."),
            [var one, var other, ..] => throw new InvalidDataException($"{one.Path} and {other.Path} both are part {part} of the set {last.Set}: take the one that is not wanted out of the directory."),
        })]);
    }

    private static BackupHeader Latest((string Path, BackupHeader Header)[] found, string place)
    {
        if (found.Length == 0)
            throw new InvalidDataException($"{place} holds no part of a backup (*{BackupHeader.Extension}).");
        if (found.Select(f => f.Header.Party).Distinct().ToArray() is { Length: > 1 } several)
            throw new InvalidDataException($"{place} holds backups of {string.Join(", ", several)}: say which file with --from FILE.");
        return found.OrderBy(f => f.Header.Made).ThenBy(f => f.Header.Part).Last().Header;
    }

    private static BackupHeader? Read(string path)
    {
        using var stream = File.OpenRead(path);
        return BackupHeader.TryRead(stream, out var header) ? header : null;
    }
}
