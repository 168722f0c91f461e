using System.Buffers.Binary;
using System.Text;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>The shape of a timestamped signature and the messages that it covers (C2SP tlog-cosignature).</summary>
internal static class Cosignature
{
    private const int TimeSize = sizeof(long);

    public static bool IsTypeOf(VerifierKey key) =>
        key.SignatureType is NoteSignatureTypes.Ed25519Cosignature or NoteSignatureTypes.MlDsa44Cosignature;

    /// <summary>Splits <paramref name="signature"/> into time and signature, or nothing where it cannot be one.</summary>
    public static (CosignatureTime Time, byte[] Signature)? Read(ReadOnlySpan<byte> signature)
    {
        // LED-042: a time past 2^63-1 is none.
        if (signature.Length <= TimeSize || BinaryPrimitives.ReadInt64BigEndian(signature) is var time && time < 0)
            return null;
        return (new(time), signature[TimeSize..].ToArray());
    }

    public static byte[] Write(CosignatureTime time, ReadOnlySpan<byte> signature)
    {
        var bytes = new byte[TimeSize + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.Seconds);
        signature.CopyTo(bytes.AsSpan(TimeSize));
        return bytes;
    }

    // LED-040: the opening line keeps a cosignature from passing for the log's own signature.
    public static byte[] Ed25519Message(CosignatureTime time, ReadOnlySpan<byte> checkpoint) =>
        [.. Encoding.ASCII.GetBytes($"cosignature/v1\ntime {time}\n"), .. checkpoint];

    // LED-041: the message names cosigner and log, each with a length in one byte.
    public static byte[]? MlDsa44Message(NoteKeyName cosigner, CosignatureTime time, Checkpoint checkpoint)
    {
        var name = Encoding.UTF8.GetBytes(cosigner.ToString());
        var origin = Encoding.UTF8.GetBytes(checkpoint.Origin.Value);
        if (origin.Length > byte.MaxValue)
            return null;
        return
        [
            .. "subtree/v1\n\0"u8,
            (byte)name.Length, .. name,
            .. BigEndian(time.Seconds),
            (byte)origin.Length, .. origin,
            .. BigEndian(0),
            .. BigEndian(checkpoint.Size.Value),
            .. checkpoint.Root.AsSpan(),
        ];
    }

    private static byte[] BigEndian(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
