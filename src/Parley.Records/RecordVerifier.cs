using Parley.Crypto;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Records;

/// <summary>Checks a record's signatures against its author's cards.</summary>
public sealed class RecordVerifier(ICryptoProvider crypto)
{
    /// <summary>The record with all signatures good, or the first fault.</summary>
    public Outcome<AuthenticRecord> Authenticate(Record record, CardHistory author) =>
        Check(record.Header, author) is { } fault ? fault : new AuthenticRecord(record);

    /// <summary>
    /// A record that a later one of its author, signed by a good key, names as before it: so it is the author's, even where the key
    /// that signed it was revoked since. Its officers' signatures have to be good all the same.
    /// </summary>
    // CHN-067
    public Outcome<AuthenticRecord> AuthenticateNamed(Record record, CardHistory author) =>
        CheckOfficers(record.Header.Officers, record.Header.ContentBytes, author) is { } fault ? fault : new AuthenticRecord(record);

    /// <summary>Whether a node key of the record's incarnation signed it that no card revokes.</summary>
    public bool IsSignedByNode(RecordHeader header, CardHistory author) => IsSignedBy(header, author.NodeKeys(header.Numbering.Incarnation));

    /// <summary>Whether a node key of the record's incarnation signed it that was revoked since.</summary>
    public bool IsSignedByRevokedNode(RecordHeader header, CardHistory author) => IsSignedBy(header, author.RevokedNodeKeys(header.Numbering.Incarnation));

    /// <summary>The first signature that is not good, or nothing.</summary>
    public Fault? Check(RecordHeader header, CardHistory author)
    {
        if (author.Current.Party != header.Content.Author)
            throw new ArgumentException($"These cards are {author.Current.Party}'s, the record is {header.Content.Author}'s.", nameof(author));

        return IsSignedByNode(header, author)
            ? CheckOfficers(header.Officers, header.ContentBytes, author)
            : new Fault("REC-040", 0, $"the node's signature is not by {header.Content.Author}'s key");
    }

    /// <summary>
    /// The first officer's signature that is not by a key that the party's cards name for him, or nothing. The key may have been revoked since: the
    /// node took nothing under it afterwards, and what it took before was said.
    /// </summary>
    // REC-041
    public Fault? CheckOfficers(IEnumerable<OfficerSignature> officers, ReadOnlySpan<byte> content, CardHistory author) =>
        CheckOfficers(officers, content, author.OfficerKeys);

    /// <summary>Those officers of an authentic record whose key was revoked since.</summary>
    // CHN-068
    public IReadOnlyList<PostId> RevokedSince(RecordHeader header, CardHistory author)
    {
        if (!author.RevokesKeys)
            return [];
        var revoked = header.Officers.Where(o => author.OfficerKeys(o.Officer).Any(k => !author.IsBelieved(k)))
            .Where(o => CheckOfficers([o], header.ContentBytes, post => author.OfficerKeys(post).Where(author.IsBelieved)) is not null);
        return [.. revoked.Select(o => o.Officer).Distinct()];
    }

    /// <summary>
    /// The first rule that officers break who would send this content now, or nothing: a key of an earlier card proves
    /// records of its time, and releases nothing any more.
    /// </summary>
    public Fault? CheckSubmission(IReadOnlyCollection<OfficerSignature> officers, RecordContent content, CardHistory author)
    {
        if (OfficerSignature.Check(officers, content) is { } broken)
            return broken;
        return CheckPresentOfficers(officers, content.ToBytes(), author);
    }

    /// <summary>The same beforehand: what <see cref="CheckSubmission"/> finds nothing wrong with, as proof of that.</summary>
    public Outcome<CheckedSubmission> VerifySubmission(IReadOnlyCollection<OfficerSignature> officers, RecordContent content, CardHistory author) =>
        CheckSubmission(officers, content, author) is { } fault ? fault : new CheckedSubmission([.. officers], content, author);

    /// <summary>The first officer's signature that is not by a key on the card that holds now, or nothing.</summary>
    public Fault? CheckPresentOfficers(IEnumerable<OfficerSignature> officers, ReadOnlySpan<byte> content, CardHistory author) =>
        CheckOfficers(officers, content, author.PresentOfficerKeys);

    private bool IsSignedBy(RecordHeader header, IEnumerable<CardKey> keys) =>
        header.Note.Verify(keys.Select(key => new Ed25519NoteVerifier(key.ToVerifierKey(header.Content.Author.Value), crypto.Ed25519))).IsVerified;

    private Fault? CheckOfficers(IEnumerable<OfficerSignature> officers, ReadOnlySpan<byte> content, Func<PostId, IEnumerable<CardKey>> keys)
    {
        foreach (var officer in officers)
        {
            var input = OfficerSignature.Input(officer.Role, officer.Officer, content);
            if (!IsByAny(keys(officer.Officer), officer, input))
                return new Fault("REC-041", 0, $"the signature '{OfficerSignature.Keyword(officer.Role)}' is not by a key of {officer.Officer} on the party's card");
        }

        return null;
    }

    private bool IsByAny(IEnumerable<CardKey> keys, OfficerSignature signature, byte[] input)
    {
        foreach (var key in keys)
        {
            if (IsBy(key, signature, input))
                return true;
        }

        return false;
    }

    private bool IsBy(CardKey key, OfficerSignature signature, ReadOnlySpan<byte> input) => (key.Kind, signature.Kind) switch
    {
        (CardKeyKind.Ed25519, OfficerSignatureKind.Ed25519) => crypto.Ed25519.Verify(key.Bytes, input, signature.Parts[0]),
        (CardKeyKind.WebAuthn, OfficerSignatureKind.WebAuthn) => WebAuthnAssertion.Verify(crypto, key, signature, Sha256.Hash(input)),
        _ => false,
    };
}
