using Microsoft.Data.Sqlite;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.LineTests;
using Parley.Ledger.Checkpoints;
using Parley.Records;

namespace Parley.Store.Sqlite;

internal static class Columns
{
    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static Digest Digest(this SqliteDataReader reader, int column) => new(reader.Bytes(column));

    public static DateTimeOffset UnixMilliseconds(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>The columns that <see cref="Clock"/> reads.</summary>
    public const string OfClock = "record, author, number, precedence, owes, kind, due, open, subject, asked, ask_at";

    public static Clock Clock(this SqliteDataReader reader) => new(
        reader.Digest(0), PartyId.Parse(reader.GetString(1)), reader.GetInt64(2), (Precedence)reader.GetInt32(3), PartyId.Parse(reader.GetString(4)), (ClockKind)reader.GetInt32(5),
        DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(6)), reader.GetString(7).Split(' ', StringSplitOptions.RemoveEmptyEntries), reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.GetInt32(9), reader.IsDBNull(10) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(10)));

    /// <summary>The columns that <see cref="Part"/> reads.</summary>
    public const string OfPart = "subject, parties, party, header, number, content, content_hash, reveal_by, at, revealed";

    public static ExchangePart Part(this SqliteDataReader reader) => new(
        ExchangeKey.Of(reader.GetString(0), reader.GetString(1).Split(' ').Select(PartyId.Parse)), PartyId.Parse(reader.GetString(2)), reader.Digest(3), reader.GetInt64(4),
        new ContentId(reader.Bytes(5)), reader.Digest(6), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(7)), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(8)),
        reader.IsDBNull(9) ? null : reader.Digest(9));

    /// <summary>A line test with its checkpoint from five columns: party, incarnation, number, record, note.</summary>
    public static TestedCheckpoint Tested(this SqliteDataReader reader, int column) => new(
        new Head(PartyId.Parse(reader.GetString(column)), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.Digest(column + 3)),
        SignedCheckpoint.Parse(reader.Bytes(column + 4)).OrThrow());
}
