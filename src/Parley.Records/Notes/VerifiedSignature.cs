namespace Parley.Records.Notes;

/// <summary>A signature that was checked, and the key it is by.</summary>
/// <param name="Key">The known key.</param>
/// <param name="Signature">Its signature line.</param>
public sealed record VerifiedSignature(VerifierKey Key, NoteSignature Signature);
