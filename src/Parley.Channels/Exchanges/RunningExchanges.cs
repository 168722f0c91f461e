using Parley.Records;

namespace Parley.Channels.Exchanges;

/// <summary>The sealed exchanges of one channel that are not over: some header or some fields are not in.</summary>
public sealed class RunningExchanges
{
    /// <summary>The most headers of one author in exchanges that are not over.</summary>
    public const int MaxOpen = 64;

    private readonly Dictionary<(ExchangeKey Key, PartyId Party), ExchangePart> _parts;
    private readonly Dictionary<ContentId, SealedSubmission> _sealed;

    /// <summary>None, or those that a store kept.</summary>
    public RunningExchanges(IEnumerable<ExchangePart>? parts = null, IEnumerable<SealedSubmission>? submissions = null)
    {
        _parts = parts?.ToDictionary(p => (p.Key, p.Party)) ?? [];
        _sealed = submissions?.ToDictionary(s => s.Content.Id) ?? [];
    }

    /// <summary>All parts.</summary>
    public IReadOnlyCollection<ExchangePart> Parts => _parts.Values;

    /// <summary>This party's own records that wait for the others' headers.</summary>
    public IReadOnlyCollection<SealedSubmission> Sealed => _sealed.Values;

    /// <summary>A party's part, or nothing.</summary>
    public ExchangePart? Find(ExchangeKey key, PartyId party) => _parts.GetValueOrDefault((key, party));

    /// <summary>The part that announced a content of a party, or nothing.</summary>
    public ExchangePart? Find(PartyId party, ContentId content) => _parts.Values.FirstOrDefault(p => p.Party == party && p.Content == content);

    /// <summary>The parts of an exchange, or nothing while a header is missing.</summary>
    public IReadOnlyList<ExchangePart>? Complete(ExchangeKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = key.Parties.Select(p => Find(key, p)).OfType<ExchangePart>().ToArray();
        return parts.Length == key.Parties.Count ? parts : null;
    }

    internal bool HasRoom(PartyId party) => _parts.Values.Count(p => p.Party == party) < MaxOpen;

    internal void Set(ExchangePart part) => _parts[(part.Key, part.Party)] = part;

    internal void End(ExchangeKey key)
    {
        foreach (var party in key.Parties)
            _parts.Remove((key, party));
    }

    internal void End(ExchangePart part) => _parts.Remove((part.Key, part.Party));

    internal void Add(SealedSubmission submission) => _sealed[submission.Content.Id] = submission;

    internal void Remove(ContentId content) => _sealed.Remove(content);
}
