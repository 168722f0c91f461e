namespace Parley.Mls.Framing;

/// <summary>What an external joiner needs (RFC 9420 §12.4.3), wrapped to travel.</summary>
/// <param name="GroupInfo">The content.</param>
public sealed record GroupInfoMessage(GroupInfo GroupInfo) : MlsMessage(WireFormat.GroupInfo)
{
    private protected override void WriteBody(ref TlsWriter writer) => GroupInfo.Write(ref writer);
}
