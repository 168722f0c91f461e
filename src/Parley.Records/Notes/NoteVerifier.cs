namespace Parley.Records.Notes;

/// <summary>A known key together with the way its signature type is checked.</summary>
public abstract class NoteVerifier
{
    /// <summary>Takes the key that signature lines are matched with.</summary>
    protected NoteVerifier(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
    }

    /// <summary>The key.</summary>
    public VerifierKey Key { get; }

    /// <summary>Whether <paramref name="signature"/> (without the key hash) is the key's over a note's <paramref name="text"/>. Never throws.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);
}
