namespace Parley.Mls.Framing;

/// <summary>A message that is signed and encrypted (RFC 9420 §6.3).</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="ContentType">What kind of content is inside.</param>
/// <param name="AuthenticatedData">Data in the clear that is authenticated.</param>
/// <param name="EncryptedSenderData">Who sent it and which key it takes, encrypted.</param>
/// <param name="Ciphertext">The content, encrypted.</param>
public sealed record PrivateMessage(
    ReadOnlyMemory<byte> GroupId,
    ulong Epoch,
    ContentType ContentType,
    ReadOnlyMemory<byte> AuthenticatedData,
    ReadOnlyMemory<byte> EncryptedSenderData,
    ReadOnlyMemory<byte> Ciphertext) : MlsMessage(WireFormat.PrivateMessage)
{
    internal static PrivateMessage ReadBody(ref TlsReader reader)
    {
        var groupId = reader.Opaque(WireLimits.Name);
        var epoch = reader.U64();
        var type = (ContentType)reader.U8();
        if (type is < ContentType.Application or > ContentType.Commit)
        {
            reader.Fail(MlsRules.UnknownEnum);
        }

        return new PrivateMessage(groupId, epoch, type, reader.Opaque(), reader.Opaque(WireLimits.Hash), reader.Opaque());
    }

    private protected override void WriteBody(ref TlsWriter writer)
    {
        writer.Opaque(GroupId);
        writer.U64(Epoch);
        writer.U8((byte)ContentType);
        writer.Opaque(AuthenticatedData);
        writer.Opaque(EncryptedSenderData);
        writer.Opaque(Ciphertext);
    }
}
