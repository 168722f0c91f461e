using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Text;

namespace Parley.Ledger.Checkpoints;

/// <summary>
/// The name of a Parley ledger: one per party, incarnation and channel, so that a peer learns nothing of the traffic with
/// others and a restored node does not contradict itself.
/// </summary>
public sealed record LedgerOrigin
{
    private const string Opening = "parley.ledger";
    private const int PolicyDigits = 16;

    // Every entry's salt is bound to it: written once.
    private readonly string _text;

    private LedgerOrigin(PartyId party, long incarnation, string channelName, string policy)
    {
        (Party, Incarnation, ChannelName, Policy) = (party, incarnation, channelName, policy);
        _text = string.Create(CultureInfo.InvariantCulture, $"{Opening}/{Party}/{Incarnation}/{ChannelName}/{Policy}");
    }

    /// <summary>Whose ledger it is.</summary>
    public PartyId Party { get; }

    /// <summary>The node's series between two declared restores, from 1.</summary>
    public long Incarnation { get; }

    /// <summary>The channel's name.</summary>
    public string ChannelName { get; }

    /// <summary>The first 16 hexadecimal digits of the hash of the channel's founding policy.</summary>
    public string Policy { get; }

    /// <summary>The origin as the first line of a checkpoint.</summary>
    public LogOrigin Line => LogOrigin.Parse(ToString());

    /// <summary>The origin as the name of the key that signs the ledger's checkpoints.</summary>
    public NoteKeyName KeyName => new(ToString());

    /// <summary>The origin of a party's ledger of a channel; throws <see cref="ArgumentOutOfRangeException"/> for an incarnation below 1 or past 2^53-1.</summary>
    public static LedgerOrigin Of(PartyId party, long incarnation, ChannelId channel)
    {
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentOutOfRangeException.ThrowIfLessThan(incarnation, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(incarnation, Numbers.Max);
        return new(party, incarnation, channel.Name, PolicyOf(channel));
    }

    /// <summary>Reads <c>parley.ledger/PARTY/incarnation/channel/policy</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LedgerOrigin? origin)
    {
        ArgumentNullException.ThrowIfNull(text);

        // LED-030: five parts, each in its one form.
        origin = text.Split('/', 6) is [Opening, var party, var incarnation, var channel, var policy]
            && PartyId.TryParse(party, out var id)
            && Numbers.TryParse(incarnation, out var number)
            && ChannelId.IsName(channel)
            && policy.Length == PolicyDigits
            && !policy.AsSpan().ContainsAnyExcept("0123456789abcdef")
            && new LedgerOrigin(id, number, channel, policy) is var read && read.ToString() == text
            ? read
            : null;
        return origin is not null;
    }

    /// <summary>Whether this is a ledger of <paramref name="channel"/>.</summary>
    public bool IsOf(ChannelId channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return ChannelName == channel.Name && Policy == PolicyOf(channel);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static string PolicyOf(ChannelId channel) => channel.Founding.ToString()[..PolicyDigits];
}
