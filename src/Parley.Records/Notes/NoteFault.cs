namespace Parley.Records.Notes;

/// <summary>Why bytes are not a signed note.</summary>
public enum NoteFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The note, or its text, is longer than Parley reads.</summary>
    TooLarge,

    /// <summary>The bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>An ASCII control character other than newline.</summary>
    ControlCharacter,

    /// <summary>The last byte is not a newline.</summary>
    NoFinalNewline,

    /// <summary>No empty line parts a text from its signatures.</summary>
    NoSeparator,

    /// <summary>Nothing follows the empty line.</summary>
    NoSignature,

    /// <summary>More signatures than <see cref="SignedNote.MaxSignatures"/>.</summary>
    TooManySignatures,

    /// <summary>A signature line does not have the form "— name base64".</summary>
    BadSignatureLine,

    /// <summary>A key name is empty, too long, or holds a space or a plus.</summary>
    BadKeyName,

    /// <summary>A signature is not canonical base64 of a key hash and at least one byte.</summary>
    BadBase64,
}
