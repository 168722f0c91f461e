namespace Parley.Mls.Framing;

/// <summary>An invitation (RFC 9420 §12.4.3.1), wrapped to travel.</summary>
/// <param name="Welcome">The content.</param>
public sealed record WelcomeMessage(Welcome Welcome) : MlsMessage(WireFormat.Welcome)
{
    private protected override void WriteBody(ref TlsWriter writer) => Welcome.Write(ref writer);
}
