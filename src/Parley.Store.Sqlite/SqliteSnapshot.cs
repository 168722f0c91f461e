using Microsoft.Data.Sqlite;

namespace Parley.Store.Sqlite;

/// <summary>A consistent copy of a store's file, taken while a node writes to it.</summary>
public static class SqliteSnapshot
{
    /// <summary>
    /// Copies all that is committed to <paramref name="copy"/>, which must be there and empty, page by page under one read transaction: the
    /// writer goes on. Pages keep their places, so that two copies differ where the store changed.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged: the copy would be, too.</exception>
    /// <exception cref="IOException">The disk is full, or does not read or write.</exception>
    public static void Copy(string path, string copy)
    {
        try
        {
            // Pooled connections would keep the copy open after it is deleted.
            using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
            using (var source = Connections.OpenReader(path))
            {
                target.Open();
                source.BackupDatabase(target);
            }

            using var check = new SqliteCommand("PRAGMA quick_check(1)", target);
            if (check.ExecuteScalar() as string is var verdict && verdict != "ok")
                throw new InvalidDataException($"{path} is damaged ({verdict}). Leave it as it is; the last good backup is the one before.");
        }
        catch (SqliteException e)
        {
            throw Connections.IsDamage(e)
                ? new InvalidDataException($"{path} is damaged or is no store of this program ({e.Message}). Leave it as it is; the last good backup is the one before.", e)
                : new IOException($"The store could not be copied to {copy} ({e.Message}). A backup needs as much free space beside the store as the store has.", e);
        }
    }
}
