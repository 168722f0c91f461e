using Microsoft.Data.Sqlite;
using Parley.Channels.LineTests;
using Parley.Ledger.Checkpoints;
using Parley.Records;

namespace Parley.Store.Sqlite;

internal static class Columns
{
    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static Digest Digest(this SqliteDataReader reader, int column) => new(reader.Bytes(column));

    public static DateTimeOffset UnixMilliseconds(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>A line test with its checkpoint from five columns: party, incarnation, number, record, note.</summary>
    public static TestedCheckpoint Tested(this SqliteDataReader reader, int column) => new(
        new Head(PartyId.Parse(reader.GetString(column)), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.Digest(column + 3)),
        SignedCheckpoint.Parse(reader.Bytes(column + 4)).OrThrow());
}
