using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>A checkpoint with its signatures, parsed and not yet believed.</summary>
public sealed class SignedCheckpoint
{
    private SignedCheckpoint(SignedNote note, Checkpoint checkpoint) => (Note, Checkpoint) = (note, checkpoint);

    /// <summary>The note.</summary>
    public SignedNote Note { get; }

    /// <summary>What its text says.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Reads a signed checkpoint. Never throws.</summary>
    public static Outcome<SignedCheckpoint> Parse(ReadOnlySpan<byte> bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out var error))
            return new Fault("LED-031", 0, $"not a signed note: {error}");
        return Checkpoint.Parse(note.Text.Span).Try(out var checkpoint, out var fault)
            ? new SignedCheckpoint(note, checkpoint)
            : fault;
    }

    /// <summary>Signs a log's head in the log's name; throws <see cref="ArgumentException"/> where the signer has another name.</summary>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, NoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(signer);

        // LED-033
        if (signer.Key.Name.ToString() != checkpoint.Origin.Value)
            throw new ArgumentException("A log signs in the name of its origin.", nameof(signer));
        return new(signer.SignNote(checkpoint.Text.Span), checkpoint);
    }

    /// <summary>The same checkpoint with one more signature, such as a peer's cosignature.</summary>
    public SignedCheckpoint With(NoteSignature signature) => new(Note.With(signature), Checkpoint);

    /// <summary>
    /// Believes the checkpoint where a key of <paramref name="logKeys"/> that has the origin's name signed it, and gathers the
    /// cosignatures of <paramref name="cosigners"/>. One bad signature of any of these keys fails it. With <paramref name="anyName"/>
    /// the caller vouches that all the log's keys are this log's, whatever their names, as they are of logs older than that rule.
    /// </summary>
    public Outcome<VerifiedCheckpoint> Verify(IEnumerable<NoteVerifier> logKeys, IEnumerable<NoteVerifier> cosigners, bool anyName = false)
    {
        ArgumentNullException.ThrowIfNull(logKeys);
        ArgumentNullException.ThrowIfNull(cosigners);

        // LED-033: a key is a log's key only under that log's name, so that one log cannot sign for another.
        var own = logKeys.Where(key => anyName || key.Key.Name.ToString() == Checkpoint.Origin.Value).ToList();
        var others = cosigners.ToList();
        var verification = Note.Verify([.. own, .. others]);
        if (verification.Verdict is NoteVerdict.BadSignature or NoteVerdict.AmbiguousKey)
            return new Fault("LED-033", 0, $"the signature of {verification.Offending!.KeyName} is not good");
        var logKey = verification.Verified.FirstOrDefault(one => own.Exists(key => key.Key.Equals(one.Key)));
        if (logKey is null)
            return new Fault("LED-033", 0, $"no known key of the log {Checkpoint.Origin} signed this checkpoint");
        return new VerifiedCheckpoint(this, logKey.Key, [
            .. from one in verification.Verified
               where others.Exists(key => key.Key.Equals(one.Key)) && Cosignature.IsTypeOf(one.Key)
               select new VerifiedCosignature(one.Key, Cosignature.Read(one.Signature.Signature.Span)!.Value.Time)]);
    }

    /// <summary>The bytes of the note.</summary>
    public byte[] ToBytes() => Note.ToBytes();
}
