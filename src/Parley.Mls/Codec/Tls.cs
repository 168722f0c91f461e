namespace Parley.Mls.Codec;

/// <summary>Whole structures to bytes and back.</summary>
internal static class Tls
{
    public delegate void Body(ref TlsWriter writer);

    public static byte[] Encode(Body body, int capacity = 512)
    {
        var writer = new TlsWriter(capacity);
        try
        {
            body(ref writer);
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Reads one structure that fills <paramref name="input"/> exactly.</summary>
    public static MlsResult<T> Decode<T>(ReadOnlyMemory<byte> input, TlsReader.Item<T> read)
        where T : class
    {
        var reader = new TlsReader(input);
        var value = read(ref reader);
        if (reader.More)
        {
            reader.Fail(MlsRules.TrailingBytes);
        }

        return reader.Fault is { } rule ? rule.Broken(FormattableString.Invariant($"at byte {reader.Position}")) : value;
    }
}
