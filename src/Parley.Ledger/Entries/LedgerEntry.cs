using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Crypto;
using Parley.Records.Notes;
using Parley.Records;

namespace Parley.Ledger.Entries;

/// <summary>
/// The opening of one entry: that a record was sent or received, when and over which bearer, with the salt. A short text
/// whose SHA-256 is the commitment, so that any tool can check it.
/// </summary>
public sealed partial class LedgerEntry
{
    /// <summary>The longest opening in bytes.</summary>
    public const int MaxSize = 512;

    private const string Opening = "parley entry v1";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private LedgerEntry(Digest record, EntryDirection direction, DateTimeOffset time, string bearer, EntrySalt salt)
    {
        (Record, Direction, Bearer, Salt) = (record, direction, bearer, salt);

        // The text carries milliseconds; a value that does not survive its own text would not open its commitment.
        Time = new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    /// <summary>The record's id.</summary>
    public Digest Record { get; }

    /// <summary>Which way it went.</summary>
    public EntryDirection Direction { get; }

    /// <summary>When the node says that it went, UTC, whole milliseconds.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The bearer's name.</summary>
    public string Bearer { get; }

    /// <summary>The salt.</summary>
    public EntrySalt Salt { get; }

    /// <summary>What the ledger holds of this entry.</summary>
    // LED-020
    public EntryCommitment Commitment => new(Sha256.Hash(ToBytes()));

    /// <summary>Whether <paramref name="bearer"/> may stand in an entry: a lower-case letter, then up to 31 letters, digits and hyphens.</summary>
    public static bool IsBearer(string bearer) => BearerPattern().IsMatch(bearer);

    /// <summary>Makes an entry, its time cut to milliseconds; throws <see cref="ArgumentException"/> where the bearer has no such name.</summary>
    public static LedgerEntry Create(Digest record, EntryDirection direction, DateTimeOffset time, string bearer, EntrySalt salt)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        if (!IsBearer(bearer))
            throw new ArgumentException($"'{bearer}' is not a bearer's name: lower-case letters, digits and hyphens, at most 32.", nameof(bearer));
        if (!Enum.IsDefined(direction))
            throw new ArgumentOutOfRangeException(nameof(direction));
        return new(record, direction, time, bearer, salt);
    }

    /// <summary>Reads an opening. Never throws.</summary>
    public static Outcome<LedgerEntry> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxSize || SignedNote.CheckText(text).Fault != NoteFault.None)
            return new Fault("LED-021", 0, $"an entry is text of at most {MaxSize} bytes that ends in a newline");

        // LED-021: six lines, each in its one form.
        if (Encoding.UTF8.GetString(text[..^1]).Split('\n') is not
            [Opening, ['r', 'e', 'c', 'o', 'r', 'd', ' ', .. var id], var way, ['t', 'i', 'm', 'e', ' ', .. var when],
             ['b', 'e', 'a', 'r', 'e', 'r', ' ', .. var bearer], ['s', 'a', 'l', 't', ' ', .. var secret]])
        {
            return new Fault("LED-021", 0, "an entry has the lines: parley entry v1, record, direction, time, bearer, salt");
        }

        if (!Digest.TryParse(id, out var record))
            return new Fault("LED-021", 2, "the record id is not 64 lower-case hexadecimal digits");
        if (way is not ("direction sent" or "direction received"))
            return new Fault("LED-021", 3, "the direction is neither sent nor received");
        if (!DateTimeOffset.TryParseExact(when, TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return new Fault("LED-021", 4, "the time is not UTC with milliseconds, as 2022-12-29T07:25:00.000Z");
        if (!IsBearer(bearer))
            return new Fault("LED-021", 5, "the bearer is not a name of lower-case letters, digits and hyphens");
        if (!EntrySalt.TryParse(secret, out var salt))
            return new Fault("LED-021", 6, "the salt is not 64 lower-case hexadecimal digits");
        return new LedgerEntry(record, way == "direction sent" ? EntryDirection.Sent : EntryDirection.Received, time, bearer, salt);
    }

    /// <summary>The opening's text.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(ToString());

    /// <summary>The opening's text.</summary>
    public override string ToString() =>
        $"{Opening}\nrecord {Record}\ndirection {(Direction == EntryDirection.Sent ? "sent" : "received")}\n"
        + $"time {FormatTime(Time)}\nbearer {Bearer}\nsalt {Salt}\n";

    private static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BearerPattern();
}
