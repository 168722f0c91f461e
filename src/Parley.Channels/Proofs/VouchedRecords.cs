using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels.Proofs;

/// <summary>
/// Of whole series of records, as an archive or a store has them: those whose node key was revoked since, and that stand all the same, because a later record
/// of their author names them as before it, itself or over others, and is signed by a key that is believed. Not safe for concurrent use.
/// </summary>
public sealed class VouchedRecords(ICryptoProvider crypto)
{
    private readonly RecordVerifier _verifier = new(crypto);
    private readonly Dictionary<(ChannelId, PartyId), Digest> _named = [];
    private readonly HashSet<Digest> _vouched = [];

    /// <summary>Takes the next record, each author's from the newest to the oldest.</summary>
    // CHN-067
    public void Read(Record record, CardHistory author)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(author);
        var series = (record.Content.Channel, record.Content.Author);
        if (author.HasRevokedNodeKey(record.Numbering.Incarnation) && !_verifier.IsSignedByNode(record.Header, author))
        {
            if (!_named.TryGetValue(series, out var named) || named != record.Id)
                return;
            _vouched.Add(record.Id);
        }

        if (record.Numbering.Previous is { } previous)
            _named[series] = previous;
        else if (Engine.TryReadLast(record, out var last) && last is not null)
            _named[series] = last.Id;
        else
            _named.Remove(series);
    }

    /// <summary>The record with all signatures good, or vouched for, or the first fault.</summary>
    public Outcome<AuthenticRecord> Authenticate(Record record, CardHistory author)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _vouched.Contains(record.Id) ? _verifier.AuthenticateNamed(record, author) : _verifier.Authenticate(record, author);
    }

    /// <summary>
    /// Whether the record is by a key that was revoked since, and nothing vouches for it. It stands where it was taken before, and may be its author's or
    /// that of whoever had the key.
    /// </summary>
    // CRD-018
    public bool IsAnybodys(Record record, CardHistory author)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(author);
        return !_vouched.Contains(record.Id) && _verifier.IsSignedByRevokedNode(record.Header, author);
    }
}
