using System.Globalization;
using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>Asks a member for records of an author that are missing here.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Author">Whose records.</param>
/// <param name="Incarnation">Of which series.</param>
/// <param name="First">The first number wanted.</param>
/// <param name="Last">The last number wanted; at most <see cref="MaxRecords"/> after the first.</param>
public sealed record Want(ChannelId Channel, PartyId Author, long Incarnation, long First, long Last)
{
    /// <summary>The most records that one request may name.</summary>
    public const int MaxRecords = 64;

    /// <summary>The request's bytes: one line.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"want {Channel} {Author} {Incarnation} {First} {Last}\n"));

    /// <summary>Reads a request. Never throws.</summary>
    public static Outcome<Want> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 2 or > 256 || bytes[^1] != (byte)'\n' || bytes[..^1].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return Malformed();
        var words = Encoding.ASCII.GetString(bytes[..^1]).Split(' ', 8);
        if (words.Length != 7 || words[0] != "want"
            || !ChannelId.TryParse($"{words[1]} {words[2]}", out var channel)
            || !PartyId.TryParse(words[3], out var author)
            || !Numbers.TryParse(words[4], out var incarnation)
            || !Numbers.TryParse(words[5], out var first)
            || !Numbers.TryParse(words[6], out var last)
            || last < first || last - first >= MaxRecords)
        {
            return Malformed();
        }

        return new Want(channel, author, incarnation, first, last);

        static Fault Malformed() => new("BND-007", 1, $"a request reads 'want', channel, author, incarnation, first and last, and names at most {MaxRecords} records");
    }
}
