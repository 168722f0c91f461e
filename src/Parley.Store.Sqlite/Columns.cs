using Microsoft.Data.Sqlite;
using Parley.Records;

namespace Parley.Store.Sqlite;

internal static class Columns
{
    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static Digest Digest(this SqliteDataReader reader, int column) => new(reader.Bytes(column));

    public static DateTimeOffset UnixMilliseconds(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
