using Npgsql;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.LineTests;
using Parley.Ledger.Checkpoints;
using Parley.Records;

namespace Parley.Store.Postgres;

internal static class Columns
{
    /// <summary>The columns that <see cref="Clock"/> reads.</summary>
    public const string OfClock = "record, author, number, precedence, owes, kind, due, open, subject, asked, ask_at";

    /// <summary>The columns that <see cref="Part"/> reads.</summary>
    public const string OfPart = "subject, parties, party, header, number, content, content_hash, reveal_by, at, revealed";

    public static byte[] Bytes(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static byte[]? BytesOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Bytes(column);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static Digest Digest(this NpgsqlDataReader reader, int column) => new(reader.Bytes(column));

    public static PartyId Party(this NpgsqlDataReader reader, int column) => PartyId.Parse(reader.GetString(column));

    public static DateTimeOffset UnixMilliseconds(this NpgsqlDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset UnixSeconds(this NpgsqlDataReader reader, int column) => DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(column));

    public static Clock Clock(this NpgsqlDataReader reader) => new(
        reader.Digest(0), reader.Party(1), reader.GetInt64(2), (Precedence)reader.GetInt64(3), reader.Party(4), (ClockKind)reader.GetInt64(5), reader.UnixSeconds(6),
        reader.GetString(7).Split(' ', StringSplitOptions.RemoveEmptyEntries), reader.TextOrNull(8), (int)reader.GetInt64(9), reader.IsDBNull(10) ? null : reader.UnixSeconds(10));

    public static ExchangePart Part(this NpgsqlDataReader reader) => new(
        ExchangeKey.Of(reader.GetString(0), reader.GetString(1).Split(' ').Select(PartyId.Parse)), reader.Party(2), reader.Digest(3), reader.GetInt64(4),
        new ContentId(reader.Bytes(5)), reader.Digest(6), reader.UnixSeconds(7), reader.UnixSeconds(8), reader.IsDBNull(9) ? null : reader.Digest(9));

    /// <summary>A line test with its checkpoint from five columns: party, incarnation, number, record, note.</summary>
    public static TestedCheckpoint Tested(this NpgsqlDataReader reader, int column) => new(
        new Head(reader.Party(column), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.Digest(column + 3)),
        SignedCheckpoint.Parse(reader.Bytes(column + 4)).OrThrow());
}
