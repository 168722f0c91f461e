namespace Parley.Node.Backups;

/// <summary>A part of a backup that was made.</summary>
/// <param name="Path">The file.</param>
/// <param name="Header">What it says of itself.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Pages">Pages of the store in it.</param>
/// <param name="OfPages">Pages that the store has.</param>
/// <param name="Files">Other files in it.</param>
/// <param name="Why">Why a new set was begun, or nothing where the set goes on.</param>
/// <param name="LeftOut">Files of the directory that are links, and are not in it.</param>
public sealed record BackedUp(string Path, BackupHeader Header, long Bytes, long Pages, long OfPages, int Files, string? Why, IReadOnlyList<string> LeftOut);
