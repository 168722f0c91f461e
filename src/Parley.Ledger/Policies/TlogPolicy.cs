using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Policies;

/// <summary>Whom a verifier believes (C2SP tlog-policy): logs, witnesses, and which of them must have cosigned, such as two of three from each side.</summary>
public sealed class TlogPolicy
{
    /// <summary>The longest policy in bytes.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>The most logs, witnesses or groups, each.</summary>
    public const int MaxItems = 256;

    /// <summary>The quorum that asks for no witness.</summary>
    public const string None = "none";

    internal TlogPolicy(IReadOnlyList<PolicyLog> logs, IReadOnlyList<PolicyWitness> witnesses, IReadOnlyList<PolicyGroup> groups, string quorum) =>
        (Logs, Witnesses, Groups, Quorum) = (logs, witnesses, groups, quorum);

    /// <summary>The logs that are accepted.</summary>
    public IReadOnlyList<PolicyLog> Logs { get; }

    /// <summary>The witnesses.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses { get; }

    /// <summary>The groups, in an order in which each names only earlier ones.</summary>
    public IReadOnlyList<PolicyGroup> Groups { get; }

    /// <summary>The witness or group that must have cosigned, or <see cref="None"/>.</summary>
    public string Quorum { get; }

    /// <summary>Reads a policy file. Never throws.</summary>
    public static Outcome<TlogPolicy> Parse(ReadOnlySpan<byte> bytes) => PolicyParser.Parse(bytes);

    /// <summary>
    /// Believes a checkpoint where a listed log signed it and the quorum cosigned it. Cosignatures later than
    /// <paramref name="now"/> and <paramref name="allowance"/> do not count. <paramref name="mlDsa44"/> may be missing; then such witnesses count as silent.
    /// </summary>
    public Outcome<VerifiedCheckpoint> Verify(
        SignedCheckpoint checkpoint, ISignatureScheme ed25519, ISignatureScheme? mlDsa44, DateTimeOffset now, TimeSpan allowance)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(ed25519);
        var logs = Logs.Select(log => VerifierOf(log.Key, ed25519, mlDsa44)).OfType<NoteVerifier>();
        var witnesses = Witnesses.Select(witness => VerifierOf(witness.Key, ed25519, mlDsa44)).OfType<NoteVerifier>();
        if (!checkpoint.Verify(logs, witnesses).Try(out var verified, out var fault))
            return fault;

        // LED-042: a cosignature from the future bounds nothing.
        var early = verified.Cosignatures.Where(one => !one.Time.IsAfter(now, allowance)).Select(one => one.Key).ToHashSet();
        var late = verified.Cosignatures.Count(one => one.Time.IsAfter(now, allowance));
        if (IsQuorum(early.Contains))
            return verified;
        return new Fault("LED-072", 0, $"the cosignatures of {early.Count} of {Witnesses.Count} witnesses are not the quorum '{Quorum}'"
            + (late > 0 ? $"; {late} more are dated in the future and do not count" : ""));
    }

    /// <summary>Whether the witnesses that have cosigned are the quorum.</summary>
    public bool IsQuorum(Func<VerifierKey, bool> hasCosigned)
    {
        ArgumentNullException.ThrowIfNull(hasCosigned);
        if (Quorum == None)
            return true;

        // LED-071: members stand before their group, so one pass settles all.
        var holds = Witnesses.ToDictionary(witness => witness.Name, witness => hasCosigned(witness.Key));
        foreach (var group in Groups)
            holds[group.Name] = group.Members.Count(member => holds[member]) >= group.Threshold;
        return holds[Quorum];
    }

    private static NoteVerifier? VerifierOf(VerifierKey key, ISignatureScheme ed25519, ISignatureScheme? mlDsa44)
    {
        var scheme = key.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? mlDsa44 : ed25519;
        if (scheme is null || scheme.PublicKeySize != key.PublicKey.Length)
            return null;
        return key.SignatureType == NoteSignatureTypes.Ed25519 ? new Ed25519NoteVerifier(key, scheme) : new CosignatureVerifier(key, scheme);
    }
}
