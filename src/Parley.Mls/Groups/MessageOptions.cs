namespace Parley.Mls.Groups;

/// <summary>How a message is framed.</summary>
public sealed record MessageOptions
{
    /// <summary>Encrypted, without padding or authenticated data.</summary>
    public static MessageOptions Default { get; } = new();

    /// <summary>Data that travels in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }

    /// <summary>The plaintext is padded with zeroes up to the next multiple of this (RFC 9420 §15.1); 0 and 1 mean not at all.</summary>
    public int PadTo { get; init; }

    /// <summary>Whether a handshake message goes as a PublicMessage, signed and not encrypted.</summary>
    public bool Public { get; init; }
}
