namespace Parley.Mls.Framing;

/// <summary>
/// Anything that travels (RFC 9420 §6), as it was read and before anything about it is believed.
/// One of <see cref="PublicMessage"/>, <see cref="PrivateMessage"/>, <see cref="WelcomeMessage"/>,
/// <see cref="GroupInfoMessage"/>, <see cref="KeyPackageMessage"/>.
/// </summary>
public abstract record MlsMessage
{
    private protected MlsMessage(WireFormat format) => WireFormat = format;

    /// <summary>What it carries.</summary>
    public WireFormat WireFormat { get; }

    /// <summary>Reads a message; the bytes are copied once and not kept.</summary>
    public static MlsResult<MlsMessage> Decode(ReadOnlySpan<byte> encoded) => Tls.Decode(encoded.ToArray(), Read);

    /// <summary>The encoding of RFC 9420.</summary>
    public byte[] Encode() => Tls.Encode((ref writer) =>
    {
        writer.U16((ushort)ProtocolVersion.Mls10);
        writer.U16((ushort)WireFormat);
        WriteBody(ref writer);
    });

    internal static MlsMessage Read(ref TlsReader reader)
    {
        if (reader.U16() != (ushort)ProtocolVersion.Mls10)
        {
            reader.Fail(MlsRules.MessageVersion);
        }

        switch ((WireFormat)reader.U16())
        {
            case WireFormat.PublicMessage:
                return PublicMessage.ReadBody(ref reader);
            case WireFormat.PrivateMessage:
                return PrivateMessage.ReadBody(ref reader);
            case WireFormat.Welcome:
                return new WelcomeMessage(Welcome.Read(ref reader));
            case WireFormat.GroupInfo:
                return new GroupInfoMessage(GroupInfo.Read(ref reader));
            case WireFormat.KeyPackage:
                var keyPackage = KeyPackage.Read(ref reader);
                if (keyPackage.Version != ProtocolVersion.Mls10)
                {
                    reader.Fail(MlsRules.KeyPackageVersion);
                }

                return new KeyPackageMessage(keyPackage);
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return new PrivateMessage(default, 0, default, default, default, default);
        }
    }

    private protected abstract void WriteBody(ref TlsWriter writer);
}
