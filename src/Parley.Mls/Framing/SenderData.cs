namespace Parley.Mls.Framing;

/// <summary>Who sent a PrivateMessage and which key it takes (RFC 9420 §6.3.2).</summary>
internal readonly record struct SenderData(LeafIndex Leaf, uint Generation, uint ReuseGuard)
{
    public const int Size = 12;

    public static SenderData Read(ref TlsReader reader) => new(new LeafIndex(reader.U32()), reader.U32(), reader.U32());

    public void Write(ref TlsWriter writer)
    {
        writer.U32(Leaf.Value);
        writer.U32(Generation);
        writer.U32(ReuseGuard);
    }
}
