using Microsoft.Data.Sqlite;
using Parley.Channels.Ladders;
using Parley.Records;

namespace Parley.Store.Sqlite;

/// <summary>The index of which records say something about which.</summary>
internal static class References
{
    /// <summary>Fills the index of a store that was written before there was one.</summary>
    public static void Fill(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var read = new SqliteCommand("SELECT bytes FROM record WHERE service = 0", connection, transaction);
        using var reader = read.ExecuteReader();
        using var insert = new Statement(connection, "INSERT OR IGNORE INTO reference VALUES (?1, ?2, ?3)");
        while (reader.Read())
        {
            if (!Record.Parse(reader.Bytes(0)).Try(out var record, out var fault))
                throw new InvalidDataException($"A stored record is damaged ({fault}): restore a backup, or take the file to 'parley verify'.");
            foreach (var target in ClaimReader.Targets(record))
                insert.Run(target.ToArray(), record.Content.Author.Value, record.Id.ToArray());
        }
    }
}
