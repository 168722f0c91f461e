namespace Parley.Records.Extracts;

/// <summary>A field, or a run of hidden ones that is a whole subtree, with what its hash is computed from.</summary>
/// <param name="First">The first field's place.</param>
/// <param name="Count">The number of fields.</param>
/// <param name="Field">The field, where it is one and not hidden.</param>
/// <param name="Salt">The salt of a shown field.</param>
/// <param name="Hash">The commitment of a named field, or the hash of what is hidden.</param>
internal sealed record ExtractPart(int First, int Count, ExtractField? Field, byte[]? Salt, Digest Hash);
