using Parley.Records;

namespace Parley.Channels.Exchanges;

/// <summary>One party's part in a sealed exchange.</summary>
/// <param name="Key">The exchange.</param>
/// <param name="Party">The party.</param>
/// <param name="Header">Its header record.</param>
/// <param name="Number">That record's number.</param>
/// <param name="Content">The id of the content that the header announces.</param>
/// <param name="ContentHash">SHA-256 of that content.</param>
/// <param name="RevealBy">By when everything is to be in, as the party states it, in the channel's time.</param>
/// <param name="At">When the header was stored here, in the channel's time.</param>
/// <param name="Revealed">The record with the fields, once it is here; or the withdrawal.</param>
public sealed record ExchangePart(
    ExchangeKey Key, PartyId Party, Digest Header, long Number, ContentId Content, Digest ContentHash, DateTimeOffset RevealBy, DateTimeOffset At, Digest? Revealed);
