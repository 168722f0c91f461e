namespace Parley.Node.Api;

/// <summary>
/// A sealed exchange: headers first, fields when every header is in. It is no fair exchange: whoever reveals last has seen
/// the others' fields and may keep back his own; then he is in recorded breach.
/// </summary>
public sealed record ExchangeMessage(string Channel, string Subject, bool AllHeadersIn, IReadOnlyList<ExchangePartMessage> Parts);

/// <summary>A party's part; <paramref name="State"/> is awaited (no header), overdue (none in time), header, breach (every header is in, its fields are not in time), revealed or withdrawn.</summary>
public sealed record ExchangePartMessage(string Party, string State, string? Header, string? HeaderAt, string? RevealBy, string? Revealed);
