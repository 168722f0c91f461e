namespace Parley.Mls.Framing;

/// <summary>A key package (RFC 9420 §10), wrapped to travel.</summary>
/// <param name="KeyPackage">The content.</param>
public sealed record KeyPackageMessage(KeyPackage KeyPackage) : MlsMessage(WireFormat.KeyPackage)
{
    private protected override void WriteBody(ref TlsWriter writer) => KeyPackage.Write(ref writer);
}
