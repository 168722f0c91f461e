using Parley.Records;

namespace Parley.Channels.Exchanges;

/// <summary>What makes two headers belong to one exchange: the subject, and the same parties.</summary>
public sealed class ExchangeKey : IEquatable<ExchangeKey>
{
    private ExchangeKey(string subject, IEnumerable<PartyId> parties) => (Subject, Parties) = (subject, [.. parties.Distinct().Order()]);

    /// <summary>What is exchanged.</summary>
    public string Subject { get; }

    /// <summary>Who takes part, in the order of their ids.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    // EXC-003
    /// <summary>The exchange of a content: its author and whoever it is to act.</summary>
    public static ExchangeKey Of(RecordContent content) => new(content.Subject ?? "", content.To.Select(d => d.Party).Append(content.Author));

    /// <summary>Reads what a store kept.</summary>
    public static ExchangeKey Of(string subject, IEnumerable<PartyId> parties) => new(subject, parties);

    /// <inheritdoc/>
    public bool Equals(ExchangeKey? other) => other is not null && Subject == other.Subject && Parties.SequenceEqual(other.Parties);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ExchangeKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Parties.Aggregate(Subject.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}
