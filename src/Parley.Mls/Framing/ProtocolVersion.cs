namespace Parley.Mls.Framing;

/// <summary>The MLS version (RFC 9420 §6); unknown values are carried as they are.</summary>
public enum ProtocolVersion : ushort
{
    /// <summary>MLS 1.0, the only one.</summary>
    Mls10 = 1,
}
