namespace Parley.Records.Notes;

/// <summary>What checking a note's signatures came to.</summary>
public enum NoteVerdict
{
    /// <summary>No signature is by a known key.</summary>
    NoKnownKey,

    /// <summary>At least one known key signed, and no signature of a known key is bad.</summary>
    Verified,

    /// <summary>A signature names a known key and is not by it.</summary>
    BadSignature,

    /// <summary>Two different known keys share name and hash, so a signature cannot be given to either.</summary>
    AmbiguousKey,
}
