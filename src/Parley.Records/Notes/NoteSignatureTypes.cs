namespace Parley.Records.Notes;

/// <summary>The signature type bytes of C2SP signed-note that Parley uses.</summary>
public static class NoteSignatureTypes
{
    /// <summary>Ed25519 over the note's text.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>A timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature).</summary>
    public const byte Ed25519Cosignature = 0x04;

    /// <summary>A timestamped ML-DSA-44 cosignature of a checkpoint or subtree (C2SP tlog-cosignature).</summary>
    public const byte MlDsa44Cosignature = 0x06;
}
