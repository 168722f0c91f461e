namespace Parley.Mls.Joining;

/// <summary>The secrets of a Welcome (RFC 9420 §12.4.3.1), as slices of a plaintext that its reader wipes.</summary>
internal sealed record GroupSecrets(ReadOnlyMemory<byte> JoinerSecret, ReadOnlyMemory<byte>? PathSecret, ImmutableArray<PreSharedKeyId> Psks)
{
    public static GroupSecrets Read(ref TlsReader reader) => new(
        reader.Opaque(WireLimits.Hash),
        reader.Present() ? reader.Opaque(WireLimits.Hash) : (ReadOnlyMemory<byte>?)null,
        reader.List(PreSharedKeyId.Read));

    public override string ToString() => "GroupSecrets";

    public void Write(ref TlsWriter writer)
    {
        writer.Opaque(JoinerSecret);
        writer.Present(PathSecret is not null);
        if (PathSecret is { } secret)
        {
            writer.Opaque(secret);
        }

        writer.List(Psks, static (ref w, item) => item.Write(ref w));
    }
}
