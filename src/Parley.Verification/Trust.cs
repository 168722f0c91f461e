using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Policies;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Verification;

/// <summary>What the person who checks brings along: cards, keys and policies. Nothing in what is checked adds to it.</summary>
public sealed class Trust(ICryptoProvider crypto, DateTimeOffset now)
{
    private static readonly TimeSpan ClockAllowance = TimeSpan.FromMinutes(10);
    private readonly List<VerifierKey> _keys = [];
    private readonly List<TlogPolicy> _policies = [];
    private readonly HashSet<string> _origins = [];

    /// <summary>The parties' cards.</summary>
    public Dictionary<PartyId, CardHistory> Cards { get; } = [];

    /// <summary>Takes a card, the first or the next of a party. Returns the fault where it is none.</summary>
    public Fault? AddCard(ReadOnlySpan<byte> bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out var error))
            return new Fault("CRD-001", 0, $"this is not a signed note ({error})");
        if (!CardHistory.Pin(note, crypto).Try(out var offered, out var fault))
            return fault;
        var party = offered.Current.Party;
        if (Cards.TryGetValue(party, out var known) && known.All.Any(c => c.Hash == offered.Current.Hash))
            return null;
        var read = known is null ? offered : known.Accept(note, crypto);
        if (!read.Try(out var history, out var refused))
            return refused;
        Cards[party] = history;
        return null;
    }

    /// <summary>Takes a C2SP verifier key of a log or a witness, as text. Returns whether it is one of a type and size that can be checked here.</summary>
    public bool AddKey(string text)
    {
        if (!VerifierKey.TryParse(text.Trim(), out var key))
            return false;
        if (!_keys.Contains(key))
            _keys.Add(key);
        return Verifier(key) is not null;
    }

    /// <summary>Takes the name of a log whose keys have another name; the keys that were given are then believed for it too.</summary>
    public bool AddOrigin(string text)
    {
        if (!LogOrigin.TryParse(text, out _))
            return false;
        _origins.Add(text);
        return true;
    }

    /// <summary>Takes a C2SP tlog-policy. Returns the fault where it is none.</summary>
    public Fault? AddPolicy(ReadOnlySpan<byte> bytes)
    {
        if (!TlogPolicy.Parse(bytes).Try(out var policy, out var fault))
            return fault;
        _policies.Add(policy);
        return null;
    }

    /// <summary>
    /// Believes a checkpoint where its log's key is trusted and, if policies were given, one of them is satisfied. Cosignatures of
    /// trusted keys are counted; those dated after the present are not, and are named in <paramref name="late"/>.
    /// </summary>
    public Outcome<VerifiedCheckpoint> Verify(SignedCheckpoint checkpoint, out IReadOnlyList<VerifiedCosignature> counted, out IReadOnlyList<VerifiedCosignature> late)
    {
        counted = late = [];
        if (_policies.Count > 0)
        {
            Fault? first = null;
            foreach (var policy in _policies)
            {
                if (policy.Verify(checkpoint, crypto.Ed25519, crypto.MlDsa44, now, ClockAllowance).Try(out var satisfied, out var unsatisfied))
                    return Count(satisfied, out counted, out late);
                first ??= unsatisfied;
            }

            return first!;
        }

        var parties = Cards.Values.SelectMany(c => c.All.Select(v => v.Incarnation).Distinct().SelectMany(i => LedgerKeys.Cosigners(c, i, crypto)));
        var cosigners = _keys.Where(k => k.SignatureType != NoteSignatureTypes.Ed25519).Select(k => Verifier(k)!).Concat(parties).DistinctBy(v => v.Key).ToArray();
        return checkpoint.Verify(LogKeys(checkpoint.Checkpoint.Origin), cosigners, anyName: _origins.Contains(checkpoint.Checkpoint.Origin.Value)).Try(out var verified, out var fault)
            ? Count(verified, out counted, out late)
            : fault;
    }

    /// <summary>Whose signatures over a note that is no checkpoint, or no known log's, are good: of the keys that were given, of which a bad one fails it.</summary>
    public NoteVerification Verify(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return note.Verify(_keys.Select(k => Verifier(k)!));
    }

    /// <summary>Whether nothing that was given could be a log's own key of this origin, and witnesses' keys were: who gives these asks for their word alone.</summary>
    public bool KnowsOnlyWitnesses(LogOrigin origin) =>
        _policies.Count == 0 && _keys.Count > 0 && _keys.All(k => k.SignatureType != NoteSignatureTypes.Ed25519)
        && !LogKeys(origin).Any(v => v.Key.Name.ToString() == origin.Value || _origins.Contains(origin.Value));

    // LED-042
    internal bool IsLate(CosignatureTime time) => time.IsAfter(now, ClockAllowance);

    private IReadOnlyList<NoteVerifier> LogKeys(LogOrigin origin)
    {
        var own = LedgerOrigin.TryParse(origin.Value, out var ledger) && Cards.TryGetValue(ledger.Party, out var cards) ? LedgerKeys.Of(cards, ledger, crypto) : [];
        return [.. _keys.Select(k => Verifier(k)!).Concat(own).DistinctBy(v => v.Key)];
    }

    private VerifiedCheckpoint Count(VerifiedCheckpoint verified, out IReadOnlyList<VerifiedCosignature> counted, out IReadOnlyList<VerifiedCosignature> late)
    {
        counted = [.. verified.Cosignatures.Where(c => !IsLate(c.Time))];
        late = [.. verified.Cosignatures.Where(c => IsLate(c.Time))];
        return verified;
    }

    private NoteVerifier? Verifier(VerifierKey key)
    {
        var scheme = key.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? crypto.MlDsa44 : crypto.Ed25519;
        if (scheme.PublicKeySize != key.PublicKey.Length)
            return null;
        return key.SignatureType switch
        {
            NoteSignatureTypes.Ed25519 => new Ed25519NoteVerifier(key, scheme),
            NoteSignatureTypes.Ed25519Cosignature or NoteSignatureTypes.MlDsa44Cosignature => new CosignatureVerifier(key, scheme),
            _ => null,
        };
    }
}
