namespace Parley.Records.Notes;

/// <summary>The answer to "who signed this note?".</summary>
public sealed class NoteVerification
{
    private NoteVerification(NoteVerdict verdict, IReadOnlyList<VerifiedSignature> verified, NoteSignature? offending) =>
        (Verdict, Verified, Offending) = (verdict, verified, offending);

    /// <summary>The verdict; anything but <see cref="NoteVerdict.Verified"/> means: do not read the text.</summary>
    public NoteVerdict Verdict { get; }

    /// <summary>Whether the note may be trusted as far as its known keys are.</summary>
    public bool IsVerified => Verdict == NoteVerdict.Verified;

    /// <summary>The good signatures with their keys, in the note's order; empty unless verified.</summary>
    public IReadOnlyList<VerifiedSignature> Verified { get; }

    /// <summary>The signature that failed the note, if one did.</summary>
    public NoteSignature? Offending { get; }

    /// <summary>Whether <paramref name="key"/> signed.</summary>
    public bool IsBy(VerifierKey key) => Verified.Any(one => one.Key.Equals(key));

    internal static NoteVerification Of(SignedNote note, IEnumerable<NoteVerifier> known)
    {
        var verifiers = known as IReadOnlyList<NoteVerifier> ?? [.. known];
        var verified = new List<VerifiedSignature>();
        foreach (var signature in note.Signatures)
        {
            NoteVerifier? match = null;
            foreach (var verifier in verifiers)
            {
                if (!verifier.Key.Names(signature))
                    continue;

                if (match is not null && !match.Key.Equals(verifier.Key))
                    return new(NoteVerdict.AmbiguousKey, [], signature);

                match = verifier;
            }

            if (match is null)
                continue;

            if (!match.Verify(note.Text.Span, signature.Signature.Span))
                return new(NoteVerdict.BadSignature, [], signature);

            verified.Add(new(match.Key, signature));
        }

        return new(verified.Count > 0 ? NoteVerdict.Verified : NoteVerdict.NoKnownKey, verified, null);
    }
}
